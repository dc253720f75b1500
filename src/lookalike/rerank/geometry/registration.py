"""How exactly one picture lies over another: an edit moves all pixels by one transform, a second photograph does not.

Two photographs of one thing, taken from nearly one place, agree in what is to be seen. What gives them away is
parallax: no transform of the plane brings all their parts together, and what is left differs from part to part.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from lookalike.rerank.geometry.agreement import ALIKE, CONTRAST, Levels
from lookalike.rerank.geometry.laying import Mask, Plane, covered, shared_canvas, shrunk, warped
from lookalike.rerank.geometry.recoloring import Recoloring
from lookalike.types import Bytes

Integers = npt.NDArray[np.int64]

SIDE = 256
"""Pixels of the longer side at which displacements are measured."""

WINDOW = 25
"""Pixels of the side of the square of which a displacement is measured."""

REACH = 0.25
"""A window that is displaced by more of a pixel does not lie exactly."""

LEAST = 6
"""So many windows must show something whose displacement can be measured."""

_STEP = 8
_SMOOTH = (2.0, 2.0, 1.0, 1.0)
"""How much pictures are smoothed each time that they are brought together, the last time to be measured."""
_NOISE = 4.0
_CORNERED = 0.004
"""The least eigenvalue of the structure of a window, of unit variance, from which it can be placed both ways."""
_CORNERED_WELL = 0.05
_CLIPPED = (2, 253)
_MOST_CLIPPED = 0.25
_FAR = 3.0
_ROUNDS = 5
_NEARLY_ALL = (0.05, 0.95)


@dataclass(frozen=True, eq=False)
class Registration:
    """One picture laid over another as exactly as one affine transform can.

    :param windows: how many windows have something to be seen.
    :param exact: the share of the windows with something to be seen that show the same, and lie where they should.
    :param other: the share of them that show something else.
    :param within: the share of the picture's common part that a box around these takes.
    :param off: by how many pixels those are displaced that show the same, in the median.
    :param transform: (3, 3) from pixels of the first to pixels of the second.
    """

    windows: int
    exact: float
    other: float
    within: float
    off: float
    transform: Plane


class _Windows(NamedTuple):
    """Windows that show something: (N,) each but for ``places`` and ``moved``, which are (N, 2) in pixels."""

    places: Plane
    moved: Plane
    alike: Plane
    weights: Plane


def registration(one: Bytes, other: Bytes, transform: Plane) -> Registration | None:
    """Bring two pictures, (H, W, 3) uint8 each, together exactly, from a transform that does so nearly.

    :param transform: (3, 3), from pixels of the first to pixels of the second, an affine one, which may mirror, and is
        at most some pixels off.
    :return: None where too little is to be seen for that.

    Source: B. D. Lucas and T. Kanade, IJCAI 1981, of windows; one affine transform is fitted to their displacements by
    weighted least squares (P. W. Holland and R. E. Welsch, Communications in Statistics 6(9), 1977).

    Deviations: one picture takes on the colours of the other (:mod:`lookalike.rerank.geometry.recoloring`), and
    brightness is divided by its standard deviation around each pixel, so that a change of colours does not count;
    windows in which it was cut off in one picture alone are left out.
    """
    inverse = np.asarray(np.linalg.inv(transform), np.float64)
    if covered(other, one, inverse) > covered(one, other, transform):
        found = _registered(other, one, inverse)
        return found and replace(found, transform=np.asarray(np.linalg.inv(found.transform), np.float64))
    return _registered(one, other, transform)


def _registered(one: Bytes, other: Bytes, transform: Plane) -> Registration | None:
    """In the frame of the second picture."""
    fitted, size = shared_canvas(transform, other, SIDE)
    theirs, _ = warped(other, fitted, size)
    laid = fitted @ transform
    recoloring: Recoloring | None = None
    for smooth in _SMOOTH:
        ours, mask = warped(one, laid, size)
        recoloring = recoloring or Recoloring.of(ours, theirs, mask)
        windows = _windows(ours, theirs, recoloring.levels(ours, theirs), mask, smooth)
        if len(windows.places) < LEAST:
            return None
        measured, laid = laid, _correction(windows) @ laid
    alike, off = windows.alike > ALIKE, np.linalg.norm(windows.moved, axis=1)
    return Registration(
        windows=len(windows.places),
        exact=float((alike & (off < REACH)).mean()),
        other=float((~alike).mean()),
        within=_box(windows.places[~alike]) / _box(windows.places),
        off=float(np.median(off[alike])) if alike.any() else np.inf,
        transform=np.asarray(np.linalg.inv(fitted) @ measured, np.float64),
    )


def _box(places: Plane) -> float:
    """The area of a box around nearly all of some windows."""
    if not len(places):
        return 0.0
    low, high = np.quantile(places, _NEARLY_ALL, axis=0)
    return float(np.prod(high - low + WINDOW))


def _windows(ours: Bytes, theirs: Bytes, levels: tuple[Levels, Levels], mask: Mask, smooth: float) -> _Windows:
    """What can be told of windows where the first picture lies over the second, by their brightness."""
    a, b = (_evened(plane, smooth) for plane in levels)
    height, width = mask.shape
    half = WINDOW // 2
    y, x = (grid.ravel() for grid in np.mgrid[half : height - half : _STEP, half : width - half : _STEP])
    at = _Means(y, x)
    moved, least = _displaced(a.plane, b.plane, at)
    alike = _correlation(a.plane, b.plane, at)
    cut = at((_clipped(ours) ^ _clipped(theirs)).astype(np.float32))
    seen = np.maximum(a.variance, b.variance)[y, x] > CONTRAST**2
    told = shrunk(mask, WINDOW)[y, x] & seen & (least > _CORNERED) & (cut < _MOST_CLIPPED)
    weights = np.minimum(least, _CORNERED_WELL) * np.clip(alike, 0.01, 1)
    places = np.column_stack([x, y]).astype(np.float64)
    return _Windows(places[told], moved[told], alike[told], weights[told])


class _Means(NamedTuple):
    """Means of planes over windows around some pixels."""

    y: Integers
    x: Integers

    def __call__(self, plane: Levels) -> Plane:
        return np.asarray(_mean(plane)[self.y, self.x], np.float64)


def _displaced(one: Levels, other: Levels, at: _Means) -> tuple[Plane, Plane]:
    """By how much windows are displaced, (N, 2), in one step of Lucas and Kanade's, and how well that can be told."""
    import cv2

    between, off = (one + other) / 2, other - one
    gx = np.asarray(cv2.Sobel(between, cv2.CV_32F, 1, 0, scale=1 / 8), np.float32)
    gy = np.asarray(cv2.Sobel(between, cv2.CV_32F, 0, 1, scale=1 / 8), np.float32)
    xx, xy, yy, xo, yo = (at(plane) for plane in (gx * gx, gx * gy, gy * gy, gx * off, gy * off))
    area = xx * yy - xy**2 + 1e-6
    moved = np.column_stack([xy * yo - yy * xo, xy * xo - xx * yo]) / area[:, None]
    return moved, (xx + yy) / 2 - np.sqrt((xx - yy) ** 2 / 4 + xy**2)


def _correlation(one: Levels, other: Levels, at: _Means) -> Plane:
    ours, theirs = at(one), at(other)
    spread = np.maximum(at(one * one) - ours**2, 1e-6) * np.maximum(at(other * other) - theirs**2, 1e-6)
    return np.asarray((at(one * other) - ours * theirs) / np.sqrt(spread), np.float64)


def _correction(windows: _Windows) -> Plane:
    """The affine transform by which most windows are displaced."""
    points = np.column_stack([windows.places, np.ones(len(windows.places))])
    moved = np.clip(windows.moved, -_FAR, _FAR)
    weights = windows.weights
    change = np.zeros((3, 2))
    for _ in range(_ROUNDS):
        root = np.sqrt(weights)[:, None]
        change = np.linalg.lstsq(root * points, root * moved, rcond=None)[0]
        left = np.linalg.norm(moved - points @ change, axis=1)
        scale = max(1.5 * float(np.median(left)), 0.05)
        weights = windows.weights * np.where(left < 3 * scale, 1 / (1 + (left / scale) ** 2), 1e-6)
    transform = np.eye(3)
    transform[:2] += change.T
    return transform


class _Even(NamedTuple):
    """Brightness of a mean of 0 and, where something is to be seen, a variance of 1 around each pixel."""

    plane: Levels
    variance: Levels


def _evened(gray: Levels, smooth: float) -> _Even:
    import cv2

    plane = np.asarray(cv2.GaussianBlur(gray, (0, 0), smooth), np.float32)
    mean = _mean(plane)
    variance = np.maximum(_mean(plane * plane) - mean**2, 0)
    return _Even((plane - mean) / np.sqrt(variance + np.float32(_NOISE**2)), variance)


def _clipped(picture: Bytes) -> Mask:
    """Where two of three colours are as dark or as bright as can be."""
    darkest, brightest = _CLIPPED
    return np.asarray(((picture <= darkest) | (picture >= brightest)).sum(axis=2) > 1, bool)


def _mean(plane: Levels) -> Levels:
    import cv2

    return np.asarray(cv2.blur(plane, (WINDOW, WINDOW), borderType=cv2.BORDER_REFLECT), np.float32)
