"""Colour moments."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from lookalike.describe.color.base import OfColors
from lookalike.describe.color.spaces import Bytes, channels, sampled
from lookalike.registry import register
from lookalike.seen import Chart, Drawing, Panel, shown
from lookalike.types import Floats, Image

_AXES = {"lab": ("L*", "a*", "b*"), "hsv": ("saturation at hue 0°", "saturation at hue 90°", "value")}
_NAMES = ("mean", "deviation", "skewness")

_CHROMA = np.float32(64)
"""What a* and b* of photographs seldom go beyond."""

_ANGLES = np.arange(256) * (2 * np.pi / 256)
_CIRCLE = np.stack([np.cos(_ANGLES), np.sin(_ANGLES)]).astype(np.float32)
"""(2, 256): where each value of hue lies."""


@register
@dataclass(frozen=True, kw_only=True)
class ColorMoments(OfColors):
    """Mean, standard deviation and skewness of each colour channel: nine numbers a picture.

    :param space: "lab" or "hsv", as in color_histogram.

    Vectors are (9,) float32: the three means, the three standard deviations, and the cube roots of the three third
    central moments. The channels are L* / 100, a* / 64 and b* / 64, or S cos H, S sin H and V, with S and V in 0..1.

    Source: M. Stricker and M. Orengo, Similarity of color images, SPIE Storage and Retrieval for Image and
    Video Databases III, 1995.

    Deviations: in HSV, hue and saturation are taken together as a point of the disc of colours, since hue is an angle
    and has no mean; L*a*b* is the default; the weights are those of the channels' scales, and the same for each moment.
    """

    name = "color_moments"
    measure = "l1"

    space: Literal["lab", "hsv"] = "lab"

    @property
    def dimension(self) -> int:
        return 9

    def vector(self, image: Image) -> Floats:
        """(3, 3) float32, a moment a row."""
        planes = self._planes(image)
        mean = planes.mean(axis=1)
        centred = planes - mean[:, None]
        squares = centred * centred
        return np.stack([mean, np.sqrt(squares.mean(axis=1)), np.cbrt((squares * centred).mean(axis=1))])

    def seen(self, image: Image) -> Sequence[Panel]:
        planes = self._planes(image)
        height, width = sampled(image).shape[:2]
        axes = _AXES[self.space]
        return [
            Drawing(
                "the channels",
                np.hstack([shown(plane.reshape(height, width)) for plane in planes]),
                f"From the left: {', '.join(axes)}.",
            ),
            Chart("the moments", self.vector(image).ravel(), [f"{name}, {axis}" for name in _NAMES for axis in axes]),
        ]

    def _planes(self, image: Image) -> Floats:
        """(3, N) float32."""
        first, second, third = np.ascontiguousarray(channels(image, self.space).reshape(-1, 3).T)
        if self.space == "lab":
            return np.stack([first / np.float32(255), _chroma(second), _chroma(third)])
        saturation, value = second / np.float32(255), third / np.float32(255)
        return np.stack([*(_CIRCLE[:, first] * saturation), value])


def _chroma(plane: Bytes) -> Floats:
    return (plane - np.float32(128)) / _CHROMA
