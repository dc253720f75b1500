"""Centre-symmetric local binary patterns around blobs."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from lookalike.describe.local.base import Found, LocalDescriptor, Plane
from lookalike.describe.local.budget import Choice
from lookalike.describe.local.keypoints import chosen_points, frames
from lookalike.describe.local.patches import REACH, SIDE, clipped, histograms, patches
from lookalike.describe.local.sift import detector
from lookalike.describe.texture.ring import ring
from lookalike.registry import register
from lookalike.types import Floats

_POINTS, _RADIUS, _THRESHOLD, _CELLS = 8, 2, 0.01, 4
_KINDS = 2 ** (_POINTS // 2)


@register
@dataclass(frozen=True, kw_only=True)
class CsLbp(LocalDescriptor):
    """Histograms of which opposite neighbours on a circle are brighter, in 4 x 4 cells around blobs as those of SIFT.

    :param n: the most features of a picture, 1 to 100,000: those of the strongest response.
    :param size: pixels of the longer side, 16 to 16,384, at which a larger picture is looked at.
    :param spread: of more than n, keep the strongest of each of 8 x 8 cells in turn: finds more of what is small in
        other pictures, and less of what fills them.

    Vectors are (256,) float32, not negative, of unit length: 4 rows of 4 cells by 16 patterns. They stay the same
    under shifts, turns, changes of scale, and changes of brightness that leave differences above a hundredth of white.

    Source: M. Heikkilä, M. Pietikäinen, C. Schmid, Description of interest regions with local binary patterns,
    Pattern Recognition 42(3), 2009.

    Deviations: frames are those of SIFT, not of the Hessian-affine detector.
    """

    name = "cs_lbp"
    columns = _CELLS**2 * _KINDS
    reach = REACH

    def found(self, gray: Plane, choose: Choice) -> Found:
        found = frames(chosen_points(detector().detect(gray), choose))
        return Found(found, cs_lbp(patches(gray, found)))


def cs_lbp(squares: Floats) -> Floats:
    """(R, 256) of patches (R, 41, 41) in 0..1."""
    if not len(squares):
        return np.empty((0, CsLbp.columns), np.float32)
    samples = ring(squares.reshape(-1, SIDE), _POINTS, _RADIUS)
    kinds = np.zeros(squares.shape, np.int64)
    for bit, (one, other) in enumerate(zip(samples[: _POINTS // 2], samples[_POINTS // 2 :], strict=True)):
        kinds |= (one - other > _THRESHOLD).reshape(squares.shape).astype(np.int64) << bit
    inner = kinds[:, _RADIUS:-_RADIUS, _RADIUS:-_RADIUS]
    return clipped(histograms(inner, _KINDS, _CELLS).reshape(len(squares), -1))
