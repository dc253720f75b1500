"""What there is to say of a region in numbers."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from lookalike.describe.region.merging import Labels
from lookalike.describe.region.segments import lab, means
from lookalike.types import Floats, Image

WIDTH = 16
"""Numbers a region: share, centre x and y, width, height, tilt, fill, six of colour and three of texture."""

_FLAT = 1e-5
"""A mean squared gradient of this size and less has no direction to speak of."""

Numbers = npt.NDArray[np.float64]


def measured(image: Image, labels: Labels) -> Floats:
    """(n, WIDTH) float32 for the n regions of (H, W) labels of :func:`working` pixels."""
    colors = lab(image) / np.float32(100)
    planes: Floats = np.dstack([_places(*labels.shape), colors, colors * colors, _gradients(colors[..., 0])])
    places, color, square, gradients = np.split(means(labels, planes).astype(np.float64), (5, 8, 11), axis=1)
    shares = np.bincount(labels.ravel()) / labels.size
    spread = np.sqrt(np.maximum(square - color * color, 0))
    columns = [shares[:, None], _shape(places, shares, *labels.shape), color, spread, _texture(gradients)]
    return np.hstack(columns).astype(np.float32)


def _places(height: int, width: int) -> Floats:
    y, x = np.mgrid[:height, :width].astype(np.float32)
    x, y = (x + 0.5) / width, (y + 0.5) / height
    return np.dstack([x, y, x * x, y * y, x * y])


def _shape(places: Numbers, shares: Numbers, height: int, width: int) -> Numbers:
    """(n, 6): centre, width and height of the rectangle of the same moments, tilt and fill."""
    x, y, xx, yy, xy = places.T
    # A pixel is a square, not a point: its own spread keeps a region of one pixel from having none.
    across = np.maximum(xx - x * x, 0) + 1 / (12 * width**2)
    down = np.maximum(yy - y * y, 0) + 1 / (12 * height**2)
    w, h = np.sqrt(12 * across), np.sqrt(12 * down)
    return np.stack([x, y, w, h, (xy - x * y) / np.sqrt(across * down), shares / (w * h)], axis=1)


def _gradients(light: Floats) -> Floats:
    """(H, W, 3): the squared gradient, and its vector at twice the angle."""
    import cv2

    dx, dy = (cv2.Sobel(light, cv2.CV_32F, *order, scale=1 / 8) for order in ((1, 0), (0, 1)))
    return np.dstack([dx * dx + dy * dy, dx * dx - dy * dy, 2 * dx * dy])


def _texture(gradients: Numbers) -> Numbers:
    energy = gradients[:, :1]
    return np.hstack([np.sqrt(energy), gradients[:, 1:] / (energy + _FLAT)])
