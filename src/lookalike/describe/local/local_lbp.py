"""Local binary patterns around blobs."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Annotated

import numpy as np
import numpy.typing as npt
from annotated_types import Interval

from lookalike.describe.local.base import Found, LocalDescriptor, Plane
from lookalike.describe.local.budget import Choice
from lookalike.describe.local.keypoints import chosen_points, frames
from lookalike.describe.local.patches import REACH, SIDE, clipped, histograms, patches
from lookalike.describe.local.sift import detector
from lookalike.describe.texture.ring import codes, ring, starts
from lookalike.registry import register
from lookalike.types import Floats

_POINTS, _RADIUS = 8, 2
_KINDS = _POINTS * (_POINTS - 1) + 3


@register
@dataclass(frozen=True, kw_only=True)
class LocalLbp(LocalDescriptor):
    """Histograms of which neighbours on a circle are as bright as a pixel, in cells around blobs as those of SIFT.

    :param n: the most features of a picture, 1 to 100,000: those of the strongest response.
    :param size: pixels of the longer side, 16 to 16,384, at which a larger picture is looked at.
    :param spread: of more than n, keep the strongest of each of 8 x 8 cells in turn: finds more of what is small in
        other pictures, and less of what fills them.
    :param cells: rows, and columns, of cells, 1 to 4.

    Vectors are (59 cells²,) float32, not negative, of unit length: row by row of cells, the counts of the 58 uniform
    patterns, of at most two changes between 0 and 1 on their way round, and of all others together. They stay the
    same under shifts, turns, changes of scale, and of brightness that keep the order of the grey levels.

    Source: T. Ojala, M. Pietikäinen, T. Mäenpää, Multiresolution gray-scale and rotation invariant texture
    classification with local binary patterns, PAMI 24(7), 2002; on detected regions it is the reference of
    M. Heikkilä, M. Pietikäinen, C. Schmid, Description of interest regions with local binary patterns, Pattern
    Recognition 42(3), 2009.

    Deviations: frames are those of SIFT; the circle has a radius of 2 px in patches of 41 px.
    """

    name = "local_lbp"
    reach = REACH

    cells: Annotated[int, Interval(ge=1, le=4)] = 3

    @property
    def dimension(self) -> int:
        return _KINDS * self.cells**2

    def found(self, gray: Plane, choose: Choice) -> Found:
        found = frames(chosen_points(detector().detect(gray), choose))
        return Found(found, lbp(patches(gray, found), self.cells))


def lbp(squares: Floats, cells: int) -> Floats:
    """(R, 59 cells²) of patches (R, 41, 41) in 0..1."""
    if not len(squares):
        return np.empty((0, _KINDS * cells**2), np.float32)
    plane = squares.reshape(-1, SIDE)
    kinds = _uniform()[codes(ring(plane, _POINTS, _RADIUS), plane)].reshape(squares.shape)
    inner = kinds[:, _RADIUS:-_RADIUS, _RADIUS:-_RADIUS]
    return clipped(histograms(inner, _KINDS, cells).reshape(len(squares), -1))


@cache
def _uniform() -> npt.NDArray[np.int64]:
    """(256,): a number for each uniform pattern from 0, and the last for the others."""
    patterns = np.arange(2**_POINTS, dtype=np.uint32)
    # Only the lowest bits of what is turned are of the pattern.
    uniform = np.bitwise_count(starts(patterns, _POINTS)) <= 1
    return np.where(uniform, np.cumsum(uniform) - 1, _KINDS - 1)
