"""The graph of neighbours of a store, kept beside it and brought up to date with it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple
from zipfile import BadZipFile

import numpy as np
import numpy.typing as npt

from lookalike.index.beside import folder_beside, replace_file
from lookalike.index.graph.lists import Lists, Places
from lookalike.index.space import Space
from lookalike.index.store import Store, matrices
from lookalike.types import Floats

LINKS = 64
"""How many neighbours are kept of each image."""
AT_ONCE = 5e11
"""So many multiplications are made when a search first wants a graph; a larger one is made when it is asked for."""
_CHANGED = 0.3
"""A graph is made anew where this share of its images changed."""


class Nearest(NamedTuple):
    """The neighbours of N images, best first.

    :param version: of the table that they were found in.
    :param ids: (N,) S32.
    :param places: (N, K) int32, rows among the ids; -1 where there are fewer.
    :param similarities: (N, K) float32; -inf where there are fewer.
    """

    version: str
    ids: npt.NDArray[np.bytes_]
    places: Places
    similarities: Floats


class Graph:
    """The nearest neighbours of each image by the true similarity, of those that are nearest by the inner product.

    Collections that compare by visual words above all have none.

    :param key: a name for the representation.
    """

    def __init__(self, store: Store, key: str, space: Space) -> None:
        self._store, self._space = store, space
        self._file = folder_beside(store, "neighbors") / f"{key}.npz"
        self._held: _Held | None = None

    def exists(self) -> bool:
        """It has been made."""
        return self._held is not None or self._file.exists()

    def affordable(self) -> bool:
        """It takes seconds to make."""
        return len(self._store) ** 2 * self._space.dimension <= AT_ONCE

    def possible(self) -> bool:
        """Images compare by their rows alone, and there are some."""
        return self._space.compares_by_rows and self._space.dimension > 0 and len(self._store) > 1

    def among(self, ids: Sequence[str]) -> tuple[npt.NDArray[np.intp], Floats] | None:
        """The neighbours of some images, best first: their places in ``ids``, -1 for others, and similarities.

        :return: (N, K) each; None where an image is not in the graph.
        """
        self.refresh()
        held = self._held
        if held is None:
            return None
        wanted = np.asarray(ids, "S32")
        rows = held.order[np.searchsorted(held.ids, wanted, sorter=held.order).clip(max=len(held.ids) - 1)]
        if (held.ids[rows] != wanted).any():
            return None
        numbers = np.full(len(held.ids) + 1, -1, np.intp)
        numbers[rows] = np.arange(len(rows))
        places, similarities = numbers[held.lists.places[rows]], held.similarities[rows]
        order = np.argsort(-similarities, axis=1, kind="stable")
        return np.take_along_axis(places, order, axis=1), np.take_along_axis(similarities, order, axis=1)

    def nearest(self, k: int) -> Nearest:
        """The k nearest neighbours of every image, fewer in a collection that is as small.

        The graph is made for it where it has not been, and must be possible.
        """
        self.refresh()
        held = self._held
        assert held is not None
        order = np.argsort(-held.similarities, axis=1, kind="stable")[:, :k]
        places = np.take_along_axis(held.lists.places, order, axis=1)
        return Nearest(held.version, held.ids, places, np.take_along_axis(held.similarities, order, axis=1))

    def refresh(self) -> None:
        """Make the graph, or bring it up to date with the store."""
        version = str(self._store.images().version)
        if self._held is None:
            self._held = self._read()
        if self._held is not None and self._held.version == version:
            return
        self._held = self._followed(self._held, version)
        self._write(self._held)

    def _followed(self, old: _Held | None, version: str) -> _Held:
        table = self._store.images().search().select(self._store.vector_columns).to_arrow()
        ids, rows = np.asarray(table["id"].to_pylist(), "S32"), self._space.restored(*matrices(table))
        if old is not None:
            kept = np.isin(old.ids, ids)
            added = ~np.isin(ids, old.ids)
            if kept.all() and not added.any():
                return _Held(version, old.ids, old.lists, old.similarities)
            if (~kept).sum() + added.sum() < _CHANGED * len(ids):
                sorter = np.argsort(ids)
                places = sorter[np.searchsorted(ids, old.ids[kept], sorter=sorter)]
                order = np.concatenate([places, np.flatnonzero(added)])
                lists = old.lists.followed(rows[order], kept)
                return _Held(version, ids[order], lists, self._similarities(rows[order], lists))
        lists = Lists.of(rows, min(LINKS, len(ids) - 1))
        return _Held(version, ids, lists, self._similarities(rows, lists))

    def _similarities(self, rows: Floats, lists: Lists) -> Floats:
        if self._space.exact and not self._space.voting:
            return np.minimum(lists.products, 1)
        found = np.full(lists.products.shape, -np.inf, np.float32)
        for row, places, out in zip(rows, lists.places, found, strict=True):
            there = places >= 0
            out[there] = self._space.similarities_of_rows(row[None], rows[places[there]])[0]
        return found

    def _read(self) -> _Held | None:
        try:
            with self._file.open("rb") as file, np.load(file, allow_pickle=False) as arrays:
                lists = Lists(arrays["places"], arrays["products"])
                return _Held(str(arrays["version"]), arrays["ids"], lists, arrays["similarities"])
        except (OSError, KeyError, ValueError, EOFError, BadZipFile):  # what is derived can be made anew
            return None

    def _write(self, held: _Held) -> None:
        """Replace the file; where the folder is shut, the graph is of this process alone."""
        arrays: dict[str, Any] = {"ids": held.ids, "places": held.lists.places, "products": held.lists.products}
        arrays |= {"version": np.array(held.version), "similarities": held.similarities}
        replace_file(self._file, lambda content: np.savez(content, **arrays))


class _Held:
    """A graph in memory.

    :param version: of the table that it was made from.
    :param ids: (N,) S32, of the images in their order.
    :param similarities: (N, K) float32, true ones, of what the lists hold.
    """

    def __init__(self, version: str, ids: npt.NDArray[np.bytes_], lists: Lists, similarities: Floats) -> None:
        self.version, self.ids, self.lists, self.similarities = version, ids, lists, similarities
        self.order = np.argsort(ids)
