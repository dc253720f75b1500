"""The compiled part of looking words up; numba is slow to import, so it waits for the first use."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any

import numpy as np

from lookalike.types import Floats, Words

Bests = Callable[..., tuple[Words, Floats]]


@cache
def bests() -> Bests:
    """The kernel (vectors, words, word halves, cells, cell halves, starts, count, probed, reach) -> (found, scores).

    Halves are half the squared norms: the largest x . w - |w|² / 2 is the nearest w. Rows
    that look into the same cell are brought together, so that BLAS has matrices to multiply.
    """
    from numba import njit

    @njit(cache=True, nogil=True)
    def insert(scores: Any, found: Any, score: Any, item: Any) -> None:
        p = len(scores) - 1
        while p > 0 and scores[p - 1] < score:
            scores[p] = scores[p - 1]
            found[p] = found[p - 1]
            p -= 1
        scores[p] = score
        found[p] = item

    @njit(cache=True, nogil=True, fastmath={"nnan", "nsz", "reassoc"})
    def largest(values: Any) -> Any:
        top = values[0]
        for value in values:
            top = max(top, value)
        return top

    @njit(cache=True, nogil=True)
    def probes(x: Any, cells: Any, halves: Any, squares: Any, probed: int, reach: Any) -> Any:
        """(R, probed) cells to look into, nearest first; -1 for those out of reach."""
        dots = np.dot(x, cells.T) - halves
        chosen = np.full((len(x), probed), -1, np.int32)
        scores = np.empty(probed, np.float32)
        for i in range(len(x)):
            scores[:] = -np.inf
            for c in range(len(cells)):
                if dots[i, c] > scores[-1]:
                    insert(scores, chosen[i], dots[i, c], c)
            nearest = max(squares[i] - 2 * scores[0], np.float32(0))
            for p in range(1, probed):
                if squares[i] - 2 * scores[p] > reach * nearest:
                    chosen[i, p] = -1
        return chosen

    @njit(cache=True, nogil=True)
    def visitors(chosen: Any, cells: int) -> Any:
        """The rows that look into each cell, and where those of each cell start."""
        starts = np.zeros(cells + 1, np.int64)
        for c in chosen.flat:
            starts[c + 1] += c >= 0
        starts = np.cumsum(starts)
        rows = np.empty(starts[-1], np.int64)
        filled = starts.copy()
        for i in range(len(chosen)):
            for c in chosen[i]:
                if c >= 0:
                    rows[filled[c]] = i
                    filled[c] += 1
        return rows, starts

    @njit(cache=True, nogil=True)
    def best(
        x: Any, words: Any, halves: Any, cells: Any, cell_halves: Any, starts: Any, count: int, probed: int, reach: Any
    ) -> Any:
        squares = (x * x).sum(axis=1)
        chosen = probes(x, cells, cell_halves, squares, probed, reach)
        rows, first = visitors(chosen, len(cells))
        found = np.full((len(x), count), -1, np.int32)
        scores = np.full((len(x), count), -np.inf, np.float32)
        for c in range(len(cells)):
            begin, end = starts[c], starts[c + 1]
            if first[c] == first[c + 1] or begin == end:
                continue
            here = rows[first[c] : first[c + 1]]
            dots = np.dot(x[here], words[begin:end].T) - halves[begin:end]
            for r in range(len(here)):
                mine = scores[here[r]]
                if largest(dots[r]) > mine[-1]:
                    for w in range(end - begin):
                        if dots[r, w] > mine[-1]:
                            insert(mine, found[here[r]], dots[r, w], begin + w)
        return found, np.maximum(squares.reshape(-1, 1) - 2 * scores, np.float32(0))

    return best
