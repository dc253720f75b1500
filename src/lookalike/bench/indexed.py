"""A folder of pictures as a collection, to be asked as people ask it."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from lookalike.collection.paths import text_path
from lookalike.engine.collection import Collection
from lookalike.query.base import Query


@dataclass(frozen=True, eq=False)
class Indexed:
    """A collection of pictures.

    :param collection: of nothing else.
    :param files: one of each different picture, in a fixed order.
    """

    collection: Collection
    files: Sequence[Path]

    def places(self, query: Query) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
        """The places in ``files`` of the pictures that answer a query, (N,), best first."""
        place = {path: i for i, path in enumerate(self.files)}
        answer = self.collection.search(query, k=len(self.files))
        records = self.collection.records(answer.ids)
        return np.array([place[text_path(records[id].path)] for id in answer.ids], np.int64)


@contextmanager
def indexed(folder: Path, representation: str) -> Iterator[Indexed]:
    """The pictures of a folder in a collection that is gone afterwards."""
    with tempfile.TemporaryDirectory() as place:
        collection = Collection.create(Path(place) / "collection", representation)
        collection.add(folder)
        yield Indexed(collection, sorted(text_path(record.path) for record in collection))
