"""Online: the pictures of examples."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from lookalike.collection.decode import Picture, read_picture
from lookalike.collection.paths import named_path
from lookalike.engine.online.naming import is_id
from lookalike.engine.represent.describing import HasPixels, Pixels
from lookalike.types import Image


class Pictures:
    """The pictures that a query names, each read once, and decoded once at every size, whoever asks for it."""

    def __init__(self) -> None:
        self._read: dict[str | bytes, Picture] = {}

    def of(self, example: str | Path | Image | bytes) -> HasPixels:
        """The picture of an example that is not in the collection.

        :raises LookalikeError: it cannot be read.
        """
        if isinstance(example, Image):
            return Pixels(example)
        key = _key(example)
        if key not in self._read:
            self._read[key] = Picture.open(example) if isinstance(example, bytes) else read_picture(named_path(example))
        return self._read[key]

    def ids(self, examples: Iterable[object]) -> set[str]:
        """The ids that whole pictures which were read have in the collection, where it holds them."""
        return {id for example in examples if (id := self._id(example)) is not None}

    def _id(self, example: object) -> str | None:
        if isinstance(example, str) and is_id(example):
            return example
        read = self._read.get(_key(example)) if isinstance(example, str | Path | bytes) else None
        return None if read is None else read.id


def _key(example: str | Path | bytes) -> str | bytes:
    return example if isinstance(example, bytes) else str(example)
