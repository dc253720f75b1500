"""Measures between vectors of any sign and size.

L2 embeds a vector as a point of a sphere by central projection, (x, 1) brought to
unit norm, from which x is had back exactly; near vectors stay near. L1 and
Canberra do the same with the signed square root of every component, under which
the L2 distance goes with theirs. A query of L1 may have gaps, numbers that are NaN and do not matter.
"""

from __future__ import annotations

import numpy as np

from lookalike.index.measures.base import Measure, unit
from lookalike.types import Floats


def _projected(vectors: Floats) -> Floats:
    points = np.pad(vectors, ((0, 0), (0, 1)), constant_values=1)
    return np.asarray(points / np.sqrt(np.nansum(points * points, axis=1, keepdims=True)), np.float32)


def _unprojected(rows: Floats) -> Floats:
    return np.asarray(rows[..., :-1] / rows[..., -1:], np.float32)


def _rooted(vectors: Floats) -> Floats:
    return _projected(np.sign(vectors) * np.sqrt(np.abs(vectors)))


def _unrooted(rows: Floats) -> Floats:
    roots = _unprojected(rows)
    return roots * np.abs(roots)


def _inner(query: Floats, rows: Floats) -> Floats:
    return np.asarray(rows @ query, dtype=np.float32)


def _l2(query: Floats, rows: Floats) -> Floats:
    apart = _unprojected(rows) - _unprojected(query)
    return np.asarray(1 - np.einsum("nd,nd->n", apart, apart) / 2, dtype=np.float32)


def _l1(query: Floats, rows: Floats) -> Floats:
    wanted = _unrooted(query)
    known = ~np.isnan(wanted)
    apart = np.abs((_unrooted(rows) - wanted)[:, known]).sum(axis=1)
    return np.asarray(1 - apart * (len(wanted) / known.sum()) / 2, dtype=np.float32)


def _canberra(query: Floats, rows: Floats) -> Floats:
    x, y = _unrooted(rows), _unrooted(query)
    total = np.abs(x) + np.abs(y)
    some = total > 0
    shares = np.abs(x - y) / np.where(some, total, 1)
    return np.asarray(1 - shares.sum(axis=1) / np.maximum(some.sum(axis=1), 1), dtype=np.float32)


COSINE = Measure("cosine", "the cosine of the angle", unit, _inner, exact=True, lowest=-1.0)
L2 = Measure("l2", "1 - half the squared Euclidean distance", _projected, _l2, exact=False, lowest=-np.inf)
L1 = Measure("l1", "1 - half the city-block distance, of what is known", _rooted, _l1, exact=False, lowest=-np.inf)
CANBERRA = Measure(
    "canberra",
    "1 - the mean of |x - y| / (|x| + |y|), where either is not 0",
    _rooted,
    _canberra,
    exact=False,
    lowest=0.0,
)
