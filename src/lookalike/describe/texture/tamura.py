"""Tamura's textural features."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
import numpy.typing as npt

from lookalike.describe.base import GlobalDescriptor
from lookalike.describe.pixels import gray, once
from lookalike.describe.texture.drawn import tinted
from lookalike.registry import register
from lookalike.seen import Chart, Drawing, Panel, shown
from lookalike.types import Floats, Image

_SIZES = 5
"""Windows of 2, 4, ... 32 pixels are tried for coarseness."""

_DIRECTIONS = 16
_STEEP = 12 / 255
"""Gradients below this have no direction, as in the paper."""

_NEIGHBOURS = 13
"""Side of the window of local contrast, as in the paper of Deselaers et al."""

_CONTRASTS, _TURNS = 7, 8
_TINY = 1e-10

Numbers = npt.NDArray[np.float64]


@register
@dataclass(frozen=True, kw_only=True)
class Tamura(GlobalDescriptor):
    """Coarseness, contrast and directionality, the three textural features that people agree on most.

    :param form: "numbers" gives one of each for the picture, "histogram" counts the pixels by their own coarseness,
        contrast and direction.

    Vectors are float32 and not negative. "numbers": (3,) in 0..1: the logarithm to base 2 of coarseness in pixels
    over 5, contrast as twice its share of the grey range, and directionality. "histogram": (280,) that sum to 1: 5
    window sizes from 2 to 32 px, by 7 octaves of contrast, by 8 directions over 180 degrees.

    Source: H. Tamura, S. Mori, T. Yamawaki, Textural features corresponding to visual perception, IEEE Transactions on
    Systems, Man, and Cybernetics 8(6), 1978; the histogram is that of T. Deselaers, D. Keysers, H. Ney, Features for
    image retrieval: an experimental comparison, Information Retrieval 11(2), 2008.

    Deviations: the window that answers most strongly is taken, the smallest of equals; a peak of the
    histogram of directions is the highest of a run of bins that all reach half of the maximum, and every bin belongs to
    the peak nearest to it; directionality is scaled so that even directions give 0. The
    histogram counts pixels without a gradient as upright.
    """

    name = "tamura"
    measure = "l1"

    form: Literal["numbers", "histogram"] = "histogram"

    @property
    def dimension(self) -> int:
        return 3 if self.form == "numbers" else _SIZES * _CONTRASTS * _TURNS

    def vector(self, image: Image) -> Floats:
        numbers = _numbers(image) if self.form == "numbers" else _histogram(image)
        return numbers.astype(np.float32)

    def seen(self, image: Image) -> Sequence[Panel]:
        return [
            Drawing("coarseness", shown(_exponents(image).astype(np.float32)), "Bright where structures are large."),
            Drawing("contrast", shown(_local_contrast(gray(image))), "Bright where light and dark lie together."),
            Drawing("direction", tinted(*_gradients(image)), "Hue is an edge's direction, brightness its strength."),
            Chart("coarseness, contrast, directionality", _numbers(image).astype(np.float32), _NAMES),
        ]


_NAMES = ("coarseness", "contrast", "directionality")


def _numbers(image: Image) -> Numbers:
    sizes = 2 ** np.arange(_SIZES + 1)
    coarseness = np.log2(sizes[_exponents(image)].mean()) / _SIZES
    contrast = np.clip(2 * _contrast(gray(image)), 0, 1)
    return np.array([coarseness, contrast, directionality(_directions(image))])


def _histogram(image: Image) -> Numbers:
    octaves = np.log2(np.maximum(_local_contrast(gray(image)), 2.0**-_CONTRASTS)) + _CONTRASTS
    turns = (_gradients(image)[0] * (_TURNS / np.pi)).astype(np.int64) % _TURNS
    contrasts = np.clip(octaves, 0, _CONTRASTS - 1).astype(np.int64)
    cells = np.ravel_multi_index((_exponents(image) - 1, contrasts, turns), (_SIZES, _CONTRASTS, _TURNS))
    return np.bincount(cells.ravel(), minlength=_SIZES * _CONTRASTS * _TURNS) / cells.size


@once
def _exponents(image: Image) -> npt.NDArray[np.int64]:
    """(H, W) 1 to 5: the logarithm to base 2 of the window whose neighbours differ most."""
    plane = gray(image)
    return np.asarray(np.argmax([_difference(plane, k) for k in range(1, _SIZES + 1)], axis=0) + 1, np.int64)


def _difference(plane: Floats, k: int) -> Floats:
    """The greater of the differences between the means of windows of 2^k px on the two sides of each pixel."""
    import cv2

    half = 2 ** (k - 1)
    margin = 2 * half
    padded = cv2.copyMakeBorder(plane, margin, margin, margin, margin, cv2.BORDER_REFLECT)
    means = np.asarray(cv2.boxFilter(padded, -1, (margin, margin)), np.float32)
    inner = slice(margin, -margin)
    across = np.abs(means[inner, 3 * half : -half] - means[inner, half : -3 * half])
    down = np.abs(means[3 * half : -half, inner] - means[half : -3 * half, inner])
    return np.asarray(np.maximum(across, down))


def _contrast(plane: Floats) -> float:
    """Standard deviation over the fourth root of the kurtosis."""
    away = plane.astype(np.float64) - plane.mean()
    variance, fourth = np.mean(away**2), np.mean(away**4)
    return float(variance / fourth**0.25) if fourth > _TINY**2 else 0.0


def _local_contrast(plane: Floats) -> Floats:
    """The same in a window around each pixel, all deviations from their own windows' means."""
    import cv2

    window = (_NEIGHBOURS, _NEIGHBOURS)
    away = (plane - cv2.boxFilter(plane, -1, window)) ** 2
    variance, fourth = cv2.boxFilter(away, -1, window), cv2.boxFilter(away**2, -1, window)
    return np.asarray(np.maximum(variance, 0) / np.maximum(fourth, _TINY) ** 0.25, np.float32)


@once
def _gradients(image: Image) -> tuple[Floats, Floats]:
    """Direction of each pixel's edge, radians in 0..pi, and strength, by Prewitt's masks."""
    import cv2

    step, even = np.array([-1, 0, 1], np.float32), np.ones(3, np.float32)
    x, y = cv2.sepFilter2D(gray(image), -1, step, even), cv2.sepFilter2D(gray(image), -1, even, step)
    angles = np.mod(np.arctan2(y, x) + np.pi / 2, np.pi)
    return angles.astype(np.float32), np.asarray((np.abs(x) + np.abs(y)) / 2, np.float32)


def _directions(image: Image) -> Numbers:
    """(16,) shares of the pixels with a direction, or all 0."""
    angles, strengths = _gradients(image)
    bins = (angles[strengths >= _STEEP] * (_DIRECTIONS / np.pi)).astype(np.int64) % _DIRECTIONS
    return np.bincount(bins, minlength=_DIRECTIONS) / max(1, bins.size)


def directionality(histogram: Numbers) -> float:
    """1 if all directions are at peaks of the circular histogram, 0 if they are even or there are none."""
    if not histogram.any():
        return 0.0
    bins, peaks = histogram.size, _peaks(histogram)
    apart = np.abs(np.arange(bins)[:, None] - peaks)
    nearest = np.minimum(apart, bins - apart).min(axis=1)
    return float(max(0, 1 - len(peaks) * (nearest**2 @ histogram) * 12 / bins**2))


def _peaks(histogram: Numbers) -> list[int]:
    """The highest bin of each run of bins that reach half of the maximum, on a circle."""
    high = histogram >= histogram.max() / 2
    around = np.roll(np.arange(histogram.size), -int(np.argmin(high)))
    runs = np.split(around, np.flatnonzero(np.diff(high[around])) + 1)
    return [int(run[np.argmax(histogram[run])]) for run in runs if high[run[0]]]
