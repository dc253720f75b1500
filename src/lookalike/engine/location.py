"""Where collections lie: in a local folder, or at any URI that Lance takes."""

from __future__ import annotations

from pathlib import Path

from lookalike.index.store import Store
from lookalike.types import LookalikeError


def place_of(uri: str | Path) -> str:
    """The same place, whatever the current folder is later."""
    text = str(uri)
    return str(Path(text).expanduser().absolute()) if Store.is_local(text) else text


def make_folder(folder: Path) -> None:
    """Make the folder of a new collection, unless it is there and empty.

    :raises LookalikeError: it holds something, or cannot be made.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        if any(folder.iterdir()):
            raise LookalikeError(f"{folder} is not empty and not a collection: name a new or empty folder.")
    except OSError as error:
        raise LookalikeError(f"Cannot make a collection at {folder}: {error.strerror}.") from error


def bytes_at(uri: str) -> int | None:
    """The size of a local store on disk."""
    if not Store.is_local(uri):
        return None
    return sum(file.stat().st_size for file in Path(uri).rglob("*") if file.is_file())
