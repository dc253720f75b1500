"""Laws' texture energies."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations_with_replacement

import numpy as np

from lookalike.describe.base import GlobalDescriptor
from lookalike.describe.pixels import gray, once
from lookalike.registry import register
from lookalike.seen import Chart, Drawing, Panel, shown
from lookalike.types import Floats, Image

_TAPS = {
    "L5": (1, 4, 6, 4, 1),
    "E5": (-1, -2, 0, 2, 1),
    "S5": (-1, 0, 2, 0, -1),
    "W5": (-1, 2, 0, -2, 1),
    "R5": (1, -4, 6, -4, 1),
}
"""Level, edge, spot, wave and ripple."""

_WINDOW = 15
"""Pixels a side over which Laws averages, for the illumination and for the energies."""

_PAIRS = tuple(combinations_with_replacement(_TAPS, 2))
_NAMES = tuple(vertical + horizontal for vertical, horizontal in _PAIRS)

_FLOOR = 1e-4


@register
@dataclass(frozen=True, kw_only=True)
class Laws(GlobalDescriptor):
    """Energies of 25 small filters that answer to levels, edges, spots, waves and ripples, one along each axis.

    Vectors are (28,) float32, greater than 0: for each of the 14 pairs of filters
    other than L5L5 the mean over the picture of the local energy, then for
    each its standard deviation, both divided by the mean energy of L5L5. They
    hardly change with gain and offset of brightness, and not under turns by 90 degrees.

    Source: K. I. Laws, Rapid texture identification, SPIE 238, 1980; the
    5-tap masks, the removal of the local mean and the energy by local averaging are his.

    Deviations: the energy is the local mean of absolute values; a mask and
    its transpose are averaged, which is Laws' own treatment of rotation; pictures are described by
    statistics of the energy planes where Laws classified each pixel.
    """

    name = "laws"
    measure = "hellinger"

    @property
    def dimension(self) -> int:
        return 2 * len(_NAMES[1:])

    def vector(self, image: Image) -> Floats:
        planes = _energies(image)
        means = np.array([plane.mean() for plane in planes])
        deviations = np.array([plane.std() for plane in planes])
        level = means[0] + _FLOOR
        return np.concatenate([means[1:] + _FLOOR, deviations[1:] + _FLOOR]).astype(np.float32) / np.float32(level)

    def seen(self, image: Image) -> Sequence[Panel]:
        planes = dict(zip(_NAMES, _energies(image), strict=True))
        drawn = [Drawing(f"energy of {name}", shown(planes[name]), _NOTES[name]) for name in _NOTES]
        half = self.dimension // 2
        means = self.vector(image)[:half]
        return [*drawn, Chart("mean energies against L5L5", means, _NAMES[1:])]


_NOTES = {
    "L5E5": "Bright where there are edges.",
    "E5S5": "Bright where there are ends of lines and broken edges.",
    "R5R5": "Bright where there is fine grain.",
}


@once
def _energies(image: Image) -> list[Floats]:
    """(H, W) local energies of the pairs in their order."""
    import cv2

    plane = gray(image)
    lit = plane - cv2.boxFilter(plane, -1, (_WINDOW, _WINDOW))
    return [_energy(lit, *pair) for pair in _PAIRS]


def _energy(plane: Floats, first: str, second: str) -> Floats:
    import cv2

    both = {(first, second), (second, first)}
    answers = [np.abs(cv2.sepFilter2D(plane, -1, _kernel(across), _kernel(down))) for down, across in both]
    return np.asarray(cv2.boxFilter(np.mean(answers, axis=0), -1, (_WINDOW, _WINDOW)), np.float32)


def _kernel(name: str) -> Floats:
    """Taps of unit L1 norm, so that the energies of all masks are of one order."""
    taps = np.array(_TAPS[name], np.float32)
    return np.asarray(taps / np.abs(taps).sum(), np.float32)
