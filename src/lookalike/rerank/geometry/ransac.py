"""Compiled: the best proposals refined, and the best of them with the plainest transform that explains it.

Refinement of the best hypotheses: O. Chum, J. Matas and J. Kittler, Locally optimized RANSAC, DAGM 2003, and
K. Lebeda, J. Matas and O. Chum, Fixing the locally optimized RANSAC, BMVC 2012: least squares again and again, over
matches within a reach that shrinks. Truncated squares as cost: P. Torr and A. Zisserman, MLESAC, CVIU 78, 2000. The
choice between transforms: P. Torr, Geometric motion segmentation and model selection, Phil. Trans. R. Soc. A, 1998.

Deviations: without samples drawn among the inliers; weights fall smoothly to the reach (Tukey's), so none are needed.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from lookalike.compiled import Array, compiled
from lookalike.rerank.geometry.models import fit, gaps, plausible
from lookalike.rerank.geometry.spatial import as_transform

REFINED = 10
"""Proposals that are refined."""

COARSE = 4.0
"""Proposals are coarse: they reach so many times as far as what is refined."""

TRUNCATED = 4.0
"""A match costs its squared distance in standard deviations, and never more than this."""

_SHRINKING = (4.0, 4.0, 2.5, 1.6, 1.2, 1.0, 1.0)
_SETTLING = 3
_VARIANCE = 0.25
"""What is assumed of the error before it is measured, in squared reaches: the reach is two standard deviations."""

_PRIOR = 0.0625
_PRIOR_WEIGHT = 8.0
"""So many matches of this variance are added to those that it is measured on."""

_SETTLED = 3.0
"""In the end, matches count that are off by no more than so many standard deviations."""


@compiled
def refine(
    points: int,
    scales: Array,
    start: Array,
    one: Array,
    other: Array,
    corners: Array,
    reach: float,
    turns: bool,
    zooms: bool,
    out: Array,
    gap: Array,
) -> bool:
    """Fit a transform again and again to the matches within reach.

    :param scales: the reach of each turn, as a multiple of ``reach``.
    :param out: (3, 3), the transform; ``gap`` (N,) how far each match is off, as by :func:`gaps`.
    :return: whether there is a plausible one.
    """
    out[:] = start
    weights = np.empty(one.shape[1])
    fitted = np.empty((3, 3))
    for scale in scales:
        gaps(out, one, other, reach, turns, zooms, gap)
        close = 0
        for i in range(len(gap)):
            weights[i] = max(0.0, 1 - gap[i] / scale**2) ** 2
            close += weights[i] > 0
        if close <= points or not fit(points, one, other, weights, out, fitted):
            return False
        if not plausible(fitted, corners):
            return False
        out[:] = fitted
    gaps(out, one, other, reach, turns, zooms, gap)
    return True


@compiled
def price(gap: Array, points: int, variance: float) -> float:
    """Torr's criterion: truncated squares in standard deviations, and the parameters that were spent on them."""
    total = 0.0
    for value in gap:
        total += min(value / variance, TRUNCATED)
    return total + 2 * points * math.log(4.0 * len(gap))


@compiled
def search(
    proposed: Array,
    votes: Array,
    one: Array,
    other: Array,
    corners: Array,
    near: float,
    far: float,
    most: int,
    turns: bool,
    zooms: bool,
    best: Array,
) -> Any:
    """The transform with the lowest price among the refined ones.

    :param near, far: how far matches may be off, in pixels of either picture; the coarser of the two decides.
    :param most: 2, 3 or 4: the points of the most general transform that is tried.
    :param best: (3, 3), the transform.
    :return: the points that determine it, 0 where there is none, and its reach in pixels of the second picture.
    """
    gap = np.empty(one.shape[1])
    covered = np.zeros(one.shape[1], np.bool_)
    transform = np.empty((3, 3))
    found, lowest, furthest = 0, np.inf, far
    order = np.argsort(-votes, kind="mergesort")
    shrinking = np.array(_SHRINKING)
    tried = 0
    for n in order:
        if tried == REFINED or votes[n] < 1.5:
            break
        start = as_transform(proposed[n])
        reach = max(far, near * np.hypot(proposed[n, 0], proposed[n, 1]))
        gaps(start, one, other, COARSE * reach, turns, zooms, gap)
        if _known(gap, covered):
            continue
        tried += 1
        _cover(gap, covered, 0.25)
        for points in range(2, most + 1):
            if not refine(points, shrinking, start, one, other, corners, reach, turns, zooms, transform, gap):
                continue
            _cover(gap, covered, 1.0)
            cost = price(gap, points, _VARIANCE)
            if cost < lowest:
                found, lowest, furthest = points, cost, reach
                best[:] = transform
    return found, furthest


@compiled
def settle(
    points: int,
    one: Array,
    other: Array,
    corners: Array,
    reach: float,
    most: int,
    turns: bool,
    zooms: bool,
    best: Array,
) -> Any:
    """The plainest transform that explains the matches as exactly as they are found, fitted at that exactness.

    :param points: of the transform ``best`` (3, 3) that a search has found, which is replaced.
    :return: the points that determine it.
    """
    gap = np.empty(one.shape[1])
    tried, off = np.empty((3, 3, 3)), np.full((3, one.shape[1]), np.inf)
    general = 0
    for n in range(2, most + 1):
        if refine(n, np.ones(_SETTLING), best, one, other, corners, reach, turns, zooms, tried[n - 2], gap):
            off[n - 2] = gap
            general = n
    if general == 0:
        return points
    variance, within = _variance(off[general - 2], general)
    lowest = np.inf
    for n in range(2, most + 1):
        # Matches that the most general transform has beyond its reach tell nothing of the plainer ones.
        cost = price(off[n - 2][within], n, variance)
        if np.isfinite(off[n - 2]).any() and cost < lowest:
            lowest, points = cost, n
    best[:] = tried[points - 2]
    finer = min(1.0, _SETTLED * np.sqrt(variance))
    if refine(points, np.full(_SETTLING, finer), best, one, other, corners, reach, turns, zooms, tried[0], gap):
        best[:] = tried[0]
    return points


@compiled
def _variance(gap: Array, points: int) -> Any:
    """Of an error along one axis, in squared reaches, by the median over what is within reach; and what that is."""
    within = np.flatnonzero(gap <= 1)
    if len(within) == 0:
        return _PRIOR, within
    # The squared length of a normally distributed error has its median at 2 ln 2 variances.
    squares = len(within) * np.median(gap[within]) / (2 * np.log(2)) + _PRIOR_WEIGHT * _PRIOR
    return squares / max(len(within) - points + _PRIOR_WEIGHT, 1.0), within


@compiled
def _known(gap: Array, covered: Array) -> bool:
    """Whether most of what a proposal has within reach is covered by what was refined before."""
    within, known = 0, 0
    for i in range(len(gap)):
        if gap[i] <= 1:
            within += 1
            known += covered[i]
    return 5 * known >= 4 * within


@compiled
def _cover(gap: Array, covered: Array, limit: float) -> None:
    for i in range(len(gap)):
        covered[i] |= gap[i] <= limit


@compiled
def one_to_one(gap: Array, rows: Array, others: Array) -> Array:
    """The places of matches within reach, the nearest first, each row of either picture taken once."""
    taken = np.empty(len(gap), np.int64)
    count = 0
    for i in np.argsort(gap, kind="mergesort"):
        if gap[i] > 1:
            break
        free = True
        for j in taken[:count]:
            if rows[j] == rows[i] or others[j] == others[i]:
                free = False
                break
        if free:
            taken[count] = i
            count += 1
    return taken[:count]


@compiled
def spread(xs: Array, ys: Array, side: float) -> int:
    """How many squares of a grid have points."""
    cells = np.floor(xs / side) * 1_000_003 + np.floor(ys / side)
    return len(np.unique(cells))
