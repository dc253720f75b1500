"""The neighbourhoods of frames as small pictures of one size, and histograms of what is in their cells."""

from __future__ import annotations

from itertools import product

import numpy as np
import numpy.typing as npt

from lookalike.describe.local.base import Plane
from lookalike.types import Floats

SIDE = 41
"""Pixels of the side of a patch, as in the paper on CS-LBP."""

REACH = 6.0
"""Half of the side of the square that a patch shows, in multiples of the frame's scale: that of SIFT's cells."""

_AT_ONCE = 500
"""Patches that are cut at once: OpenCV takes maps of less than 32,768 rows."""


def patches(gray: Plane, frames: Floats) -> Floats:
    """(R, 41, 41) float32 in 0..1: what is within 6 scales of each frame, turned so that its angle lies along x.

    Coarse patches are taken from coarser layers of a pyramid, each half of the one before; the picture is mirrored
    at its borders.
    """
    steps = frames[:, 2] * (2 * REACH / SIDE)
    levels = np.maximum(np.rint(np.log2(np.maximum(steps, 1))), 0).astype(np.int64)
    found = np.empty((len(frames), SIDE, SIDE), np.float32)
    layer = np.asarray(gray, np.float32) / np.float32(255)
    for level in range(int(levels.max(initial=0)) + 1):
        layer = layer if level == 0 else _halved(layer)
        rows = np.flatnonzero(levels == level)
        for first in range(0, len(rows), _AT_ONCE):
            some = rows[first : first + _AT_ONCE]
            found[some] = _cut(layer, frames[some, :3] / 2**level, frames[some, 3])
    return found


def _halved(layer: Floats) -> Floats:
    """Every second pixel of a blurred layer: pixel x is where 2 x was."""
    import cv2

    return np.asarray(cv2.pyrDown(layer), np.float32)


def _cut(layer: Floats, places: Floats, angles: Floats) -> Floats:
    import cv2

    line = (np.arange(SIDE, dtype=np.float32) - SIDE // 2) * np.float32(2 * REACH / SIDE)
    x, y, scale = (column[:, None, None] for column in places.T)
    along, aside = scale * np.cos(angles)[:, None, None], scale * np.sin(angles)[:, None, None]
    across = (x + along * line - aside * line[:, None]).reshape(-1, SIDE)
    down = (y + aside * line + along * line[:, None]).reshape(-1, SIDE)
    cut = cv2.remap(layer, across, down, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REFLECT_101)
    return np.asarray(cut, np.float32).reshape(-1, SIDE, SIDE)


def histograms(labels: npt.NDArray[np.int64], kinds: int, cells: int) -> Floats:
    """(R, cells, cells, kinds) float32: how often each label is in each cell of a patch, by row and column.

    :param labels: (R, S, S), from 0 to ``kinds``. Each counts for the cells around it by how near their centres are.
    """
    side = labels.shape[1]
    at = (np.arange(side) + 0.5) * cells / side - 0.5
    lower = np.floor(at).astype(np.int64)
    # A cell more on either side takes what lies beyond the outermost centres.
    shape = (len(labels), cells + 2, cells + 2, kinds)
    counts = np.zeros(np.prod(shape))
    patch = np.arange(len(labels))[:, None, None]
    for down, right in product((0, 1), repeat=2):
        row, column = (lower + down + 1)[:, None], lower + right + 1
        shares = np.outer(np.abs(1 - down - at + lower), np.abs(1 - right - at + lower))
        places = np.ravel_multi_index((patch, row, column, labels), shape)
        counts += np.bincount(places.ravel(), np.broadcast_to(shares, labels.shape).ravel(), len(counts))
    return counts.reshape(shape)[:, 1:-1, 1:-1].astype(np.float32)


def clipped(vectors: Floats) -> Floats:
    """Vectors of unit length of which no number is much above 0.2, as SIFT has them; those of zeros stay so."""
    return _unit(np.minimum(_unit(vectors), np.float32(0.2)))


def _unit(vectors: Floats) -> Floats:
    lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
    return np.asarray(vectors / np.maximum(lengths, 1e-9), np.float32)
