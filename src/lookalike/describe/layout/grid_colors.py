"""Mean colours of the cells of a grid (QBIC: Flickner et al., 1995)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

import numpy as np
from annotated_types import Interval

from lookalike.describe.base import GlobalDescriptor
from lookalike.describe.layout.drawing import blocks, ruled, weights_drawing
from lookalike.describe.layout.votes import cell_weights
from lookalike.describe.pixels import cell_means, fitted, once
from lookalike.registry import register
from lookalike.seen import Drawing, Swatches
from lookalike.types import Bools, Bytes, Floats, Image, LookalikeError

_APART = 30
"""City-block distance in Lab at which pictures are half alike; unrelated photographs are about so far apart."""

_PAINTED = 0.5
"""Of a cell, so much must be painted for its colour to count."""


@register
@dataclass(frozen=True, kw_only=True)
class GridColors(GlobalDescriptor):
    """Mean colour of each cell of a grid laid over the picture: which colours are where.

    :param grid: rows and columns, 1 to 16 each.
    :param center: how many times as much the middle of the picture weighs as
        its corners, 1 to 100; 1 weighs all cells alike.

    Vectors are (3 x rows x columns,) float32: L, a and b (CIE 1976, D65) of each cell from
    the top left, row by row, over 30 and times the cell's weight, where weights sum to 1.
    Pictures whose cells differ by 30 units of city-block distance are thus alike by 0.5.

    A painted canvas is compared by the cells that are painted, at least half of them.

    Source: Flickner, Sawhney, Niblack, Ashley, Huang, Dom, Gorkani, Hafner, Lee, Petkovic, Steele
    & Yanker, "Query by image and video content: the QBIC system", IEEE Computer, 1995.

    Deviations: QBIC compares cells by a quadratic form of small histograms; here by their means and by city-block
    distance, which finds more than the Euclidean. The weights of the cells are ours.
    """

    name = "grid_colors"
    measure = "l1"

    grid: Annotated[tuple[int, int], Interval(ge=1, le=16)] = (5, 5)
    center: Annotated[float, Interval(ge=1, le=100)] = 1.0

    @property
    def dimension(self) -> int:
        return 3 * self.grid[0] * self.grid[1]

    def vector(self, image: Image) -> Floats:
        """(rows x columns, 3) float32."""
        return np.asarray(_lab(_means(image, *self.grid)) * self._scale, np.float32)

    @property
    def _scale(self) -> Floats:
        return np.asarray(cell_weights(*self.grid, self.center)[:, None] / np.float32(_APART), np.float32)

    def canvas_vector(self, canvas: Image, painted: Bools) -> Floats:
        """(1, 3 x rows x columns) float32, NaN for the cells of which less than half is painted."""
        colors, known = self._painted(canvas, painted)
        vector: Floats = np.full(colors.shape, np.nan, np.float32)
        vector[known] = (_lab(colors) * self._scale)[known]
        return np.asarray(vector.reshape(1, -1), np.float32)

    def swatches(self, canvas: Image, painted: Bools, image: Image) -> Swatches:
        asked, known = self._painted(canvas, painted)
        kept = _means(image, *self.grid)
        far = np.abs(_lab(asked) - _lab(kept)).sum(axis=1) / np.float32(2 * _APART)
        alike = np.where(known, np.clip(1 - far, 0, 1), 0)
        return Swatches(
            _bytes(asked).reshape(*self.grid, 3),
            known.reshape(self.grid),
            _bytes(kept).reshape(*self.grid, 3),
            np.asarray(alike.reshape(self.grid), np.float32),
        )

    def _painted(self, canvas: Image, painted: Bools) -> tuple[Floats, Bools]:
        """(rows x columns, 3) mean sRGB in 0..1 of what is painted in the cells, and (rows x columns,) if enough is."""
        down, across = cell_means(*self.grid, canvas.height, canvas.width)
        colors = np.where(painted[..., None], canvas.pixels, 0).astype(np.float32) / np.float32(255)
        share = (down @ painted.astype(np.float32) @ across.T).reshape(-1, 1)
        sums = np.einsum("rh,hwc,kw->rkc", down, colors, across).reshape(-1, 3)
        known = share[:, 0] >= _PAINTED - 1e-4
        if not known.any():
            rows, columns = self.grid
            raise LookalikeError(
                f"Too little is painted: paint at least half of one of the {rows} x {columns} cells that are compared."
            )
        return np.asarray(sums / np.maximum(share, 1e-6), np.float32), known

    def seen(self, image: Image) -> list[Drawing]:
        rows, columns = self.grid
        means = _bytes(_means(image, rows, columns)).reshape(rows, columns, 3)
        drawings = [
            Drawing("the cells", ruled(image, rows, columns)),
            Drawing("the mean colours", blocks(means, image), "All that is kept: one colour a cell."),
        ]
        if self.center != 1:
            drawings.append(weights_drawing(cell_weights(rows, columns, self.center), rows, columns, image))
        return drawings


@once
def _means(image: Image, rows: int, columns: int) -> Floats:
    """(rows x columns, 3) mean sRGB in 0..1 of the cells."""
    import cv2

    pixels = fitted(image).astype(np.float32) / np.float32(255)
    # Area averaging needs as many pixels as cells; a smaller picture is one of few, large pixels.
    grown = np.repeat(pixels, max(1, -(-rows // len(pixels))), axis=0)
    grown = np.repeat(grown, max(1, -(-columns // grown.shape[1])), axis=1)
    return np.asarray(cv2.resize(grown, (columns, rows), interpolation=cv2.INTER_AREA), np.float32).reshape(-1, 3)


def _bytes(colors: Floats) -> Bytes:
    return np.asarray((colors * 255).round(), np.uint8)


def _lab(colors: Floats) -> Floats:
    import cv2

    return np.asarray(cv2.cvtColor(colors[None], cv2.COLOR_RGB2LAB)[0], np.float32)
