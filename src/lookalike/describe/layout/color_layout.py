"""The colour layout descriptor of MPEG-7 (Kasutani & Yamada, ICIP 2001)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

import numpy as np
import numpy.typing as npt
from annotated_types import Interval

from lookalike.describe.color.base import OfColors
from lookalike.describe.drawing import enlarged
from lookalike.describe.layout.drawing import blocks
from lookalike.describe.pixels import fitted, once, squared
from lookalike.registry import register
from lookalike.seen import Drawing, Pixels
from lookalike.types import Floats, Image

_CELLS = 8
_HALF_ALIKE = 40
"""The standard's distance at which pictures are alike by 0.5; unrelated photographs are 30 to 50 apart."""

_ZIGZAG = np.array(
    sorted(np.ndindex(_CELLS, _CELLS), key=lambda at: (sum(at), at[0] if sum(at) % 2 else at[1])),
)

# Weights of the first coefficients of Y, Cb and Cr; those that follow have 1.
_WEIGHTS = ((2, 2, 2), (2, 1, 1), (4, 2, 2))

# The standard's nonlinear scales, before rounding: of means, and of the other coefficients' sizes.
_LUMA = ((0, 64, 96, 160, 192, 256), (0, 8, 16, 48, 56, 64))
_CHROMA = ((64, 96, 112, 144, 160, 192), (0, 8, 16, 48, 56, 64))
_REST = ((0, 64, 128, 256), (0, 8, 12, 16))


@register
@dataclass(frozen=True, kw_only=True)
class ColorLayout(OfColors):
    """The picture at 8 x 8 pixels by the lowest frequencies of its cosine transform; a sketch in colour can ask for it.

    :param luma: coefficients of Y, in zigzag order, 1 to 64.
    :param chroma: coefficients of each of Cb and Cr, 1 to 64.

    Vectors are (luma + 2 x chroma,) float32: the coefficients of Y, Cb and Cr (ITU-R BT.601, 16 to 240) on
    the standard's nonlinear scales, times the roots of its weights, over 40; so the Euclidean distance is the
    standard's weighted distance, and pictures that lie 40 apart by it are alike by 0.5.

    Source: Kasutani & Yamada, "The MPEG-7 color layout descriptor: a compact image feature description for high-speed
    image/video segment retrieval", ICIP 2001; ISO/IEC 15938-3.

    Deviations: coefficients are not rounded to 5 or 6 bits; squares are summed over all three channels before
    the root is taken, where the standard adds three roots.
    """

    name = "color_layout"
    measure = "l2"

    luma: Annotated[int, Interval(ge=1, le=64)] = 6
    chroma: Annotated[int, Interval(ge=1, le=64)] = 3

    @property
    def dimension(self) -> int:
        return self.luma + 2 * self.chroma

    def vector(self, image: Image) -> Floats:
        kept = []
        for channel, (plane, count) in enumerate(zip(_transformed(image), self._counts, strict=True)):
            scaled = _scaled(_ordered(plane)[:count], channel == 0)
            weights = np.ones(count)
            weights[:3] = _WEIGHTS[channel][:count]
            kept.append(scaled * np.sqrt(weights))
        return np.asarray(np.concatenate(kept) / _HALF_ALIKE, np.float32)

    @property
    def _counts(self) -> tuple[int, int, int]:
        return self.luma, self.chroma, self.chroma

    def seen(self, image: Image) -> list[Drawing]:
        coarse = squared(image, _CELLS)
        return [
            Drawing("8 x 8 means", blocks(coarse, image), "What the cosine transform is taken of."),
            Drawing("from what is kept", self._rebuilt(image), "The picture that the kept coefficients give back."),
        ]

    def _rebuilt(self, image: Image) -> Pixels:
        from scipy.fft import idctn

        height, width = blocks(fitted(image), image).shape[:2]
        planes = []
        for plane, count in zip(_transformed(image), self._counts, strict=True):
            fine = np.zeros((_CELLS * 8, _CELLS * 8))
            kept = _ZIGZAG[:count]
            fine[kept[:, 0], kept[:, 1]] = plane[kept[:, 0], kept[:, 1]] * 8
            planes.append(idctn(fine, norm="ortho"))
        return enlarged(_rgb(np.stack(planes, axis=-1)), height, width)


@once
def _transformed(image: Image) -> Floats:
    """(3, 8, 8): the orthonormal cosine transform of Y, Cb and Cr."""
    from scipy.fft import dctn

    r, g, b = np.moveaxis(squared(image, _CELLS).astype(np.float32) / 255, -1, 0)
    y = 0.299 * r + 0.587 * g + 0.114 * b
    planes = [16 + 219 * y, 128 + 224 * 0.564 * (b - y), 128 + 224 * 0.713 * (r - y)]
    return np.asarray(dctn(np.stack(planes), axes=(1, 2), norm="ortho"), np.float32)


def _ordered(plane: Floats) -> Floats:
    return np.asarray(plane[_ZIGZAG[:, 0], _ZIGZAG[:, 1]])


def _scaled(coefficients: Floats, luma: bool) -> npt.NDArray[np.float64]:
    """Coefficients in zigzag order on the scales of the standard."""
    mean = np.interp(coefficients[0] / _CELLS, *(_LUMA if luma else _CHROMA))
    rest = coefficients[1:] / (2 if luma else 1)
    return np.append(mean, np.sign(rest) * np.interp(np.abs(rest), *_REST))


def _rgb(ycc: npt.NDArray[np.float64]) -> Pixels:
    y = (ycc[..., 0] - 16) / 219
    b = y + (ycc[..., 1] - 128) / 224 / 0.564
    r = y + (ycc[..., 2] - 128) / 224 / 0.713
    g = (y - 0.299 * r - 0.114 * b) / 0.587
    return np.asarray((np.stack([r, g, b], axis=-1).clip(0, 1) * 255).round(), np.uint8)
