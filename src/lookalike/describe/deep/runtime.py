"""ONNX Runtime, as it is used here; and what has been worked out before, in the user's cache."""

from __future__ import annotations

import contextlib
import os
import re
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from lookalike.types import LookalikeError

if TYPE_CHECKING:
    from onnxruntime import InferenceSession

GPUS = ("CUDAExecutionProvider", "MIGraphXExecutionProvider", "DmlExecutionProvider")

_CODE = re.compile(r"^\[ONNXRuntimeError\] : \d+ : \w+ : ")

_KEPT = 128 * 2**20
"""Bytes: what is larger is worked out anew in each process rather than kept in the cache."""


def runnable(model: bytes, name: str, folder: Path | None = None) -> InferenceSession:
    """A session of a serialised model, on a GPU where there is one, else on the thread that calls it.

    :param name: for errors.
    :param folder: where values lie that the model keeps in files of their own.
    :raises LookalikeError: the model cannot be run.
    """
    # Without this the library writes a device id and a queue of events into the user's
    # home when it is imported. Whoever wants them can set the variable to 0.
    os.environ.setdefault("ORT_DISABLE_TELEMETRY", "1")
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    options.inter_op_num_threads = 1
    options.log_severity_level = 4
    if folder is not None:
        options.add_session_config_entry("session.model_external_initializers_file_folder_path", str(folder))
    there = onnxruntime.get_available_providers()
    providers = [*(gpu for gpu in GPUS if gpu in there), "CPUExecutionProvider"]
    try:
        return onnxruntime.InferenceSession(model, options, providers=providers)
    except Exception as error:  # of several kinds, which the library does not share
        raise LookalikeError(f"{name} cannot be run: {first_line(error)}") from error


def first_line(error: Exception) -> str:
    """What a library says first, as the end of a sentence."""
    lines = str(error).splitlines() or [type(error).__name__]
    return f"{_CODE.sub('', lines[0]).rstrip('. ')}."


def cached(name: str, made: Callable[[], bytes]) -> bytes:
    """What the user's cache holds under a name, made and put there where it holds nothing."""
    import platformdirs

    file = Path(platformdirs.user_cache_dir("lookalike")) / "networks" / name
    if file.exists():
        return file.read_bytes()
    content = made()
    # A cache that cannot be written costs time at the next start, nothing else.
    if len(content) <= _KEPT:
        with contextlib.suppress(OSError):
            _write_whole(file, content)
    return content


def _write_whole(file: Path, content: bytes) -> None:
    """Write so that no other process ever sees half of the file."""
    file.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=file.parent)
    with os.fdopen(handle, "wb") as temporary:
        temporary.write(content)
    Path(name).replace(file)
