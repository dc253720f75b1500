"""Peaks of a map, and maps (C, H, W) between their places; what lies outside of a map is 0."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from lookalike.types import Floats

Places = npt.NDArray[np.intp]

_NEIGHBORHOOD = 5
_SLOPE = -0.75
"""Of the cubic kernel at a distance of 1, as PyTorch has it (Keys, IEEE ASSP 1981, prefers -0.5)."""

_PADDING = 2


def peaks(heat: Floats, threshold: float) -> tuple[Places, Places]:
    """The x and the y (R,) of the places of a map (H, W) above a threshold that no place within 2 px exceeds."""
    import cv2

    largest = cv2.dilate(heat, np.ones((_NEIGHBORHOOD, _NEIGHBORHOOD), np.uint8))
    y, x = np.nonzero((heat == largest) & (heat > threshold))
    return x, y


def bilinear(maps: Floats, x: Floats, y: Floats) -> Floats:
    """(R, C): maps at places from -1 up to their width or height, weighed over the 2 x 2 values around."""
    return _sampled(maps, x, y, np.array([0, 1]))


def bicubic(maps: Floats, x: Floats, y: Floats) -> Floats:
    """(R, C): maps at places from -1 up to their width or height, weighed over the 4 x 4 values around."""
    return _sampled(maps, x, y, np.array([-1, 0, 1, 2]))


def _sampled(maps: Floats, x: Floats, y: Floats, taps: Places) -> Floats:
    from scipy.sparse import csr_array

    table = np.pad(maps.transpose(1, 2, 0), ((_PADDING, _PADDING), (_PADDING, _PADDING), (0, 0)))
    kernel = _linear if len(taps) == 2 else _cubic
    columns, rows = (np.floor(places).astype(np.intp)[:, None] + taps for places in (x, y))
    weights = kernel(np.abs(y[:, None] - rows))[:, :, None] * kernel(np.abs(x[:, None] - columns))[:, None]
    cells = (rows + _PADDING)[:, :, None] * table.shape[1] + (columns + _PADDING)[:, None]
    starts = np.arange(len(x) + 1) * len(taps) ** 2
    shape = len(x), table.shape[0] * table.shape[1]
    summed = csr_array((weights.ravel(), cells.ravel(), starts), shape=shape) @ table.reshape(-1, len(maps))
    return np.asarray(summed, np.float32)


def _linear(distances: Floats) -> Floats:
    return 1 - distances


def _cubic(distances: Floats) -> Floats:
    """The weights of values at distances below 1, and from there up to 2."""
    near = ((_SLOPE + 2) * distances - (_SLOPE + 3)) * distances**2 + 1
    far = ((_SLOPE * distances - 5 * _SLOPE) * distances + 8 * _SLOPE) * distances - 4 * _SLOPE
    return np.where(distances <= 1, near, far)
