"""How far training is, in a file, so that a run that was stopped can go on."""

from __future__ import annotations

import hashlib
import os
import pickle
from pathlib import Path
from typing import Any

import torch


class Checkpoint:
    """A file of the state of one run.

    :param told: all that makes the run what it is; the state of another run is not taken.
    """

    def __init__(self, file: Path, told: str) -> None:
        self.file = file
        self._key = hashlib.blake2b(told.encode(), digest_size=16).hexdigest()

    def read(self) -> dict[str, Any] | None:
        """The state that was written last, None where there is none of this run; nothing in the file is executed."""
        try:
            kept = torch.load(self.file, weights_only=True)
        except (OSError, RuntimeError, EOFError, ValueError, pickle.UnpicklingError):
            return None
        return kept["state"] if isinstance(kept, dict) and kept.get("key") == self._key else None

    def write(self, state: dict[str, Any]) -> None:
        """Keep a state; a crash leaves the one before."""
        begun = self.file.with_name(f"{self.file.name}.{os.getpid()}.part")
        torch.save({"key": self._key, "state": state}, begun)
        begun.replace(self.file)

    def remove(self) -> None:
        """Forget the run, which has ended."""
        self.file.unlink(missing_ok=True)
