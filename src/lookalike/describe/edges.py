"""Edges of small tiles, as MPEG-7 tells them."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from lookalike.types import Floats

_ROOT = np.sqrt(2)
_MASKS = np.array([[1, -1, 1, -1], [1, 1, -1, -1], [_ROOT, 0, 0, -_ROOT], [0, _ROOT, -_ROOT, 0], [2, -2, -2, 2]])
"""What each kind of edge adds up of a tile's quarters: top left, top right, bottom left, bottom right."""


def edge_strengths(luma: Floats, rows: int, columns: int) -> npt.NDArray[np.float64]:
    """(rows, columns, 5): how strong an edge each tile has: vertical, horizontal, at 45 degrees, at 135, and other.

    :param luma: (H, W) float32 in 0..1.
    :return: 0 to 2, 4 for other edges.
    """
    import cv2

    # Averaged over areas, each pixel of this is the mean of a quarter of a tile.
    quarters = cv2.resize(luma, (2 * columns, 2 * rows), interpolation=cv2.INTER_AREA)
    tiles = quarters.reshape(rows, 2, columns, 2).swapaxes(1, 2).reshape(rows, columns, 4)
    return np.asarray(np.abs(tiles @ _MASKS.T))
