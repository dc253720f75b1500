"""The compiled part of SURF; numba is slow to import, so it waits for the first use."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any

import numpy as np

from lookalike.types import Floats

Describing = Callable[..., tuple[Floats, Floats]]

_ACROSS = 60 * np.pi / 180
"""The width of the sector whose wavelets are added up for an angle."""


@cache
def _wavelets() -> Any:
    """The kernel (integral, y, x, r) -> how much brighter it is to the right, and below, within r of a place."""
    from numba import njit

    @njit(cache=True, nogil=True)
    def total(sums: Any, y: float, x: float) -> Any:
        """The sum of all that is above and left of a place."""
        y += 0.5
        x += 0.5
        i, j = np.uint64(y), np.uint64(x)
        one = np.uint64(1)
        v, u = y - i, x - j
        upper = (1 - u) * sums[i, j] + u * sums[i, j + one]
        lower = (1 - u) * sums[i + one, j] + u * sums[i + one, j + one]
        return (1 - v) * upper + v * lower

    @njit(cache=True, nogil=True)
    def wavelets(sums: Any, y: float, x: float, r: float) -> Any:
        nw, n, ne = total(sums, y - r, x - r), total(sums, y - r, x), total(sums, y - r, x + r)
        w, e = total(sums, y, x - r), total(sums, y, x + r)
        sw, s, se = total(sums, y + r, x - r), total(sums, y + r, x), total(sums, y + r, x + r)
        area = 2 * r * r
        across = (se - s - ne + n) - (s - sw - n + nw)
        return across / area, ((se - sw - e + w) - (e - w - ne + nw)) / area

    return wavelets


@cache
def describing() -> Describing:
    """The kernel (integral, places, upright) -> ((R,) float32 angles, (R, 64) float32 vectors).

    ``integral`` is (H + 1, W + 1) float64; ``places`` are (R, 3) float64: x, y and scale, at least 16 scales from the
    border. Between pixels, sums are as of a picture of square pixels.
    """
    from numba import njit

    wavelets = _wavelets()

    @njit(cache=True, nogil=True)
    def direction(sums: Any, x: float, y: float, scale: float) -> Any:
        """The angle of the longest sum of wavelets within a sector."""
        angles, across, down = np.empty(109), np.empty(109), np.empty(109)
        k = 0
        for i in range(-5, 6):
            for j in range(-5, 6):
                if i * i + j * j < 36:
                    weight = np.exp(-(i * i + j * j) / (2 * 2.5 * 2.5))
                    dx, dy = wavelets(sums, y + i * scale, x + j * scale, 2 * scale)
                    across[k], down[k] = weight * dx, weight * dy
                    angles[k] = np.arctan2(dy, dx)
                    k += 1
        order = np.argsort(angles)
        best, found = -1.0, 0.0
        sx, sy, last = 0.0, 0.0, 0
        for first in range(k):
            while last < first + k:
                turn = 2 * np.pi if last >= k else 0.0
                if angles[order[last % k]] + turn - angles[order[first]] >= _ACROSS:
                    break
                sx += across[order[last % k]]
                sy += down[order[last % k]]
                last += 1
            if sx * sx + sy * sy > best:
                best, found = sx * sx + sy * sy, np.arctan2(sy, sx)
            sx -= across[order[first]]
            sy -= down[order[first]]
        return found

    @njit(cache=True, nogil=True)
    def describe(sums: Any, x: float, y: float, scale: float, angle: float, vector: Any) -> None:
        c, s = np.cos(angle), np.sin(angle)
        for i in range(20):
            for j in range(20):
                u, v = j - 9.5, i - 9.5
                dx, dy = wavelets(sums, y + scale * (s * u + c * v), x + scale * (c * u - s * v), scale)
                weight = np.exp(-(u * u + v * v) / (2 * 3.3 * 3.3))
                along, aside = weight * (c * dx + s * dy), weight * (c * dy - s * dx)
                cell = 4 * (4 * (i // 5) + j // 5)
                vector[cell] += along
                vector[cell + 1] += aside
                vector[cell + 2] += abs(along)
                vector[cell + 3] += abs(aside)

    @njit(cache=True, nogil=True)
    def run(sums: Any, places: Any, upright: bool) -> Any:
        angles = np.zeros(len(places), np.float32)
        vectors = np.zeros((len(places), 64), np.float32)
        for k in range(len(places)):
            x, y, scale = places[k]
            if not upright:
                angles[k] = direction(sums, x, y, scale) % (2 * np.pi)
            vector = np.zeros(64)
            describe(sums, x, y, scale, angles[k], vector)
            length = np.sqrt((vector * vector).sum())
            vectors[k] = vector / max(length, 1e-9)
        return angles, vectors

    kernel: Describing = run
    return kernel
