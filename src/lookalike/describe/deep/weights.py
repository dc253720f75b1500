"""Files of weights: read without executing anything, kept in one folder, and fetched on request."""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import urllib.error
import urllib.request
from collections.abc import Callable, Mapping
from functools import lru_cache
from pathlib import Path

import numpy as np

from lookalike.describe.deep.checkpoint import CheckpointError, read_checkpoint
from lookalike.types import LookalikeError, Progress

ADDRESS = "https://download.pytorch.org/models/"
"""Where torchvision's weights lie, under names that end in the first digits of their hashes."""

FORMATS = (".pth", ".pt", ".safetensors", ".npz")

_PIECE = 2**20
_SECONDS = 30


def folder() -> Path:
    """Where the user's weights and networks are: ``LOOKALIKE_WEIGHTS``, or a folder of the user's own data."""
    from platformdirs import user_data_path

    named = os.environ.get("LOOKALIKE_WEIGHTS")
    return Path(named) if named else user_data_path("lookalike", appauthor=False) / "networks"


def read_weights(path: Path) -> Mapping[str, np.ndarray]:
    """The arrays of a file by their names: PyTorch's ``.pth`` or ``.pt``, ``.safetensors`` or ``.npz``.

    :raises CheckpointError: the file is missing, corrupt, or would execute something.
    """
    if path.suffix not in FORMATS:
        raise CheckpointError(f"{path} is no file of weights: known are {', '.join(FORMATS)}.")
    if path.suffix in (".pth", ".pt"):
        return read_checkpoint(path)
    try:
        if path.suffix == ".npz":
            with path.open("rb") as file, np.load(file, allow_pickle=False) as arrays:
                return dict(arrays)
        from safetensors.numpy import load_file

        return load_file(path)
    except OSError as error:
        raise CheckpointError(f"Cannot read the weights {path}: {error.strerror or error}.") from error
    except Exception as error:  # a broken file can raise anything
        said = str(error).splitlines() or [type(error).__name__]
        raise CheckpointError(f"{path} is not a readable file of weights: {said[0].rstrip('.')}.") from error


def digest(path: Path) -> str:
    """The SHA-256 of a file's content, in hexadecimal digits."""
    stat = path.stat()
    return _digest(path, stat.st_mtime_ns, stat.st_size)


@lru_cache(maxsize=64)
def _digest(path: Path, _changed: int, _size: int) -> str:
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def register(network: str, path: Path, check: Callable[[Mapping[str, np.ndarray]], object]) -> Path:
    """Bring a file of weights into the user's folder, in place of any that is there, after a check.

    :param check: raises an error for weights that do not fit.
    :raises LookalikeError: the file cannot be read or does not fit.
    """
    try:
        check(read_weights(path))
    except CheckpointError:
        raise
    except LookalikeError as error:
        raise LookalikeError(f"{path}: {error}") from error
    target = folder() / f"{network}{path.suffix}"
    target.parent.mkdir(parents=True, exist_ok=True)
    if path.parent != target.parent:
        path = Path(shutil.copyfile(path, target.with_name(f"{target.name}.part")))
    for other in (folder() / f"{network}{suffix}" for suffix in FORMATS):
        if other != path:
            other.unlink(missing_ok=True)
    return path.replace(target)


def fetch(file: str, progress: Progress, address: str = "") -> Path:
    """Download a file of weights into the user's folder, going on where an earlier try was cut off.

    :param file: its name, which ends in the first digits of its SHA-256.
    :param progress: takes how many bytes are here and how many there are.
    :param address: where it lies; "": with torchvision's.
    :raises LookalikeError: it cannot be reached, or its content has another hash.
    """
    address, target = address or ADDRESS, folder() / file
    target.parent.mkdir(parents=True, exist_ok=True)
    part = target.with_name(f"{file}.part")
    try:
        _download(f"{address}{file}", part, progress)
    except (OSError, ValueError) as error:
        reason = getattr(error, "reason", None) or error
        raise LookalikeError(
            f"Cannot fetch {address}{file} ({reason}): try again to go on from here, or give a file that you have."
        ) from error
    if not digest(part).startswith(expected(file)):
        part.unlink()
        raise LookalikeError(f"What came for {address}{file} has another hash than its name says, and was thrown away.")
    return part.replace(target)


def expected(file: str) -> str:
    """The digits of the hash that a file's name ends in."""
    match = re.search(r"-([0-9a-f]{8,64})\.\w+$", file)
    assert match is not None
    return match[1]


def _download(url: str, part: Path, progress: Progress) -> None:
    here = part.stat().st_size if part.exists() else 0
    request = urllib.request.Request(url, headers={"Range": f"bytes={here}-"} if here else {})
    try:
        answer = urllib.request.urlopen(request, timeout=_SECONDS)
    except urllib.error.HTTPError as error:
        if error.code == 416:  # all of it is here
            return
        raise
    with answer:
        # A server that does not know of ranges sends the whole.
        here = here if answer.status == 206 else 0
        total = here + int(answer.headers.get("Content-Length") or 0)
        with part.open("ab" if here else "wb") as stream:
            while piece := answer.read(_PIECE):
                stream.write(piece)
                here += len(piece)
                progress(here, total)
    if here < total:
        raise OSError(f"it broke off after {here:,} of {total:,} bytes")
