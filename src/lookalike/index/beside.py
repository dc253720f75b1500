"""Where files lie that are derived from a store."""

from __future__ import annotations

import hashlib
import uuid
from collections.abc import Callable
from pathlib import Path
from typing import BinaryIO

from lookalike.index.store import Store


def folder_beside(store: Store, name: str) -> Path:
    """A folder in that of a store; of a store elsewhere, one of this machine's cache. It need not be there."""
    if store.is_local(store.uri):
        return Path(store.uri) / name
    from platformdirs import user_cache_path

    place = hashlib.blake2b(store.uri.encode(), digest_size=8).hexdigest()
    return user_cache_path("lookalike", appauthor=False) / name / place


def replace_file(file: Path, write: Callable[[BinaryIO], object]) -> None:
    """Write a derived file as a whole; where the folder is shut, it stays as it is."""
    new = file.with_name(f"{uuid.uuid4().hex}.new")
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        with new.open("wb") as content:
            write(content)
        new.replace(file)
    except OSError:
        new.unlink(missing_ok=True)
