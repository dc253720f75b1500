"""The regions of local features, and where a homography takes them.

A frame's region is the circle of its scale about its place. Only the proportion of two scales
counts, because the sizes are normalised before regions are laid over each other.
"""

from __future__ import annotations

from typing import TypeAlias

import numpy as np
import numpy.typing as npt

Values: TypeAlias = npt.NDArray[np.float64]
Bools: TypeAlias = npt.NDArray[np.bool_]
Ints: TypeAlias = npt.NDArray[np.int64]

RADIUS = 30.0
"""Pixels that the first region's radius is brought to: larger regions would cover each other better (IJCV 2005)."""


def inverse(homography: Values) -> Values:
    """The way back, whose last number is 1 again."""
    back = np.asarray(np.linalg.inv(homography), np.float64)
    return np.asarray(back / back[2, 2])


def mapped(homography: Values, points: Values) -> Values:
    """Where points (N, 2) go: (N, 2) float64, NaN for those on or beyond the horizon."""
    x, y, w = _homogeneous(homography, points)
    return np.stack([x / w, y / w], axis=1)


def stretch(homography: Values, points: Values) -> Values:
    """The homography's derivative at points (N, 2): its affine approximation there, (N, 2, 2) float64."""
    x, y, w = _homogeneous(homography, points)
    to = np.stack([x / w, y / w], axis=1)
    slopes = homography[None, :2, :2] - to[:, :, None] * homography[None, 2:, :2]
    return np.asarray(slopes / w[:, None, None])


def _homogeneous(homography: Values, points: Values) -> Values:
    """(3, N): coordinates and weights, NaN for weights that are not positive."""
    x, y, w = homography[:, :2] @ np.asarray(points, np.float64).T + homography[:, 2:]
    return np.stack([x, y, np.where(w > 0, w, np.nan)])


def seen(points: Values, shape: tuple[int, int]) -> Bools:
    """Which points (N, 2) lie in a picture of (height, width)."""
    height, width = shape
    return np.asarray(((points >= 0) & (points <= (width - 1, height - 1))).all(axis=1))
