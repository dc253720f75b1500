"""Colour histograms (Swain & Ballard, Color Indexing, IJCV 1991)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Annotated, Literal

import numpy as np
import numpy.typing as npt
from annotated_types import Interval

from lookalike.spec import Descriptor, register
from lookalike.types import Features, Floats, Image

_SIDE = 256
_SAMPLED = 128
"""Of a larger picture, so many rows or columns of pixels are counted; more change nothing."""

# The part of a channel's 0..255 that sRGB colours reach.
_REACH = {"lab": ((0, 255), (42, 226), (20, 223))}
_FULL = ((0, 255), (0, 255), (0, 255))


@register
@dataclass(frozen=True, kw_only=True)
class ColorHistogram(Descriptor):
    """Joint histogram of all pixels' colours; knows nothing of where they are.

    :param space: "rgb"; "hsv", the hexcone of Smith (1978); "lab", CIE 1976
        under D65; "opponent", (R-G, R+G-2B, R+G+B) scaled to equal ranges (van
        de Sande et al., PAMI 2010).
    :param bins: how many equal intervals each channel is cut into, hue or
        lightness first, 1 to 64 each.
    :param measure: "l1" (1 - half the distance), "intersection" (Swain &
        Ballard), "chi2" (1 - half the symmetric distance) or "hellinger" (the
        Bhattacharyya coefficient); each gives 1 for the same histogram and 0 for
        disjoint ones.

    Vectors are (D,) float32 with D the product of ``bins``; they are not
    negative and sum to 1. Of a picture whose shorter side is
    decoded at 256 px or more, pixels on a regular grid are counted, 128 or more a side.
    """

    name = "color_histogram"

    space: Literal["rgb", "hsv", "lab", "opponent"] = "hsv"
    bins: Annotated[tuple[int, int, int], Interval(ge=1, le=64)] = (16, 8, 4)
    measure: Literal["l1", "intersection", "chi2", "hellinger"] = "hellinger"

    @property
    def dimension(self) -> int:
        return int(np.prod(self.bins))

    @property
    def side(self) -> int:
        return _SIDE

    def describe(self, images: Sequence[Image]) -> Features:
        return Features.one_each(np.stack([self._histogram(image.pixels) for image in images]))

    def _histogram(self, pixels: npt.NDArray[np.uint8]) -> Floats:
        import cv2

        channels = _CONVERSIONS[self.space](_reduced(pixels))
        places = cv2.LUT(channels, _table(self.space, self.bins))
        cells = places[..., 0] + places[..., 1] + places[..., 2]
        counts = np.bincount(cells.ravel(), minlength=self.dimension)
        return np.asarray(counts / counts.sum(), np.float32)


def _reduced(pixels: npt.NDArray[np.uint8]) -> npt.NDArray[np.uint8]:
    import cv2

    share = 1 / max(1, min(pixels.shape[:2]) // _SAMPLED)
    return np.asarray(cv2.resize(pixels, None, fx=share, fy=share, interpolation=cv2.INTER_NEAREST), np.uint8)


@cache
def _table(space: str, bins: tuple[int, int, int]) -> npt.NDArray[np.int32]:
    """(1, 256, 3): what each value of each channel adds to the number of a pixel's cell."""
    values, columns, step = np.arange(256), [], int(np.prod(bins))
    for count, (low, high) in zip(bins, _REACH.get(space, _FULL), strict=True):
        step //= count
        cell = (values - low) * count // (high - low + 1)
        columns.append(np.clip(cell, 0, count - 1) * step)
    return np.stack(columns, axis=-1)[None].astype(np.int32)


def _rgb(pixels: npt.NDArray[np.uint8]) -> npt.NDArray[np.uint8]:
    return pixels


def _hsv(pixels: npt.NDArray[np.uint8]) -> npt.NDArray[np.uint8]:
    import cv2

    return np.asarray(cv2.cvtColor(pixels, cv2.COLOR_RGB2HSV_FULL), dtype=np.uint8)


def _lab(pixels: npt.NDArray[np.uint8]) -> npt.NDArray[np.uint8]:
    import cv2

    return np.asarray(cv2.cvtColor(pixels, cv2.COLOR_RGB2LAB), dtype=np.uint8)


def _opponent(pixels: npt.NDArray[np.uint8]) -> npt.NDArray[np.uint8]:
    r, g, b = (pixels[..., i].astype(np.int16) for i in range(3))
    planes = ((r - g + 255) // 2, (r + g - 2 * b + 510) // 4, (r + g + b) // 3)
    return np.stack(planes, axis=-1).astype(np.uint8)


_CONVERSIONS = {"rgb": _rgb, "hsv": _hsv, "lab": _lab, "opponent": _opponent}
