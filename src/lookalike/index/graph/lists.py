"""Lists of nearest neighbours by inner products, made in blocks on all cores."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from lookalike.cores import cores, one_thread_each
from lookalike.types import Floats

Places = npt.NDArray[np.int32]

_ROWS = 512
_COLUMNS = 4096
_DAMAGED = 0.75
"""A list that keeps less than this share of its neighbours is made anew."""


@dataclass(frozen=True, eq=False)
class Lists:
    """The nearest neighbours of N rows, best first, a row itself left out.

    :param places: (N, K) int32, -1 where there are fewer.
    :param products: (N, K) float32, inner products; -inf where there is no neighbour.
    """

    places: Places
    products: Floats

    @classmethod
    def empty(cls, count: int, k: int) -> Lists:
        return cls(np.full((count, k), -1, np.int32), np.full((count, k), -np.inf, np.float32))

    @classmethod
    def of(cls, rows: Floats, k: int) -> Lists:
        """Of rows (N, D) float32."""
        lists = cls.empty(len(rows), k)
        everything = np.arange(len(rows), dtype=np.int32)
        lists._offer(rows, everything, everything)
        return lists

    def followed(self, rows: Floats, kept: npt.NDArray[np.bool_]) -> Lists:
        """The lists of other rows, (M, D) float32: those that are kept of the old ones, in their order, and new ones.

        :param kept: (N,) bool, of the old rows.
        """
        count, k = len(rows), self.places.shape[1]
        old = int(kept.sum())
        lists = Lists.empty(count, k)
        numbers = np.append(np.where(kept, np.cumsum(kept) - 1, -1), -1).astype(np.int32)
        places = numbers[self.places[kept]]
        products = np.where(places >= 0, self.products[kept], np.float32(-np.inf))
        order = np.argsort(-products, axis=1, kind="stable")
        lists.places[:old] = np.take_along_axis(places, order, axis=1)
        lists.products[:old] = np.take_along_axis(products, order, axis=1)
        had = (self.places[kept] >= 0).sum(axis=1)
        damaged = (places >= 0).sum(axis=1) < _DAMAGED * had
        sound = np.flatnonzero(~damaged).astype(np.int32)
        anew = np.concatenate([np.flatnonzero(damaged), np.arange(old, count)]).astype(np.int32)
        lists.places[anew], lists.products[anew] = -1, -np.inf
        lists._offer(rows, sound, np.arange(old, count, dtype=np.int32))
        lists._offer(rows, anew, np.arange(count, dtype=np.int32))
        return lists

    def _offer(self, rows: Floats, takers: Places, offered: Places) -> None:
        """Put what is nearer than the last of a list into it, for some rows of others; changes the arrays."""
        from lookalike.index.graph.kernels import offer

        def work(start: int) -> None:
            mine = takers[start : start + _ROWS]
            there = rows[mine]
            for first in range(0, len(offered), _COLUMNS):
                some = offered[first : first + _COLUMNS]
                offer(there @ rows[some].T, mine, some, self.places, self.products)

        with one_thread_each(), ThreadPoolExecutor(cores()) as pool:
            for _ in pool.map(work, range(0, len(takers), _ROWS)):
                pass
