"""Colours by the edges that they are at."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated

import numpy as np
import numpy.typing as npt
from annotated_types import Interval

from lookalike.describe.base import GlobalDescriptor
from lookalike.describe.color.binning import finer, numbered, rgb_centers, softened
from lookalike.describe.color.spaces import Bytes, converted, css
from lookalike.describe.drawing import enlarged
from lookalike.describe.edges import edge_strengths
from lookalike.describe.pixels import fitted, gray, once
from lookalike.registry import register
from lookalike.seen import Chart, Drawing, Panel
from lookalike.types import Floats, Image

_TILE = 4
_FAINT, _CLEAR = 0.03, 0.12
"""The responses, of a luma in 0..1, from which there is an edge, and from which its direction counts."""

KINDS = ("flat", "faint edge", "vertical", "horizontal", "rising diagonal", "falling diagonal", "no direction")
_DIRECTED = 2
_SHOWN = ("#202020", "#808080", "#e6194b", "#4363d8", "#f58231", "#3cb44b", "#ffffff")


@register
@dataclass(frozen=True, kw_only=True)
class ColorEdges(GlobalDescriptor):
    """Joint histogram of the colours of small tiles and of the kind of edge in each: a colour and texture in one.

    :param bins: how many equal intervals hue, saturation and value are cut into, 1 to 16 each; a tile is shared
        linearly between the nearest.

    Vectors are (7 D,) float32 with D the product of ``bins``: the histogram of the tiles without an edge, of those with
    a faint one, and of those with a clear one that is vertical, horizontal, rising, falling or without direction. They
    are not negative and sum to 1. Tiles are of 4 x 4 px of a picture brought to 256 px on the shorter side.

    Source: S. A. Chatzichristofis and Y. S. Boutalis, CEDD: color and edge directivity descriptor, ICVS 2008.

    Deviations: soft bins of HSV instead of 24 colours by fuzzy rules; a tile has one kind of edge, and faint
    ones are a kind of their own; the histograms are not quantised, and compare by the Bhattacharyya coefficient.
    """

    name = "color_edges"
    measure = "hellinger"

    bins: Annotated[tuple[int, int, int], Interval(ge=1, le=16)] = (8, 3, 3)

    @property
    def dimension(self) -> int:
        return len(KINDS) * int(np.prod(self.bins))

    def vector(self, image: Image) -> Floats:
        """(7, D) float32."""
        colors, kinds = _tiles(image)
        fine = finer(self.bins)
        count = int(np.prod(fine))
        cells = kinds * count + numbered(converted(colors, "hsv"), "hsv", fine)
        counts = np.bincount(cells.ravel(), minlength=len(KINDS) * count)
        return softened(counts.reshape(len(KINDS), count) / cells.size, "hsv", self.bins)

    def seen(self, image: Image) -> Sequence[Panel]:
        tiles, kinds = _tiles(image)
        ink = np.array([list(bytes.fromhex(color[1:])) for color in _SHOWN], np.uint8)
        height, width = (_TILE * n for n in kinds.shape)
        histograms = self.vector(image)
        colors = rgb_centers("hsv", self.bins)
        return [
            Drawing("the tiles", enlarged(tiles, height, width)),
            Drawing("the edges", enlarged(ink[kinds], height, width), "In the colours of the chart of their kinds."),
            Chart("kinds of edges", histograms.sum(axis=1), KINDS, _SHOWN),
            Chart("the colours of all tiles", histograms.sum(axis=0), colors=css(colors)),
        ]


@once
def _tiles(image: Image) -> tuple[Bytes, npt.NDArray[np.int64]]:
    """The mean colour of each tile (H, W, 3) uint8 in sRGB, and the number of its kind of edge (H, W)."""
    import cv2

    luma = gray(image)
    rows, columns = (max(1, n // _TILE) for n in luma.shape)
    strengths = edge_strengths(luma, rows, columns)
    strongest = strengths.max(axis=-1)
    kinds = np.where(strongest < _CLEAR, strongest >= _FAINT, _DIRECTED + strengths.argmax(axis=-1))
    colors = cv2.resize(fitted(image), (columns, rows), interpolation=cv2.INTER_AREA)
    return np.asarray(colors, np.uint8), kinds
