"""The error for a file that cannot be taken as a picture."""

from __future__ import annotations

import os
from pathlib import Path

from lookalike.types import LookalikeError


class Unreadable(LookalikeError):
    """A file that is no picture, or not one that can be decoded safely.

    :param reason: why, in a few words: "truncated", for example.
    :param name: the file, for the sentence.
    """

    def __init__(self, reason: str, name: Path | str = "the picture") -> None:
        super().__init__(f"Cannot read {os.fsencode(name).decode(errors='replace')}: {reason}.")
        self.reason = reason


class Unopenable(Unreadable):
    """A file that the system does not let us read now, and may another time."""


def os_reason(error: OSError) -> str:
    """What the operating system says of a file, in a few words."""
    return (error.strerror or str(error)).lower()
