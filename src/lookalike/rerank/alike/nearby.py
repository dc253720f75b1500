"""How the first hits of an answer compare with each other."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

from lookalike.types import Floats

Places = npt.NDArray[np.intp]
Compare: TypeAlias = Callable[[Places], Floats]
"""Takes places (P,) of candidates, and gives their similarities to all candidates, (P, N) float32."""

_BLOCK = 256


@dataclass(frozen=True, eq=False)
class Neighbors:
    """The nearest neighbours of N images, best first, the image itself left out.

    :param places: (N, K) intp, which images they are, or -1 for one that is not among the N.
    :param similarities: (N, K) float32, at most 1, which is for identical vectors; -inf where there are fewer than K.
    """

    places: Places
    similarities: Floats

    @classmethod
    def of(cls, compare: Compare, count: int, k: int) -> Neighbors:
        """The k nearest of ``count`` images, or all others where they are fewer, by their similarities."""
        k = min(k, count - 1)
        places, similarities = np.empty((count, k), np.intp), np.empty((count, k), np.float32)
        for start in range(0, count, _BLOCK):
            rows = np.arange(start, min(start + _BLOCK, count))
            there = np.array(compare(rows), np.float32)
            there[np.arange(len(rows)), rows] = -np.inf
            places[rows] = best_of(there, k)
            similarities[rows] = np.take_along_axis(there, places[rows], axis=1)
        return cls(places, similarities)

    def among(self, chosen: Places) -> Neighbors:
        """The neighbours of some of the images, (M,), which are numbered anew."""
        numbers = np.full(len(self.places) + 1, -1, np.intp)
        numbers[chosen] = np.arange(len(chosen))
        return Neighbors(numbers[self.places[chosen]], self.similarities[chosen])

    def first(self, k: int) -> Neighbors:
        """The k nearest alone."""
        return Neighbors(self.places[:, :k], self.similarities[:, :k])


@dataclass(frozen=True, eq=False)
class Nearby:
    """N candidates.

    :param known: gives their nearest neighbours where these are kept, else None.
    """

    compare: Compare
    count: int
    known: Callable[[], Neighbors | None] = lambda: None

    @classmethod
    def of_vectors(cls, vectors: Floats) -> Nearby:
        """Candidates (N, D) float32 that compare by the cosine."""
        units = unit(vectors)
        return cls(lambda places: units[places] @ units.T, len(units))

    def neighbors(self, k: int) -> Neighbors:
        """The k nearest of each candidate, as far as there are so many."""
        known = self.known()
        if known is not None and known.places.shape[1] >= min(k, self.count - 1):
            return known.first(k)
        return Neighbors.of(self.compare, self.count, k)

    def whole(self) -> Floats:
        """(N, N) float32, all similarities."""
        return self.compare(np.arange(self.count))


def unit(rows: Floats) -> Floats:
    """Rows of L2 norm 1; a row of zeros stays so."""
    norms = np.linalg.norm(rows, axis=1, keepdims=True)
    return np.asarray(rows / np.where(norms > 0, norms, 1), np.float32)


def best_of(scores: Floats, k: int) -> Places:
    """The places of the k highest in each row of (R, N), best first, equal ones by place."""
    if k >= scores.shape[1]:
        return np.argsort(-scores, axis=1, kind="stable")[:, :k]
    some = np.sort(np.argpartition(-scores, k - 1, axis=1)[:, :k], axis=1)
    order = np.argsort(-np.take_along_axis(scores, some, axis=1), axis=1, kind="stable")
    return np.take_along_axis(some, order, axis=1)
