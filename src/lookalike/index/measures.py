"""Similarity measures, all between rows of equal length, higher is better.

Every measure works on embedded rows: unit vectors under L2, which is what the
store can search. Cosine takes the vector itself; the measures of histograms
take its square root, from which the histogram is had back exactly.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from types import MappingProxyType

import numpy as np

from lookalike.types import Floats

Kernel = Callable[[Floats, Floats], Floats]

_BLOCK = 4_000_000


@dataclass(frozen=True)
class Measure:
    """A similarity.

    :param embed: (R, D) rows to (R, D) float32 of unit L2 norm; a row of zeros stays.
    :param kernel: one embedded query (D,) against embedded rows (N, D): (N,) float32.
    :param exact: the inner product of embedded rows is the similarity itself, so
        that a search under L2 ranks exactly; otherwise its answers are re-scored.
    :param lowest: the least value; the largest is 1, for identical vectors.
    """

    name: str
    embed: Callable[[Floats], Floats]
    kernel: Kernel
    exact: bool
    lowest: float

    def similarities(self, queries: Floats, rows: Floats) -> Floats:
        """All similarities of embedded queries (Q, D) to rows (N, D): (Q, N) float32."""
        if self.exact:
            return np.asarray(queries @ rows.T, dtype=np.float32)
        scores = np.empty((len(queries), len(rows)), np.float32)
        step = max(1, _BLOCK // max(1, rows.shape[1]))
        for start in range(0, len(rows), step):
            block = rows[start : start + step]
            for query, out in zip(queries, scores, strict=True):
                out[start : start + step] = self.kernel(query, block)
        return scores


def _unit(vectors: Floats) -> Floats:
    norms = np.linalg.norm(vectors, axis=1, keepdims=True)
    return np.asarray(vectors / np.where(norms > 0, norms, 1), dtype=np.float32)


def _root(histograms: Floats) -> Floats:
    return _unit(np.sqrt(np.maximum(histograms, 0)))


def _inner(query: Floats, rows: Floats) -> Floats:
    return np.asarray(rows @ query, dtype=np.float32)


def _l1(query: Floats, rows: Floats) -> Floats:
    return np.asarray(1 - np.abs(rows * rows - query * query).sum(axis=1) / 2, dtype=np.float32)


def _intersection(query: Floats, rows: Floats) -> Floats:
    return np.asarray((np.minimum(rows, query) ** 2).sum(axis=1), dtype=np.float32)


def _chi2(query: Floats, rows: Floats) -> Floats:
    # With p = x^2 and q = y^2: 1 - sum (p-q)^2 / (p+q) / 2 = 2 sum pq / (p+q).
    p, q = rows * rows, query * query
    total = p + q
    return np.asarray(2 * (p * q / np.where(total > 0, total, 1)).sum(axis=1), dtype=np.float32)


MEASURES = MappingProxyType(
    {
        measure.name: measure
        for measure in (
            Measure("cosine", _unit, _inner, exact=True, lowest=-1.0),
            Measure("hellinger", _root, _inner, exact=True, lowest=0.0),
            Measure("l1", _root, _l1, exact=False, lowest=0.0),
            Measure("intersection", _root, _intersection, exact=False, lowest=0.0),
            Measure("chi2", _root, _chi2, exact=False, lowest=0.0),
        )
    }
)
