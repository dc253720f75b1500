"""Nearest neighbours between the features of two pictures."""

from __future__ import annotations

import numpy as np

from lookalike.bench.invariance.regions import Ints
from lookalike.types import Floats

_ROWS = 2048


def mutual(first: Floats, second: Floats) -> tuple[Ints, Ints]:
    """Rows of the first and of the second that are each other's nearest by the Euclidean distance.

    Bits as -1 and 1 give the Hamming distance's neighbours. Of several that are
    equally near, the first counts.

    :param first, second: vectors (N, D) and (M, D) float32.
    """
    nothing = np.empty(0, np.int64)
    if not len(first) or not len(second):
        return nothing, nothing
    lengths = np.einsum("ij,ij->i", second, second)
    nearest = np.empty(len(first), np.int64)
    nearest_back = np.zeros(len(second), np.int64)
    least = np.full(len(second), np.inf, np.float32)
    for start in range(0, len(first), _ROWS):
        rows = first[start : start + _ROWS]
        distances = lengths - 2 * (rows @ second.T) + np.einsum("ij,ij->i", rows, rows)[:, None]
        nearest[start : start + _ROWS] = distances.argmin(axis=1)
        best = distances.argmin(axis=0)
        values = distances[best, np.arange(len(second))]
        closer = values < least
        nearest_back[closer] = best[closer] + start
        least[closer] = values[closer]
    one = np.flatnonzero(nearest_back[nearest] == np.arange(len(first)))
    return one, nearest[one]
