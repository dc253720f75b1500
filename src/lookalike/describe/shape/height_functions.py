"""Points of the outline for alignment by height functions."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from lookalike.describe.base import GlobalDescriptor
from lookalike.describe.shape import chords
from lookalike.describe.shape.outline import normalized, outline, resampled
from lookalike.describe.shape.sketch import BLUE, GREEN, RED, Sketch, seen_figure
from lookalike.registry import register
from lookalike.seen import Drawing, Panel
from lookalike.types import Floats, Image

_POINTS = 64


@register
@dataclass(frozen=True, kw_only=True)
class HeightFunctions(GlobalDescriptor):
    """Points of the figure's outline, to be aligned with those of another figure by how high all the others lie above
    the tangent at each.

    Vectors are (308,) float32: 180 numbers of unit length, the chord signatures by which candidates are found; then
    the x and the y of 64 points at equal steps along the outline, in its radii of
    gyration about its middle. Moving, turning, scaling and mirroring the figure
    change the first part by nothing, and the alignment by next to nothing.

    Source: Wang, Bai, You, Liu and Latecki, Shape matching and classification using height
    functions, Pattern Recognition Letters 2012; the first part after Wang and Gao, Hierarchical string cuts,
    IEEE Trans. Image Processing 2014.

    Deviations: 64 points instead of 100; candidates are found by another descriptor before they are
    aligned; no weight for the shape's complexity.
    """

    name = "height_functions"
    measure = "alignment"

    @property
    def dimension(self) -> int:
        return chords.DIMENSION + 2 * _POINTS

    def vector(self, image: Image) -> Floats:
        found_by = chords.chords(image)
        points = normalized(resampled(outline(image), _POINTS))
        return np.concatenate([found_by / np.linalg.norm(found_by), points.real, points.imag]).astype(np.float32)

    def seen(self, image: Image) -> Sequence[Panel]:
        points = resampled(outline(image), _POINTS)
        blue = np.tile(np.array(BLUE, np.uint8), (_POINTS, 1))
        sketch = Sketch(image).curve(outline(image), RED).dots(points, blue)
        tangent = points[1] - points[-1]
        tangent *= np.abs(points - points.mean()).max() / max(abs(tangent), 1e-9)
        base = Sketch(image).curve(outline(image), RED).curve(points[0] + tangent * np.array([-1, 1]), BLUE)
        for point in points[4::4]:
            foot = points[0] + tangent * ((point - points[0]) / tangent).real
            base.curve(np.array([point, foot]), GREEN)
        return [
            seen_figure(image),
            Drawing("points", sketch.pixels, "These 64 are matched, in their order, with those of another outline."),
            Drawing("heights at one point", base.pixels, "How far others lie above the tangent describes the point."),
        ]
