"""Marginal colour histograms."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated

import numpy as np
from annotated_types import Interval

from lookalike.describe.color.base import OfColors
from lookalike.describe.color.binning import sharing
from lookalike.describe.color.spaces import Space, channels, css, rgb_of
from lookalike.registry import register
from lookalike.seen import Chart, Drawing, Panel, shown
from lookalike.types import Floats, Image

# What the other two channels are where the values of one are shown.
_BESIDE = {
    "rgb": ((0, 0, 0), (0, 0, 0), (0, 0, 0)),
    "hsv": ((0, 220, 220), (0, 0, 220), (0, 0, 0)),
    "lab": ((0, 128, 128), (150, 0, 128), (150, 128, 0)),
    "opponent": ((0, 128, 128), (128, 0, 128), (128, 128, 0)),
}
_CHANNELS = {
    "rgb": ("red", "green", "blue"),
    "hsv": ("hue", "saturation", "value"),
    "lab": ("L*", "a*", "b*"),
    "opponent": ("green to red", "blue to yellow", "intensity"),
}


@register
@dataclass(frozen=True, kw_only=True)
class ColorMarginals(OfColors):
    """Histograms of the three colour channels, each by itself, side by side.

    :param space: "rgb", "hsv", "lab" or "opponent", as in color_histogram.
    :param bins: how many equal intervals each channel's 256 values are cut into,
        2 to 128; a pixel is shared linearly between the two nearest.

    Vectors are (3 x bins,) float32, not negative; each channel's part sums to a third.

    Source: M. Stricker and M. Orengo, Similarity of color images, SPIE Storage and Retrieval for Image and
    Video Databases III, 1995, which compares such histograms with joint ones and with moments.

    Deviations: the histograms are soft and not cumulative, and compare by the Bhattacharyya coefficient.
    """

    name = "color_marginals"
    measure = "hellinger"

    space: Space = "hsv"
    bins: Annotated[int, Interval(ge=2, le=128)] = 32

    @property
    def dimension(self) -> int:
        return 3 * self.bins

    def vector(self, image: Image) -> Floats:
        """(3, bins) float32."""
        values = channels(image, self.space).reshape(-1, 3)
        parts = []
        for i in range(3):
            counts = np.bincount(values[:, i], minlength=256).astype(np.float32)
            parts.append(sharing(256, self.bins, circular=self.space == "hsv" and i == 0) @ counts)
        return np.asarray(np.stack(parts) / (3 * len(values)), np.float32)

    def seen(self, image: Image) -> Sequence[Panel]:
        planes = np.moveaxis(channels(image, self.space).astype(np.float32), 2, 0)
        names = _CHANNELS[self.space]
        charts = [
            Chart(name, 3 * part, colors=self._colors(i))
            for i, (name, part) in enumerate(zip(names, self.vector(image), strict=True))
        ]
        return [
            Drawing(
                "the channels", np.hstack([shown(plane) for plane in planes]), f"From the left: {', '.join(names)}."
            ),
            *charts,
        ]

    def _colors(self, channel: int) -> list[str]:
        values = np.tile(np.array(_BESIDE[self.space][channel], np.float32), (self.bins, 1))
        values[:, channel] = (np.arange(self.bins) + 0.5) * 256 / self.bins - 0.5
        return css(rgb_of(values, self.space))
