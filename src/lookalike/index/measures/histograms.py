"""Measures between histograms: rows that are not negative, brought to a sum of 1.

All embed the square root, from which the histogram is had back exactly, and whose
inner product is the Bhattacharyya coefficient.
"""

from __future__ import annotations

import numpy as np

from lookalike.index.measures.base import Measure, unit
from lookalike.types import Floats


def root(histograms: Floats) -> Floats:
    """The square root, of unit norm; what is negative counts as 0."""
    return unit(np.sqrt(np.maximum(histograms, 0)))


def _hellinger(query: Floats, rows: Floats) -> Floats:
    return np.asarray(rows @ query, dtype=np.float32)


def _intersection(query: Floats, rows: Floats) -> Floats:
    return np.asarray((np.minimum(rows, query) ** 2).sum(axis=1), dtype=np.float32)


def _chi2(query: Floats, rows: Floats) -> Floats:
    # With p = x^2 and q = y^2: 1 - sum (p-q)^2 / (p+q) / 2 = 2 sum pq / (p+q).
    p, q = rows * rows, query * query
    total = p + q
    return np.asarray(2 * (p * q / np.where(total > 0, total, 1)).sum(axis=1), dtype=np.float32)


def _jensen_shannon(query: Floats, rows: Floats) -> Floats:
    # 1 - JS = 1 - H((p+q)/2) + (H(p) + H(q)) / 2, with entropies in bits.
    p, q = rows * rows, query * query
    return np.asarray(1 - _entropy((p + q) * np.float32(0.5)) + (_entropy(p) + _entropy(q)) / 2, dtype=np.float32)


def _entropy(p: Floats) -> Floats:
    return np.asarray(-(p * np.log2(np.where(p > 0, p, 1))).sum(axis=-1), dtype=np.float32)


HELLINGER = Measure("hellinger", "the Bhattacharyya coefficient", root, _hellinger, exact=True, lowest=0.0)
INTERSECTION = Measure(
    "intersection", "the sum of the smaller of each two bins", root, _intersection, exact=False, lowest=0.0
)
CHI2 = Measure("chi2", "1 - half the symmetric chi-squared distance", root, _chi2, exact=False, lowest=0.0)
JENSEN_SHANNON = Measure(
    "jensen_shannon", "1 - the Jensen-Shannon divergence in bits", root, _jensen_shannon, exact=False, lowest=0.0
)
