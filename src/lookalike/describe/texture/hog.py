"""Histograms of oriented gradients."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from lookalike.describe.base import GlobalDescriptor
from lookalike.describe.pixels import squared
from lookalike.registry import register
from lookalike.seen import Drawing, Panel, Pixels
from lookalike.types import Floats, Image

_CELL = 32
_CELLS = 4
_SIDE = _CELL * _CELLS
_BLOCKS = _CELLS - 1
_BINS = 9
_LENGTH = 4 * _BINS

_LARGEST = _BLOCKS**2 * _LENGTH**0.5
"""The largest sum of blocks of unit length."""


@register
@dataclass(frozen=True, kw_only=True)
class Hog(GlobalDescriptor):
    """Histograms of the gradients' directions in 4 x 4 cells of the picture, normalised in overlapping blocks of
    2 x 2 cells.

    Vectors are (324,) float32, not negative, with a sum of at most 1: 3 x 3 blocks column by column, in each 4 cells
    column by column, in each 9 directions over 180 degrees. Gain and offset of brightness hardly change
    them, and by up to a tenth where blocks are all but flat, as of the sky. A flat picture's are 0.

    Source: N. Dalal, B. Triggs, Histograms of oriented gradients for human detection, CVPR 2005, with R-HOG
    blocks, a Gaussian over each, votes shared between neighbouring cells and directions, and L2-Hys.

    Deviations: the whole picture is the window, brought to 128 x 128 px, with cells of 32 px; no gamma; the Gaussian's
    standard deviation is a quarter of a block's width, 16 px, and not half of it.
    """

    name = "hog"
    measure = "l1"

    @property
    def dimension(self) -> int:
        return _BLOCKS**2 * _LENGTH

    @property
    def side(self) -> int:
        return _SIDE

    def vector(self, image: Image) -> Floats:
        """(3, 3, 2, 2, 9) float32."""
        return _blocks(image) / np.float32(_LARGEST)

    def seen(self, image: Image) -> Sequence[Panel]:
        note = "Each cell's lines lie along its edges, the brighter the more of them."
        return [Drawing("edges in each cell", _glyphs(_cells(_blocks(image))), note)]


def _blocks(image: Image) -> Floats:
    """(3, 3, 2, 2, 9) by column and row of the block, column and row of the cell in it, and direction."""
    import cv2

    window, block, step = (_SIDE, _SIDE), (2 * _CELL, 2 * _CELL), (_CELL, _CELL)
    whole = cv2.HOGDescriptor(window, block, step, step, _BINS, 1, -1.0, 0, 0.2, False)
    numbers = whole.compute(squared(image, _SIDE))
    return np.asarray(numbers, np.float32).reshape(_BLOCKS, _BLOCKS, 2, 2, _BINS)


def _cells(blocks: Floats) -> Floats:
    """(4, 4, 9) by row and column: what the blocks that hold a cell say of it, averaged."""
    total, count = np.zeros((_CELLS, _CELLS, _BINS), np.float32), np.zeros((_CELLS, _CELLS, 1), np.float32)
    for column, row, right, down in np.ndindex(blocks.shape[:4]):
        total[row + down, column + right] += blocks[column, row, right, down]
        count[row + down, column + right] += 1
    return np.asarray(total / count, np.float32)


def _glyphs(cells: Floats, side: int = 48) -> Pixels:
    """A star of lines for each cell, along the edges, at right angles to the gradients."""
    import cv2

    picture: Floats = np.zeros((_CELLS * side, _CELLS * side), np.float32)
    angles = np.pi * (np.arange(_BINS) + 0.5) / _BINS + np.pi / 2
    arms = np.stack([np.cos(angles), np.sin(angles)], axis=1) * (0.45 * side)
    for row, column in np.ndindex(cells.shape[:2]):
        middle = np.array([column + 0.5, row + 0.5]) * side
        for k in np.argsort(cells[row, column]):
            start, end = (np.rint(middle + way * arms[k]).astype(int).tolist() for way in (-1, 1))
            cv2.line(picture, start, end, float(cells[row, column, k]), 2)
    bright = (picture / max(float(picture.max()), 1e-6) * 255).round().astype(np.uint8)
    return np.repeat(bright[..., None], 3, axis=2)
