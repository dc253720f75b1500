"""Local binary patterns."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
import numpy.typing as npt

from lookalike.describe.base import GlobalDescriptor
from lookalike.describe.pixels import gray, once
from lookalike.describe.texture.drawn import colored, css
from lookalike.describe.texture.ring import Codes, codes, ring, riu2, starts
from lookalike.registry import register
from lookalike.seen import Chart, Drawing, Panel
from lookalike.types import Floats, Image

_RINGS = ((8, 1), (16, 2), (24, 3))
"""Points and radius in pixels of each scale."""

_COLORS = (
    *((68, 1, 84), (70, 50, 127), (54, 92, 141), (39, 127, 142), (31, 161, 135)),
    *((74, 194, 109), (159, 218, 58), (220, 226, 60), (253, 231, 37), (128, 128, 128)),
)

Numbers = npt.NDArray[np.float64]


@register
@dataclass(frozen=True, kw_only=True)
class Lbp(GlobalDescriptor):
    """Histograms of which neighbours on a circle are as bright as a pixel, on circles of radius 1, 2 and 3.

    :param form: "u2" counts each uniform pattern, of at most two changes between 0 and 1 on its way round, as it
        lies; "riu2" counts uniform patterns by their number of ones; "fourier" takes the magnitudes
        of the Fourier transform of the uniform patterns' counts over their turns. The last two do not change when the
        picture is turned by 90 degrees.

    Vectors are (D,) float32, not negative, scale after scale: of P points "u2" has P (P - 1) + 3 numbers, "riu2" P + 2
    and "fourier" (P - 1) (P / 2 + 1) + 3, shares of the pixels or magnitudes of their transform: all 0,
    then by the number of ones, all 1, and all patterns that are not uniform. Gain and offset of brightness keep
    the order of neighbours, but in flat areas rounding to 8 bits decides it: in photographs a gain of 0.6 changes the
    numbers by up to a third of their sum. Turns by other angles than 90 degrees, which interpolation makes smoother,
    change those of "riu2" by up to an eighth in photographs, and those of "fourier" by up to a third.

    Source: T. Ojala, M. Pietikäinen, T. Mäenpää, Multiresolution gray-scale and rotation invariant texture
    classification with local binary patterns, PAMI 24(7), 2002; "fourier" is T. Ahonen, J. Matas, C. He,
    M. Pietikäinen, Rotation invariant image description with local binary pattern histogram Fourier features,
    SCIA 2009.

    Deviations: scales are joined end to end rather than by summing their distances, and compared by
    the Hellinger affinity; the picture is mirrored at its borders.
    """

    name = "lbp"
    measure = "hellinger"

    form: Literal["u2", "riu2", "fourier"] = "fourier"

    @property
    def dimension(self) -> int:
        return sum(self._part(np.zeros((points - 1, points)), np.zeros(3)).size for points, _ in _RINGS)

    def vector(self, image: Image) -> Floats:
        return np.concatenate([self._part(*_shares(image, *scale)) for scale in _RINGS]).astype(np.float32)

    def _part(self, runs: Numbers, ends: Numbers) -> Numbers:
        if self.form == "riu2":
            runs = runs.sum(axis=1)
        elif self.form == "fourier":
            runs = np.abs(np.fft.rfft(runs, axis=1))
        return np.concatenate([ends[:1], runs.ravel(), ends[1:]])

    def seen(self, image: Image) -> Sequence[Panel]:
        points, radius = _RINGS[0]
        kinds = riu2(_patterns(image, points, radius), points)
        counts = np.bincount(kinds.ravel(), minlength=points + 2) / kinds.size
        note = "Purple: a bright spot; green: an edge; yellow: a dark spot or nothing; grey: no order."
        labels = [*map(str, range(points + 1)), "other"]
        return [
            Drawing("patterns at radius 1", colored(kinds, _COLORS), note),
            Chart("pixels by the number of ones in their pattern", counts.astype(np.float32), labels, css(_COLORS)),
        ]


@once
def _patterns(image: Image, points: int, radius: float) -> Codes:
    plane = gray(image)
    return codes(ring(plane, points, radius), plane)


@once
def _shares(image: Image, points: int, radius: float) -> tuple[Numbers, Numbers]:
    """Shares of pixels: of runs (points - 1, points) by number of ones and turn; of all 0, all 1, not uniform."""
    patterns = _patterns(image, points, radius).ravel()
    first = starts(patterns, points)
    kinds = np.bitwise_count(patterns).astype(np.intp) * points + np.bitwise_count(np.maximum(first, 1) - np.uint32(1))
    uniform = np.bitwise_count(first) <= 1
    counts = np.bincount(kinds[uniform], minlength=points * (points + 1)) / patterns.size
    table = counts.reshape(points + 1, points)
    return table[1:points], np.array([table[0, 0], table[points, 0], 1 - counts.sum()]).clip(0)
