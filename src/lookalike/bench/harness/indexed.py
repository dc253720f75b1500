"""A folder of pictures as a collection, to be asked as people ask it."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from lookalike.collection.paths import text_path
from lookalike.engine.collection import Collection
from lookalike.query.base import Query


@dataclass(frozen=True, eq=False)
class Indexed:
    """A collection of pictures.

    :param collection: of nothing else.
    :param files: one of each different picture, in a fixed order.
    :param numbers: the places in ``files`` by the ids of the collection.
    """

    collection: Collection
    files: Sequence[Path]
    numbers: Mapping[str, int]

    def places(self, query: Query) -> npt.NDArray[np.int64]:
        """The places in ``files`` of the pictures that answer a query, (N,), best first."""
        answer = self.collection.search(query, k=len(self.files))
        return np.array([self.numbers[id] for id in answer.ids], np.int64)


@contextmanager
def indexed(folder: Path, representation: str) -> Iterator[Indexed]:
    """The pictures of a folder in a collection that is gone afterwards."""
    with tempfile.TemporaryDirectory() as place:
        collection = Collection.create(Path(place) / "collection", representation)
        collection.add(folder)
        found = sorted((text_path(record.path), record.id) for record in collection)
        yield Indexed(collection, [path for path, _ in found], {id: i for i, (_, id) in enumerate(found)})
