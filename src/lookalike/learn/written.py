"""Networks as files."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from lookalike.types import LookalikeError

if TYPE_CHECKING:
    from onnx import ModelProto


def write_model(model: ModelProto, output: Path) -> None:
    """Write a network, all of it or nothing.

    :raises LookalikeError: the file cannot be written.
    """
    begun = output.with_name(f"{output.name}.{os.getpid()}.part")
    try:
        begun.write_bytes(model.SerializeToString())
        begun.replace(output)
    except OSError as error:
        begun.unlink(missing_ok=True)
        raise LookalikeError(f"Cannot write {output}: {error.strerror}.") from error
