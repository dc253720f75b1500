"""Zernike moments of the figure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from math import ceil, factorial
from typing import Annotated

import numpy as np
import numpy.typing as npt
from annotated_types import Interval

from lookalike.describe.base import GlobalDescriptor
from lookalike.describe.pixels import once
from lookalike.describe.shape.silhouette import silhouette
from lookalike.describe.shape.sketch import seen_figure
from lookalike.registry import register
from lookalike.seen import Chart, Drawing, Panel, shown
from lookalike.types import Floats, Image

_DISC = 96
"""Pixels across the disc on which the polynomials are sampled."""
_GYRATIONS = 2.0

Moments = npt.NDArray[np.complex128]


@register
@dataclass(frozen=True, kw_only=True)
class Zernike(GlobalDescriptor):
    """Magnitudes of the figure's moments with Zernike's polynomials, which do not change as it turns.

    :param order: the highest degree of the polynomials, 4 to 20.

    Vectors are (D,) float32 of unit length, not negative, for the degrees 2 to ``order`` and of each its
    angular frequencies from the lowest up; 47 for order 12. The disc lies about the centroid. Moving, turning,
    scaling and mirroring the figure change next to nothing.

    Source: Khotanzad and Hong, Invariant image recognition by Zernike moments, IEEE Trans. PAMI 1990.

    Deviations: the disc's radius is twice the figure's radius of gyration, not that of the circle around all of it:
    thin limbs, which may be cut off, then do not shrink the body.
    """

    name = "zernike"
    measure = "cosine"

    order: Annotated[int, Interval(ge=4, le=20)] = 12

    @property
    def dimension(self) -> int:
        return sum(n >= 2 for n, _ in _indices(self.order))

    def vector(self, image: Image) -> Floats:
        magnitudes = np.abs(self._moments(image))[-self.dimension :]
        return np.asarray(magnitudes / np.linalg.norm(magnitudes), np.float32)

    def _moments(self, image: Image) -> Moments:
        return np.asarray(_basis(self.order) @ _disc(image).ravel() * (2 / _DISC) ** 2)

    def seen(self, image: Image) -> Sequence[Panel]:
        return [
            seen_figure(image),
            Drawing("in the disc", shown(_disc(image)), "The figure about its centroid, at equal radius of gyration."),
            Drawing(
                "from what is kept", shown(self._rebuilt(image)), f"The sum of the polynomials up to {self.order}."
            ),
            Chart("magnitudes", self.vector(image), note="By degree, then by angular frequency."),
        ]

    def _rebuilt(self, image: Image) -> npt.NDArray[np.float64]:
        # A polynomial of angular frequency m stands for that of -m too, its conjugate.
        twice = np.array([1 if m == 0 else 2 for _, m in _indices(self.order)])
        scale = np.array([np.pi / (n + 1) for n, _ in _indices(self.order)])
        plane = (twice * scale * self._moments(image)) @ _basis(self.order).conj()
        return np.asarray(np.clip(plane.real, 0, 1), np.float64).reshape(_DISC, _DISC)


@cache
def _indices(order: int) -> list[tuple[int, int]]:
    """Degree n and angular frequency m >= 0 of each polynomial."""
    return [(n, m) for n in range(order + 1) for m in range(n % 2, n + 1, 2)]


@cache
def _basis(order: int) -> Moments:
    """(K, pixels): the polynomials' conjugates times (n + 1) / pi, 0 outside the disc."""
    axis = (np.arange(_DISC) + 0.5) * (2 / _DISC) - 1
    x, y = np.meshgrid(axis, axis)
    radius, angle = np.hypot(x, y), np.arctan2(y, x)
    planes = [(n + 1) / np.pi * _radial(n, m, radius) * np.exp(-1j * m * angle) for n, m in _indices(order)]
    return np.asarray(np.stack(planes) * (radius <= 1), np.complex128).reshape(len(planes), -1)


def _radial(n: int, m: int, radius: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    total = np.zeros_like(radius)
    for s in range((n - m) // 2 + 1):
        below = factorial(s) * factorial((n + m) // 2 - s) * factorial((n - m) // 2 - s)
        total += (-1) ** s * factorial(n - s) / below * radius ** (n - 2 * s)
    return total


@once
def _disc(image: Image) -> Floats:
    """The figure (96, 96) float32 in 0..1 about its centroid, half the side being twice its radius of gyration."""
    import cv2

    figure = silhouette(image)
    y, x = np.nonzero(figure)
    # A pixel is a square, whose own radius of gyration keeps a single one from having none.
    gyration = np.sqrt(x.var() + y.var() + 1 / 6)
    scale = _DISC / 2 / (_GYRATIONS * gyration)
    # The disc's pixels may lie further apart than the picture is wide: then they see it by its blur past its borders.
    margin = ceil(1 / scale) if min(figure.shape) < 1 / scale else 0
    plane = np.pad(figure.astype(np.float32), margin)
    if scale < 0.5:
        plane = np.asarray(cv2.GaussianBlur(plane, (0, 0), 0.35 / scale), np.float32)
    left, top = ((_DISC - 1) / 2 - scale * (places.mean() + margin) for places in (x, y))
    placed = np.array([[scale, 0, left], [0, scale, top]])
    return np.asarray(cv2.warpAffine(plane, placed, (_DISC, _DISC), flags=cv2.INTER_LINEAR), np.float32)
