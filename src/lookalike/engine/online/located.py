"""Parts of pictures that the collection holds, as parts of their files."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TypeVar

from lookalike.collection.paths import text_path
from lookalike.engine.online.naming import is_id, unknown
from lookalike.index.store import Store
from lookalike.query.example import Region

_Example = TypeVar("_Example")


def located(example: _Example, store: Store) -> _Example:
    """An example; a part of an image that is named by its id becomes a part of its file, or of what is kept of that.

    :raises LookalikeError: there is no such image.
    """
    if not isinstance(example, Region) or not isinstance(example.picture, str) or not is_id(example.picture):
        return example
    return replace(example, picture=_file(example.picture, store))


def _file(id: str, store: Store) -> Path | bytes:
    for record in store.records([id]):
        file = text_path(record.path)
        return file if file.exists() else store.thumbnails([id])[id]
    raise unknown(id)
