"""Fourier descriptors of the outline."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated

import numpy as np
from annotated_types import Interval

from lookalike.describe.base import GlobalDescriptor
from lookalike.describe.shape.outline import POINTS, Outline, centered, outline
from lookalike.describe.shape.sketch import BLUE, RED, Sketch, seen_figure
from lookalike.registry import register
from lookalike.seen import Chart, Drawing, Panel
from lookalike.types import Floats, Image


@register
@dataclass(frozen=True, kw_only=True)
class Fourier(GlobalDescriptor):
    """Fourier series of the figure's outline: of its points as complex numbers, and of their distances from its centre.

    :param frequencies: how many are kept in either direction, 4 to 64.

    Vectors are (3 x ``frequencies``,) float32, 0 to about 1.5: square roots of magnitudes, of the
    complex series at 2, 3, ... then at -1, -2, ... , and of the distances' at 1, 2, ..., all relative to the
    outline's radius of gyration. Moving, turning, scaling and mirroring the figure change nothing.

    Source: Granlund, Fourier preprocessing for hand print character recognition, IEEE Trans. Computers 1972, for
    complex points; Zhang and Lu, A comparative study on shape retrieval using Fourier descriptors with
    different shape signatures, 2001, for the distances from the centre.

    Deviations: both signatures in one vector; magnitudes are divided by the radius of gyration instead of by
    one of themselves, which may be small, and compared by their roots, so that the lowest do not drown the others.
    """

    name = "fourier"
    measure = "l2"

    frequencies: Annotated[int, Interval(ge=4, le=64)] = 16

    @property
    def dimension(self) -> int:
        return 3 * self.frequencies

    def vector(self, image: Image) -> Floats:
        points = centered(outline(image))
        series = np.abs(np.fft.fft(points)) / POINTS
        distances = np.abs(np.fft.rfft(np.abs(points))) / POINTS
        kept = self.frequencies
        magnitudes = np.concatenate([series[2 : kept + 2], series[: -kept - 1 : -1], distances[1 : kept + 1]])
        gyration = np.sqrt((series[1:] ** 2).sum())
        return np.asarray(np.sqrt(magnitudes / gyration), np.float32)

    def seen(self, image: Image) -> Sequence[Panel]:
        curve = outline(image)
        sketch = Sketch(image).curve(curve, RED).curve(self._rebuilt(curve), BLUE)
        return [
            seen_figure(image),
            Drawing("outline from what is kept", sketch.pixels, f"Blue: {self.frequencies} frequencies either way."),
            Chart("magnitudes", self.vector(image), note="Of the points, either way round, then of the distances."),
        ]

    def _rebuilt(self, curve: Outline) -> Outline:
        series = np.fft.fft(curve)
        series[self.frequencies + 2 : -self.frequencies] = 0
        return np.asarray(np.fft.ifft(series))
