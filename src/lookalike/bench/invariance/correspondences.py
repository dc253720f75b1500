"""Which features of two pictures of the same thing are the same region of it."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from scipy.spatial import cKDTree

from lookalike.bench.invariance.overlap import overlap_errors
from lookalike.bench.invariance.regions import RADIUS, Bools, Ints, Values, inverse, mapped, stretch
from lookalike.types import Floats

LIMIT = 0.4
"""Regions whose overlap error is less correspond."""

_REACH = 0.69
"""Radii of the circle between the centres of two regions, beyond which half of the second and
the segment of the first past its centre are together less than what an error of 0.4 needs in common."""

_ROWS = 2048


class Pairs(NamedTuple):
    """Rows of the first features and of the second, and their overlap errors."""

    first: Ints
    second: Ints
    errors: Values


def correspondences(first: Floats, second: Floats, homography: Values) -> Pairs:
    """All pairs of regions whose overlap error is less than 0.4, ordered by the error, then by the rows.

    The second region, a circle, is taken back to the first picture by the affine approximation of
    the homography, which makes it an ellipse; both are scaled so that the first has a radius of
    30 px, while the distance of their centres stays as it is.

    :param first, second: frames (N, 4) and (M, 4).
    :param homography: (3, 3) from the first picture's pixels to the second's.

    Source: Mikolajczyk et al., A comparison of affine region detectors, IJCV 2005.
    """
    here, radii = np.asarray(first[:, :2], np.float64), np.asarray(first[:, 2], np.float64)
    centers, forms = _taken_back(second, homography)
    valid = np.flatnonzero(np.isfinite(centers).all(axis=1) & np.isfinite(forms).all(axis=(1, 2)))
    if not len(first) or not len(valid):
        return Pairs(np.empty(0, np.int64), np.empty(0, np.int64), np.empty(0))
    tree = cKDTree(centers[valid])
    blocks = [
        _overlapping(here, radii, centers, forms, *_near(tree, valid, here, start))
        for start in range(0, len(first), _ROWS)
    ]
    one, other, errors = (np.concatenate(column) for column in zip(*blocks, strict=True))
    order = np.lexsort((other, one, errors))
    return Pairs(one[order], other[order], errors[order])


def _taken_back(frames: Floats, homography: Values) -> tuple[Values, Values]:
    """Centres and forms of the second picture's circles in the first picture."""
    back = inverse(homography)
    points = np.asarray(frames[:, :2], np.float64)
    affine = stretch(back, points) * np.asarray(frames[:, 2], np.float64)[:, None, None]
    spread = affine @ affine.transpose(0, 2, 1)
    forms = np.full_like(spread, np.nan)
    good = np.linalg.det(spread) > 0
    forms[good] = np.linalg.inv(spread[good])
    return mapped(back, points), forms


def _near(tree: cKDTree, valid: Ints, points: Values, start: int) -> tuple[Ints, Ints]:
    found = cKDTree(points[start : start + _ROWS]).sparse_distance_matrix(tree, _REACH * RADIUS, output_type="ndarray")
    return np.asarray(found["i"] + start, np.int64), valid[found["j"]]


def _overlapping(here: Values, radii: Values, centers: Values, forms: Values, one: Ints, other: Ints) -> Pairs:
    scaled = forms[other] * radii[one, None, None] ** 2
    areas = 1 / np.sqrt(np.linalg.det(scaled))
    # Of areas that differ by more, even one inside the other would have too large an error.
    alike = (areas > 1 - LIMIT) & (areas < 1 / (1 - LIMIT))
    one, other = one[alike], other[alike]
    errors = overlap_errors((centers[other] - here[one]) / RADIUS, scaled[alike])
    kept = errors < LIMIT
    return Pairs(one[kept], other[kept], errors[kept])


def one_to_one(pairs: Pairs, first: int, second: int) -> int:
    """How many pairs remain when the best are chosen first and no feature is chosen twice.

    :param first, second: how many features there are.
    """
    free: tuple[Bools, Bools] = np.ones(first, bool), np.ones(second, bool)
    chosen = 0
    for one, other in zip(pairs.first.tolist(), pairs.second.tolist(), strict=True):
        if free[0][one] and free[1][other]:
            free[0][one] = free[1][other] = False
            chosen += 1
    return chosen
