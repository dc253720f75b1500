"""Pictures of cells, for what the descriptors of layout see."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from lookalike.describe.drawing import enlarged
from lookalike.describe.pixels import fitted
from lookalike.seen import Drawing, Pixels
from lookalike.types import Floats, Image


def blocks(cells: Pixels, image: Image) -> Pixels:
    """Cells (rows, columns, 3) at the size at which the picture was looked at, 64 px a side at the least."""
    height, width = fitted(image).shape[:2]
    return enlarged(cells, max(height, 64), max(width, 64))


def ruled(image: Image, rows: int, columns: int) -> Pixels:
    """The picture with the borders of its cells in white on black."""
    pixels = blocks(fitted(image), image)
    height, width = pixels.shape[:2]
    for thickness, tone in ((3, 0), (1, 255)):
        reach = np.arange(thickness) - thickness // 2
        for row in range(1, rows):
            pixels[row * height // rows + reach] = tone
        for column in range(1, columns):
            pixels[:, column * width // columns + reach] = tone
    return pixels


def weights_drawing(weights: Floats, rows: int, columns: int, image: Image) -> Drawing:
    """How much each cell of a grid counts."""
    grey = np.round(255 * weights / weights.max()).astype(np.uint8).reshape(rows, columns, 1)
    return Drawing("the weights", blocks(np.repeat(grey, 3, axis=2), image), "The lighter a cell, the more it counts.")


def typical(histograms: Floats, middles: npt.NDArray[np.uint8], rows: int, columns: int) -> Pixels:
    """(rows x 16, columns x 16, 3): each cell filled with the colours of its bins by their shares, dark to light.

    :param middles: (D, 3) the colours of the bins.
    """
    order = np.argsort(middles @ [0.299, 0.587, 0.114], kind="stable")
    tiles = np.empty((rows, columns, 256, 3), np.uint8)
    for tile, histogram in zip(tiles.reshape(-1, 256, 3), histograms, strict=True):
        bounds = np.cumsum(histogram[order]) / histogram.sum()
        places = np.searchsorted(bounds, (np.arange(256) + 0.5) / 256)
        tile[:] = middles[order[np.minimum(places, len(order) - 1)]]
    tiled = tiles.reshape(rows, columns, 16, 16, 3).swapaxes(1, 2)
    return tiled.reshape(rows * 16, columns * 16, 3)
