"""The compiled part of looking words up.

The functions are plain Python until :func:`compiled` is asked for them, as numba is slow to
import; none calls another, or its machine code could not be kept from one process to the next.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any

import numpy as np
import numpy.typing as npt

from lookalike.types import Floats, Words

_Places = npt.NDArray[np.int64]


def nearest_words(
    vectors: Floats,
    columns: Floats,
    halves: Floats,
    cells: Floats,
    cell_halves: Floats,
    starts: _Places,
    count: int,
    probed: int,
    reach: float,
) -> tuple[Words, Floats]:
    """The nearest words of each vector in its nearest cells, and their squared distances, both (R, count).

    Halves are half the squared norms: the largest x . w - |w|² / 2 is the nearest w. Rows that look
    into the same cell are brought together, so that BLAS has matrices to multiply. Words that are
    missing are -1.

    :param columns: (K D,), the words of each cell transposed, which BLAS takes in a fifth less time.
    :param starts: (C + 1,), the words of cell c are those from ``starts[c]`` to ``starts[c + 1]``.
    :param reach: how many times as far as the nearest cell, in squares, another may be.
    """
    squares = np.einsum("ij,ij->i", vectors, vectors)
    chosen = compiled(_probes)(vectors @ cells.T, cell_halves, squares, probed, np.float32(reach))
    rows, first = compiled(_visitors)(chosen, len(cells))
    found, scores = compiled(_best)(vectors, columns, halves, starts, rows, first, count)
    return found, np.maximum(squares[:, None] - 2 * scores, np.float32(0))


@cache
def compiled(function: Callable[..., Any]) -> Callable[..., Any]:
    """Machine code that runs without the interpreter's lock; sums may be taken in any order, but always the same."""
    from numba import njit

    made: Callable[..., Any] = njit(cache=True, nogil=True, fastmath={"nnan", "nsz", "reassoc", "contract"})(function)
    return made


def _probes(dots: Floats, halves: Floats, squares: Floats, probed: int, reach: Any) -> Words:
    """(R, probed) cells to look into, nearest first; -1 for those out of reach."""
    chosen = np.full((len(dots), probed), -1, np.int32)
    scores = np.empty(probed, np.float32)
    for i in range(len(dots)):
        scores[:] = -np.inf
        for c in range(len(halves)):
            score = dots[i, c] - halves[c]
            if score > scores[-1]:
                p = probed - 1
                while p > 0 and scores[p - 1] < score:
                    scores[p] = scores[p - 1]
                    chosen[i, p] = chosen[i, p - 1]
                    p -= 1
                scores[p] = score
                chosen[i, p] = c
        nearest = max(squares[i] - 2 * scores[0], np.float32(0))
        for p in range(1, probed):
            if squares[i] - 2 * scores[p] > reach * nearest:
                chosen[i, p] = -1
    return chosen


def _visitors(chosen: Words, cells: int) -> tuple[_Places, _Places]:
    """The rows that look into each cell, one cell's after another's, and where those of each start."""
    starts = np.zeros(cells + 1, np.int64)
    for i in range(chosen.shape[0]):
        for p in range(chosen.shape[1]):
            if chosen[i, p] >= 0:
                starts[chosen[i, p] + 1] += 1
    for c in range(cells):
        starts[c + 1] += starts[c]
    rows = np.empty(starts[-1], np.int64)
    filled = starts.copy()
    for i in range(chosen.shape[0]):
        for p in range(chosen.shape[1]):
            c = chosen[i, p]
            if c >= 0:
                rows[filled[c]] = i
                filled[c] += 1
    return rows, starts


def _best(
    vectors: Floats, columns: Floats, halves: Floats, starts: _Places, rows: _Places, first: _Places, count: int
) -> tuple[Words, Floats]:
    """The words of the highest x . w - |w|² / 2 in the cells that each row looks into, and these numbers."""
    depth = vectors.shape[1]
    found = np.full((len(vectors), count), -1, np.int32)
    scores = np.full((len(vectors), count), -np.inf, np.float32)
    for c in range(len(starts) - 1):
        begin, end = starts[c], starts[c + 1]
        if first[c] == first[c + 1] or begin == end:
            continue
        here = rows[first[c] : first[c + 1]]
        size = end - begin
        dots = np.dot(vectors[here], columns[begin * depth : end * depth].reshape(depth, size))
        for r in range(len(here)):
            i = here[r]
            # Most cells have nothing better for a row, which a loop without branches finds out sooner.
            top = dots[r, 0] - halves[begin]
            for w in range(1, size):
                top = max(top, dots[r, w] - halves[begin + w])
            if top <= scores[i, count - 1]:
                continue
            for w in range(size):
                score = dots[r, w] - halves[begin + w]
                if score > scores[i, count - 1]:
                    p = count - 1
                    while p > 0 and scores[i, p - 1] < score:
                        scores[i, p] = scores[i, p - 1]
                        found[i, p] = found[i, p - 1]
                        p -= 1
                    scores[i, p] = score
                    found[i, p] = begin + w
    return found, scores
