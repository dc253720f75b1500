"""Small pictures and local features of a collection, some of them in memory at a time."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Generic, NamedTuple, TypeVar

import numpy as np

from lookalike.collection.decode import Picture, read_picture
from lookalike.collection.paths import text_path
from lookalike.describe.local.sift import reflected
from lookalike.engine.duplicates.judging import Small
from lookalike.engine.represent.describing import Pointer
from lookalike.engine.represent.parallel import in_parallel
from lookalike.index.store import Store
from lookalike.reading import parse_rows
from lookalike.types import Bytes, Features, Floats, LookalikeError

FEATURES = "sift(n=400, size=384, contrast=0.02)"
"""Local features by which pictures are laid over each other."""

_PICTURES = 4096
"""So many small pictures, and local features of so many, are held at a time."""

T = TypeVar("T")


class Held(Generic[T]):
    """What is held of images by their ids: the last ones that were wanted."""

    def __init__(self, made: Callable[[Sequence[str]], dict[str, T]]) -> None:
        self._made = made
        self._known: dict[str, T] = {}

    def of(self, ids: Sequence[str]) -> dict[str, T]:
        """Of some images, as far as it can be had."""
        wanted = list(dict.fromkeys(ids))
        known = {id: self._known[id] for id in wanted if id in self._known}
        known |= self._made([id for id in wanted if id not in known])
        kept = [(id, each) for id, each in self._known.items() if id not in known][-_PICTURES:]
        self._known = dict(kept) | known
        return known


class Points(NamedTuple):
    """SIFT's features of a picture, as it gives them: whole numbers.

    :param size: the width and height of the picture that they lie in.
    """

    frames: Floats
    vectors: Bytes
    size: tuple[int, int]

    def features(self, mirrored: bool = False) -> Features:
        """RootSIFT's, of the picture or of its mirror image."""
        from lookalike.encode.root import Root

        said = Features(self.vectors.astype(np.float32), np.zeros(len(self.frames), np.int64), 1, self.frames)
        return Root().encode(reflected(said, self.size[0]) if mirrored else said)


class Pictures:
    """Those of a store."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._pointer = Pointer.of(parse_rows(FEATURES))
        self.small: Held[Small] = Held(self._small)
        self.points: Held[Points] = Held(self._points)

    def _small(self, ids: Sequence[str]) -> dict[str, Small]:
        """The stored thumbnails."""
        files = self._store.thumbnails(ids)
        return dict(
            in_parallel(lambda item: (item[0], Small.of(Picture.open(item[1]).image(None).pixels)), files.items())
        )

    def _points(self, ids: Sequence[str]) -> dict[str, Points]:
        paths = {record.id: record.path for record in self._store.records(ids)}
        found = in_parallel(self._of_file, paths.items())
        return {id: points for id, points in found if points is not None}

    def _of_file(self, item: tuple[str, str]) -> tuple[str, Points | None]:
        id, path = item
        try:
            picture = read_picture(text_path(path))
            said = self._pointer.points(picture)
        except LookalikeError:  # the file is gone: the others go on
            return id, None
        assert said.frames is not None
        return id, Points(said.frames, said.vectors.astype(np.uint8), picture.size)
