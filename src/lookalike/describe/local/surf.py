"""Speeded-up robust features."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from lookalike.describe.local.base import Found, LocalDescriptor, Plane
from lookalike.describe.local.budget import Choice
from lookalike.describe.local.hessian import blobs
from lookalike.describe.local.wavelets import describing
from lookalike.registry import register
from lookalike.types import Floats

_THRESHOLD = 5.0
"""About 100 in OpenCV, whose boxes are weighed otherwise."""

_MARGIN = 128
_REACH = 16
"""The farthest corner that a wavelet touches, in multiples of the scale."""


@register
@dataclass(frozen=True, kw_only=True)
class Surf(LocalDescriptor):
    """Sums of Haar wavelets' responses in 4 x 4 cells around blobs, in the blob's scale and direction.

    :param n: the most features of a picture, 1 to 100,000: those of the strongest response.
    :param size: pixels of the longer side, 16 to 16,384, at which a larger picture is looked at.
    :param spread: of more than n, keep the strongest of each of 8 x 8 cells in turn: finds more of what is small in
        other pictures, and less of what fills them.
    :param upright: take what is up in the picture for up, rather than the direction of the gradients around a blob.

    Vectors are (64,) float32 in -1..1 of unit length: 4 rows of 4 cells by the sums of the responses in both directions
    and of their magnitudes. Scale is the paper's: 1.2 for a filter of 9 px; blobs of a Gaussian's shape are found at
    0.72 of its standard deviation. The cells reach 10 scales from the centre. They stay the same under shifts, changes
    of scale and of brightness, and, unless upright, turns.

    Source: H. Bay, A. Ess, T. Tuytelaars, L. Van Gool, SURF: speeded-up robust features, CVIU 110(3), 2008.

    Deviations: blobs are looked for in every pixel of the picture, which is not doubled; the picture is continued by
    its outermost pixels, and blobs of a scale of more than 8 px near its border are left out; wavelets are as wide as
    they should be to a fraction of a pixel; whether a blob is dark or bright is not told.
    """

    name = "surf"
    columns = 64
    reach = 10.0

    upright: bool = False

    def found(self, gray: Plane, choose: Choice) -> Found:
        found = blobs(gray, _THRESHOLD)
        frames = np.column_stack([found.places, np.zeros(len(found.places))]).astype(np.float32)
        sound = _fitting(frames, gray)
        frames, responses = frames[sound], found.responses[sound]
        return self._described(gray, frames[choose(frames, responses)])

    def _described(self, gray: Plane, frames: Floats) -> Found:
        import cv2

        padded = cv2.copyMakeBorder(gray, _MARGIN, _MARGIN, _MARGIN, _MARGIN, cv2.BORDER_REPLICATE)
        sums = np.asarray(cv2.integral(padded, sdepth=cv2.CV_64F), np.float64)
        places = frames[:, :3] + np.array([_MARGIN, _MARGIN, 0], np.float64)
        angles, vectors = describing()(sums, places, self.upright)
        return Found(np.column_stack([frames[:, :3], angles]), vectors)


def _fitting(frames: Floats, gray: Plane) -> npt.NDArray[np.bool_]:
    """Those whose wavelets lie in the picture and its margin."""
    size = np.array(gray.shape[::-1])
    room = np.minimum(frames[:, :2], size - 1 - frames[:, :2]).min(axis=1) + _MARGIN
    return np.asarray(room > frames[:, 2] * _REACH + 1)
