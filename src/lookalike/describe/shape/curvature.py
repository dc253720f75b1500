"""How the outline turns, at several scales."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated

import numpy as np
import numpy.typing as npt
from annotated_types import Interval

from lookalike.describe.base import GlobalDescriptor
from lookalike.describe.shape.outline import Outline, outline, smoothed
from lookalike.describe.shape.sketch import Sketch, seen_figure
from lookalike.registry import register
from lookalike.seen import Chart, Drawing, Panel
from lookalike.types import Floats, Image

_SPANS = (4, 8, 16, 32, 64, 128)
_SMOOTHED = 3
_DRAWN = 16


@register
@dataclass(frozen=True, kw_only=True)
class Curvature(GlobalDescriptor):
    """Histograms of how sharply the figure's outline turns, seen at six scales; knows nothing of the order of turns.

    :param bins: intervals of the angle, 4 to 64.

    Vectors are (6 x ``bins``,) float32, not negative, with a sum of 1. A turn is the angle between
    the chords to a point and from it, -180 to 180 degrees, positive where the figure bulges; chords span 1/128
    to 1/4 of the perimeter. Moving, turning and scaling the figure change nothing, and neither does mirroring.

    Source: Mokhtarian and Mackworth, A theory of multiscale, curvature-based shape
    representation for planar curves, IEEE Trans. PAMI 1992, for the scales; Rosenfeld and Johnston,
    Angle detection on digital curves, IEEE Trans. Computers 1973, for the angle between chords.

    Deviations: the scale is the length of the chords instead of a Gaussian's width, and the
    angles are counted in histograms instead of being followed from scale to scale.
    """

    name = "curvature"
    measure = "hellinger"

    bins: Annotated[int, Interval(ge=4, le=64)] = 16

    @property
    def dimension(self) -> int:
        return len(_SPANS) * self.bins

    def vector(self, image: Image) -> Floats:
        curve = _curve(image)
        counts = np.concatenate([_histogram(turns(curve, span), self.bins) for span in _SPANS])
        return np.asarray(counts / counts.sum(), np.float32)

    def seen(self, image: Image) -> Sequence[Panel]:
        curve = _curve(image)
        shade = turns(curve, _DRAWN)[:, None] / (np.pi / 2)
        colors = 200 + np.clip(shade, 0, 1) * (20, -180, -180) + np.clip(-shade, 0, 1) * (-180, -120, 30)
        sketch = Sketch(image).dots(curve, np.clip(colors, 0, 255).astype(np.uint8), radius=3)
        return [
            seen_figure(image),
            Drawing(
                "turns", sketch.pixels, "Red where the figure bulges, blue where it is hollow, at the middle scale."
            ),
            Chart("how often it turns how far", self.vector(image), note="Each of six scales from hollow to bulging."),
        ]


def _curve(image: Image) -> Outline:
    # The shortest chords span few pixels, and would turn with the steps between these.
    return smoothed(outline(image), _SMOOTHED)


def turns(curve: Outline, span: int) -> npt.NDArray[np.float64]:
    """The angle at each point between the chords over ``span`` points to it and from it, in -pi..pi."""
    onwards, back = np.roll(curve, -span) - curve, curve - np.roll(curve, span)
    return np.angle(onwards * np.conj(back))


def _histogram(angles: npt.NDArray[np.float64], bins: int) -> npt.NDArray[np.float64]:
    """Counts in intervals of a circle, no turn in the middle of one; the two nearest share an angle."""
    place = (angles + np.pi) / (2 * np.pi) * bins
    low = np.floor(place).astype(np.int64)
    share = place - low
    counts = np.bincount(low % bins, 1 - share, bins) + np.bincount((low + 1) % bins, share, bins)
    return np.asarray(counts, np.float64)
