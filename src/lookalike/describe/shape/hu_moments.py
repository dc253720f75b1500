"""Hu's moment invariants of the figure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from lookalike.describe.base import GlobalDescriptor
from lookalike.describe.shape.silhouette import silhouette
from lookalike.describe.shape.sketch import seen_figure
from lookalike.registry import register
from lookalike.seen import Chart, Panel
from lookalike.types import Floats, Image

_DEGREES = np.array([1, 2, 2, 2, 4, 3, 4])
_SCALE = 3
_LARGEST = 5
"""Moments have no bound: without one a picture of few rows would drown all else that it is compared by."""


@register
@dataclass(frozen=True, kw_only=True)
class HuMoments(GlobalDescriptor):
    """Seven combinations of the figure's moments that no move, turn or scaling changes.

    Vectors are (7,) float32, the first from 0.47, a disc's, to 5 (a single pixel has 0), the others mostly within
    -3..3: each invariant's signed root of its degree in the moments, so that all seven grow alike, times 3. Of
    the last, which mirroring turns negative, the size. Numbers end at 5, as far as bars of 1:20 reach.

    Source: Hu, Visual pattern recognition by moment invariants, IRE Trans. Information Theory 1962.

    Deviations: roots of the degree (1, 2, 2, 2, 4, 3, 4) instead of the usual logarithms,
    which make much of values that are all but zero; they are cut off at 5.
    """

    name = "hu_moments"
    measure = "l1"

    @property
    def dimension(self) -> int:
        return len(_DEGREES)

    def vector(self, image: Image) -> Floats:
        import cv2

        moments = cv2.moments(silhouette(image).astype(np.uint8), binaryImage=True)
        invariants = cv2.HuMoments(moments)[:, 0]
        invariants[6] = abs(invariants[6])
        roots = _SCALE * np.sign(invariants) * np.abs(invariants) ** (1 / _DEGREES)
        return np.clip(roots, -_LARGEST, _LARGEST).astype(np.float32)

    def seen(self, image: Image) -> Sequence[Panel]:
        labels = [f"invariant {i}" for i in range(1, 8)]
        note = "The first is the figure's spread, the second its elongation."
        return [seen_figure(image), Chart("moments", self.vector(image), labels, note=note)]
