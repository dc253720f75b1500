"""Spatial pyramids of colour histograms (Lazebnik, Schmid & Ponce, CVPR 2006)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Literal

import numpy as np
from annotated_types import Interval

from lookalike.describe.color.base import OfColors
from lookalike.describe.color.binning import rgb_centers
from lookalike.describe.color.spaces import painted
from lookalike.describe.layout.drawing import blocks, ruled, typical
from lookalike.describe.layout.votes import color_votes, pyramid
from lookalike.registry import register
from lookalike.seen import Drawing
from lookalike.types import Floats, Image


@register
@dataclass(frozen=True, kw_only=True)
class SpatialPyramid(OfColors):
    """Colour histograms of the whole picture and of ever smaller parts of it.

    :param levels: the finest level, 0 to 2; level 0 is the whole picture.
    :param parts: "stripes", 3 times as many on each level, for skies lie above
        grass but anything may be left or right; "squares" as in the paper, halves
        of both sides on each level.
    :param space: "hsv", the hexcone of Smith (1978), or "lab", CIE 1976 under D65.
    :param bins: how many equal intervals each channel is cut into, hue or
        lightness first, 1 to 32 each.
    :param measure: "hellinger" or, as in the paper, "intersection".

    Vectors are (C x D,) float32 with D the product of ``bins`` and C the number of parts on all levels, coarse
    to fine and from the top left; they are not negative and sum to 1. Level l of L has the paper's weight, 1 / 2^L for
    l = 0 and 1 / 2^(L - l + 1) above, in equal shares to its parts. Pixels of a 96 x 96 lattice are
    counted, each in the nearest bins by how near they are.

    Source: Lazebnik, Schmid & Ponce, "Beyond bags of features: spatial pyramid matching for recognizing natural
    scene categories", CVPR 2006; stripes: Marszalek, Schmid, Harzallah & van de Weijer, "Learning
    object representations for visual object class recognition", VOC workshop at ICCV 2007.

    Deviations: colours instead of visual words; by default stripes, and the Hellinger kernel.
    """

    name = "spatial_pyramid"

    levels: Annotated[int, Interval(ge=0, le=2)] = 1
    parts: Literal["stripes", "squares"] = "stripes"
    space: Literal["hsv", "lab"] = "hsv"
    bins: Annotated[tuple[int, int, int], Interval(ge=1, le=32)] = (16, 4, 4)
    measure: Literal["hellinger", "intersection"] = "hellinger"

    @property
    def dimension(self) -> int:
        return int(sum(rows * columns for rows, columns in self._grids) * np.prod(self.bins))

    @property
    def _grids(self) -> list[tuple[int, int]]:
        steps = range(self.levels + 1)
        return [(3**level, 1) if self.parts == "stripes" else (2**level, 2**level) for level in steps]

    def vector(self, image: Image) -> Floats:
        return pyramid(color_votes(image, self.space, self.bins), self._grids)

    def seen(self, image: Image) -> list[Drawing]:
        votes = color_votes(image, self.space, self.bins)
        colors = painted(rgb_centers(self.space, self.bins))
        filled = [blocks(typical(votes.histograms(*grid), colors, *grid), image) for grid in self._grids]
        note = "Each part is filled with its bins' colours by their shares."
        return [
            Drawing("the finest parts", ruled(image, *self._grids[-1])),
            *(Drawing(f"level {level}", pixels, note) for level, pixels in enumerate(filled)),
        ]
