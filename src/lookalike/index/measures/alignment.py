"""Alignment of closed outlines by the heights of their points (Wang et al., Pattern Recognition Letters 2012).

The last 128 numbers of a vector are the x and then the y of 64 points at equal steps along an outline, about
their mean and with a root mean square distance of 1 from it; what comes before is the part
that a search goes by.

The heights of all other points above the tangent at a point describe that point. Two outlines
are aligned as closed strings: points are matched in their order or skipped at a price, from the
starts that look best, as they are and mirrored. The score is 1 for the same outline and 0 where every
point is better skipped.
"""

from __future__ import annotations

from functools import cache

import numpy as np
import numpy.typing as npt

from lookalike.index.measures.base import Measure, carried, carrying
from lookalike.types import Floats

_POINTS = 64
_GROUP = 3
_GROUPS = (_POINTS - 1) // _GROUP
"""Heights are averaged over three neighbours, which leaves 21 a point."""
_SKIP = np.float32(0.2)
"""What it costs to leave a point of either outline without a partner."""
_STARTS = 4
_BLOCK = 32
"""Rows that are aligned at a time, few enough to stay in the processor's cache."""


def embed(vectors: Floats) -> Floats:
    """Vectors (R, D) as rows (R, D) that a search can go by and :func:`kernel` can align."""
    return carrying(vectors[:, : -2 * _POINTS], vectors[:, -2 * _POINTS :])


def kernel(query: Floats, rows: Floats) -> Floats:
    """How well the outlines of rows (N, D) align with the query's: (N,) float32 in 0..1."""
    outline = _outlines(query[None])
    # Run backwards, a mirrored outline encloses a positive area like all others.
    sides = _heights(np.concatenate([outline, np.conj(outline)[:, ::-1]]))
    scores = np.empty(len(rows), np.float32)
    for start in range(0, len(rows), _BLOCK):
        block = _heights(_outlines(rows[start : start + _BLOCK]))
        scores[start : start + _BLOCK] = 1 - _cost(_differences(sides, block)) / (2 * _SKIP * _POINTS)
    return scores


ALIGNMENT = Measure(
    "alignment",
    "1 - the cost of aligning two outlines by their height functions, over that of matching nothing",
    embed,
    kernel,
    exact=False,
    lowest=0.0,
    shortlist=500,
)


def _outlines(rows: Floats) -> npt.NDArray[np.complex64]:
    points = carried(rows, 2 * _POINTS)
    return np.asarray(points[:, :_POINTS] + 1j * points[:, _POINTS:], np.complex64)


def _heights(outlines: npt.NDArray[np.complex64]) -> Floats:
    """(R, 64, 21): heights of the others above the tangent at each point, in their order along the outline.

    They are divided by the largest at the same step along the outline.
    """
    chords = np.roll(outlines, -1, axis=1) - np.roll(outlines, 1, axis=1)
    tangents = chords / np.maximum(np.abs(chords), 1e-9)
    others = outlines[:, _steps()[:, 1:]] - outlines[:, :, None]
    heights = (np.conj(tangents)[:, :, None] * others).imag
    grouped = heights.reshape(*outlines.shape, _GROUPS, _GROUP).mean(axis=3)
    return np.asarray(grouped / np.maximum(np.abs(grouped).max(axis=1, keepdims=True), 1e-9), np.float32)


def _differences(sides: Floats, rows: Floats) -> Floats:
    """(2, N, 64, 64): how unlike each point of both sides of the query is to each of the rows'.

    Steps near the point count for more than those across the outline.
    """
    near = np.minimum(np.arange(1, _GROUPS + 1), np.arange(_GROUPS, 0, -1))
    weights = (1 / near / (1 / near).sum()).astype(np.float32)
    total = np.zeros((2, len(rows), _POINTS, _POINTS), np.float32)
    for query, row in zip(np.moveaxis(sides * weights, 2, 0), np.moveaxis(rows * weights, 2, 0), strict=True):
        apart = query[:, None, :, None] - row[None, :, None, :]
        total += np.abs(apart, out=apart)
    return total


def _cost(differences: Floats) -> Floats:
    """(N,): what the cheapest alignment of each row costs."""
    count = differences.shape[1]
    sides, starts = _starts(differences)
    columns = (_steps()[0] + starts[..., None]) % _POINTS
    points, candidates = np.arange(_POINTS), np.arange(count)
    chosen = differences[
        sides[None, None],
        candidates[None, None, :, None],
        points[:, None, None, None],
        np.moveaxis(columns, 2, 0)[None],
    ]
    costs = _skipping(chosen.reshape(_POINTS, _POINTS, -1))
    return np.asarray(costs.reshape(count, _STARTS).min(axis=1), np.float32)


def _starts(differences: Floats) -> tuple[npt.NDArray[np.intp], npt.NDArray[np.intp]]:
    """(N, 4) each: the side and the shift of the starts from which point-by-point matches are cheapest.

    Of neighbouring shifts, one will do: the alignment makes up for the difference.
    """
    points = np.arange(_POINTS)
    straight = np.moveaxis(differences[..., points, _steps()].mean(axis=-1), 0, 1)
    lowest = (straight <= np.roll(straight, 1, axis=2)) & (straight <= np.roll(straight, -1, axis=2))
    ranked = np.where(lowest, straight, straight + 10).reshape(len(straight), -1)
    best = np.argpartition(ranked, _STARTS, axis=1)[:, :_STARTS]
    return best // _POINTS, best % _POINTS


def _skipping(differences: Floats) -> Floats:
    """(B,): the cheapest way through (64, 64, B), point by point, or past points at the price of a skip."""
    price = (_SKIP * np.arange(_POINTS + 1, dtype=np.float32))[:, None]
    # Row i holds the costs of having come so far in one outline, for each place in the other.
    costs = np.repeat(price, differences.shape[2], axis=1)
    for pairs in differences:
        following = costs + _SKIP
        np.minimum(following[1:], costs[:-1] + pairs, out=following[1:])
        # A run of skips: the least of what came before plus its price, all at once.
        costs = np.minimum.accumulate(following - price, axis=0) + price
    return np.asarray(costs[-1], np.float32)


@cache
def _steps() -> npt.NDArray[np.intp]:
    """(64, 64): the number of the point so many steps on from each."""
    return (np.arange(_POINTS)[:, None] + np.arange(_POINTS)) % _POINTS
