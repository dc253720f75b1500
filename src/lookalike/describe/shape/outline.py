"""The outline of a picture's figure as a closed curve."""

from __future__ import annotations

from typing import TypeAlias

import numpy as np
import numpy.typing as npt

from lookalike.describe.pixels import once
from lookalike.describe.shape.silhouette import silhouette
from lookalike.types import Image

Outline: TypeAlias = npt.NDArray[np.complex128]
"""Points x + iy of a closed curve at equal steps of its length."""

POINTS = 512
_SMOOTHED = 2
"""Standard deviation of the Gaussian, in points."""


@once
def outline(image: Image) -> Outline:
    """The outer outline of the largest part of the figure, (512,) in pixels of :func:`fitted`.

    It starts anywhere and runs so that the area it encloses is positive. It always encloses some.
    """
    import cv2

    # At twice the size even a single pixel has an outline that encloses something.
    doubled = np.repeat(np.repeat(silhouette(image).astype(np.uint8), 2, axis=0), 2, axis=1)
    found, _ = cv2.findContours(doubled, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_NONE)
    x, y = max(found, key=cv2.contourArea)[:, 0].T.astype(np.float64)
    # The steps between pixels make an outline longer in some directions than in others.
    curve = smoothed(resampled((x - 0.5) / 2 + 1j * (y - 0.5) / 2, POINTS), _SMOOTHED)
    return curve if area(curve) > 0 else curve[::-1]


def smoothed(curve: Outline, width: float) -> Outline:
    """A closed curve under a Gaussian of a standard deviation in points, again at equal steps."""
    from scipy.ndimage import gaussian_filter1d

    x, y = (gaussian_filter1d(axis, width, mode="wrap") for axis in (curve.real, curve.imag))
    return resampled(np.asarray(x + 1j * y, np.complex128), len(curve))


def resampled(curve: Outline, points: int) -> Outline:
    """A closed curve at equal steps of its length, from its first point on."""
    closed = np.append(curve, curve[0])
    lengths = np.append(0, np.cumsum(np.abs(np.diff(closed))))
    at = np.arange(points) * (lengths[-1] / points)
    return np.asarray(np.interp(at, lengths, closed.real) + 1j * np.interp(at, lengths, closed.imag))


def area(curve: Outline) -> float:
    """What a polygon encloses; negative if it runs the other way round."""
    return float((np.conj(curve) * np.roll(curve, -1)).imag.sum() / 2)


def perimeter(curve: Outline) -> float:
    """The length of a closed polygon."""
    return float(np.abs(np.roll(curve, -1) - curve).sum())


def centered(curve: Outline) -> Outline:
    """The curve about the centre of mass of what it encloses."""
    near = curve - curve.mean()
    following = np.roll(near, -1)
    twice = (np.conj(near) * following).imag
    return np.asarray(near - ((near + following) * twice).sum() / (3 * twice.sum()))


def normalized(curve: Outline) -> Outline:
    """The curve about its points' mean, which lie at distances of root mean square 1 from it."""
    near = curve - curve.mean()
    return np.asarray(near / np.sqrt((np.abs(near) ** 2).mean()))
