"""Colour histograms of the cells of a grid."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Literal

import numpy as np
from annotated_types import Interval

from lookalike.describe.color.base import OfColors
from lookalike.describe.color.binning import rgb_centers
from lookalike.describe.color.spaces import painted
from lookalike.describe.layout.drawing import blocks, ruled, typical, weights_drawing
from lookalike.describe.layout.votes import cell_weights, color_votes
from lookalike.registry import register
from lookalike.seen import Drawing
from lookalike.types import Floats, Image


@register
@dataclass(frozen=True, kw_only=True)
class GridHistograms(OfColors):
    """Colour histogram of each cell of a grid laid over the picture; a cell is compared with that at the same place.

    :param grid: rows and columns, 1 to 8 each.
    :param space: "hsv", the hexcone of Smith (1978), or "lab", CIE 1976 under D65.
    :param bins: how many equal intervals each channel is cut into, hue or
        lightness first, 1 to 32 each.
    :param center: how many times as much the middle of the picture weighs as
        its corners, 1 to 100; 1 weighs all cells alike.

    Vectors are (rows x columns x D,) float32 with D the product of ``bins``: the cells' histograms from the top
    left, row by row, each summing to its cell's weight and all to 1. Pixels of a 96 x 96 lattice are counted,
    each in the nearest bins by how near they are.

    Source: Stricker & Dimai, "Color indexing with weak spatial constraints", SPIE Storage and Retrieval for
    Still Image and Video Databases, 1996.

    Deviations: rectangular cells and histograms; the paper has five soft regions and moments.
    """

    name = "grid_histograms"
    measure = "hellinger"

    grid: Annotated[tuple[int, int], Interval(ge=1, le=8)] = (3, 3)
    space: Literal["hsv", "lab"] = "hsv"
    bins: Annotated[tuple[int, int, int], Interval(ge=1, le=32)] = (8, 4, 4)
    center: Annotated[float, Interval(ge=1, le=100)] = 1.0

    @property
    def dimension(self) -> int:
        return int(np.prod(self.grid) * np.prod(self.bins))

    def vector(self, image: Image) -> Floats:
        """(rows x columns, D) float32."""
        return self._histograms(image) * cell_weights(*self.grid, self.center)[:, None]

    def seen(self, image: Image) -> list[Drawing]:
        rows, columns = self.grid
        tiles = typical(self._histograms(image), painted(rgb_centers(self.space, self.bins)), rows, columns)
        drawings = [
            Drawing("the cells", ruled(image, rows, columns)),
            Drawing(
                "the histograms", blocks(tiles, image), "Each cell is filled with its bins' colours by their shares."
            ),
        ]
        if self.center != 1:
            drawings.append(weights_drawing(cell_weights(rows, columns, self.center), rows, columns, image))
        return drawings

    def _histograms(self, image: Image) -> Floats:
        return color_votes(image, self.space, self.bins).histograms(*self.grid)
