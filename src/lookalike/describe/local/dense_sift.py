"""SIFT's vectors on a grid."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

import numpy as np
from annotated_types import Interval

from lookalike.describe.local.base import Found, LocalDescriptor, Plane, empty
from lookalike.describe.local.budget import Choice
from lookalike.describe.local.sift import detector
from lookalike.registry import register
from lookalike.types import Floats

_FINEST = 1.6
"""The blur of the finest scale, and that of SIFT's first layer."""

_LAYERS = 3
"""Layers of an octave."""

_FLAT = 2.0
"""The least standard deviation of grey levels in a window that is described."""


@register
@dataclass(frozen=True, kw_only=True)
class DenseSift(LocalDescriptor):
    """SIFT's vectors at every point of a grid in several sizes, upright, whatever is there.

    :param n: the most features of a picture, 1 to 100,000: those of the strongest response.
    :param size: pixels of the longer side, 16 to 16,384, at which a larger picture is looked at.
    :param spread: of more than n, keep the strongest of each of 8 x 8 cells in turn: finds more of what is small in
        other pictures, and less of what fills them.
    :param step: pixels between the grid's points, 2 to 64.
    :param scales: how many sizes, 1 to 5: of 19, 30, 48, 77 and 122 px on a side.

    Vectors are (128,) float32 whole numbers of 0 to 255, with a length of about 512, as those of ``sift``. Flat places
    have none. They stay the same under changes of brightness, and under shifts by multiples of the step.

    Source: A. Bosch, A. Zisserman, X. Munoz, Image classification using random forests and ferns, ICCV 2007.

    Deviations: grey; windows grow by 2 to the power of 2/3, as SIFT's scale space has them.
    """

    name = "dense_sift"
    columns = 128
    reach = 6.0

    n: Annotated[int, Interval(ge=1, le=100_000)] = 10_000
    size: Annotated[int, Interval(ge=16, le=16_384)] = 480
    step: Annotated[int, Interval(ge=2, le=64)] = 8
    scales: Annotated[int, Interval(ge=1, le=5)] = 3

    def found(self, gray: Plane, choose: Choice) -> Found:
        import cv2

        places = np.mgrid[tuple(slice(self.step // 2, length, self.step) for length in gray.shape)].reshape(2, -1)
        thirds = np.arange(self.scales) * 2
        blurs = _FINEST * 2 ** (thirds / _LAYERS)
        contrasts = np.concatenate([_contrast(gray, blur)[tuple(places)] for blur in blurs])
        x, y = (np.tile(axis, self.scales) for axis in places[::-1])
        frames = np.stack([x, y, np.repeat(blurs, len(places[0])), np.zeros(len(x))], axis=1).astype(np.float32)
        thirds = np.repeat(thirds, len(places[0]))
        busy = contrasts > _FLAT
        frames, thirds, contrasts = frames[busy], thirds[busy], contrasts[busy]
        rows = choose(frames, contrasts)
        if not len(rows):
            return Found(frames[rows], empty(self.columns))
        # OpenCV reads the octave from the lowest byte and the layer from the next.
        octaves = (thirds // _LAYERS + (thirds % _LAYERS << 8)).tolist()
        points = [
            cv2.KeyPoint(x, y, 2 * blur, 0, 0, octaves[row])
            for row, (x, y, blur, _) in zip(rows.tolist(), frames[rows].tolist(), strict=True)
        ]
        _, vectors = detector().compute(gray, points)
        return Found(frames[rows], np.asarray(vectors, np.float32))


def _contrast(gray: Plane, blur: float) -> Floats:
    """(H, W) float32 standard deviations in the windows of a scale around all pixels."""
    import cv2

    window = (2 * round(DenseSift.reach * blur) + 1,) * 2
    mean = cv2.boxFilter(gray, cv2.CV_32F, window)
    square = cv2.sqrBoxFilter(gray, cv2.CV_32F, window)
    return np.asarray(np.sqrt(np.maximum(square - mean**2, 0)), np.float32)
