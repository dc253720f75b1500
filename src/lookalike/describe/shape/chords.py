"""Chords of the outline and what lies to either side of them, at several scales (Wang & Gao, TIP 2014)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from lookalike.describe.base import GlobalDescriptor
from lookalike.describe.pixels import once
from lookalike.describe.shape.outline import POINTS, Outline, outline, perimeter, resampled
from lookalike.describe.shape.sketch import BLUE, RED, Sketch, seen_figure
from lookalike.registry import register
from lookalike.seen import Chart, Drawing, Panel
from lookalike.types import Floats, Image

_STARTS = 128
_SPANS = (4, 8, 16, 32, 64)
_FREQUENCIES = 12
_SIGNATURES = 3
DIMENSION = len(_SPANS) * _SIGNATURES * _FREQUENCIES


@register
@dataclass(frozen=True, kw_only=True)
class Chords(GlobalDescriptor):
    """Chords drawn from every point of the figure's outline over five spans of it: how long they are, and how far
    the outline bulges to either side.

    Vectors are (180,) float32, 0 to 3.5: for each span, 1/32 to 1/2 of the
    perimeter, and each of length, mean height to the left and to the right, the square
    roots of the first 12 magnitudes of its Fourier series along the outline, in
    perimeters. Moving, turning, scaling and mirroring the figure change nothing.

    Source: Wang and Gao, Hierarchical string cuts: a translation, rotation, scale, and
    mirror invariant descriptor for fast shape retrieval, IEEE Trans. Image Processing 2014.

    Deviations: of a cut's functions, the length of its string and the mean heights of both sides are
    kept; spans are divided by the perimeter instead of by the largest value; roots of
    magnitudes are compared, so that the lowest frequencies do not drown the others.
    """

    name = "chords"
    measure = "l2"

    @property
    def dimension(self) -> int:
        return DIMENSION

    def vector(self, image: Image) -> Floats:
        return chords(image) * np.float32(3.5)

    def seen(self, image: Image) -> Sequence[Panel]:
        curve = outline(image)
        sketch = Sketch(image).curve(curve, RED)
        for span in _SPANS:
            ends = curve[[0, span * (POINTS // _STARTS)]]
            sketch.curve(ends, BLUE).dots(ends, np.array([BLUE, BLUE], np.uint8))
        lengths, *_ = _signatures(resampled(curve, _STARTS), _SPANS[2])
        return [
            seen_figure(image),
            Drawing("chords from one point", sketch.pixels, "The same five are drawn from 128 points."),
            Chart("chords over 1/8 of the outline", lengths, note="Their lengths along the outline, in perimeters."),
        ]


@once
def chords(image: Image) -> Floats:
    """The descriptor's vector before it is scaled, (180,) float32 in 0..1."""
    curve = resampled(outline(image), _STARTS)
    signatures = np.concatenate([_signatures(curve, span) for span in _SPANS])
    magnitudes = np.abs(np.fft.rfft(signatures, axis=1))[:, :_FREQUENCIES] / _STARTS
    return np.sqrt(magnitudes).astype(np.float32).ravel()


def _signatures(curve: Outline, span: int) -> npt.NDArray[np.float32]:
    """(3, N): of the chord from each point, its length and the mean heights to its left and right, in perimeters."""
    starts = np.arange(len(curve))
    between = curve[(starts[:, None] + np.arange(1, span)) % len(curve)]
    chord = np.roll(curve, -span) - curve
    lengths = np.abs(chord)
    direction = chord / np.maximum(lengths, 1e-9 * perimeter(curve))
    heights = (np.conj(direction)[:, None] * (between - curve[:, None])).imag
    sides = (lengths, np.maximum(heights, 0).sum(axis=1) / span, np.maximum(-heights, 0).sum(axis=1) / span)
    return np.asarray(np.stack(sides) / perimeter(curve), np.float32)
