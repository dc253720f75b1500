"""Compiled: similarities that the correspondences propose, and how many of them agree with each.

Every correspondence of features with a scale and an angle proposes a similarity by itself: J. Philbin, O. Chum,
M. Isard, J. Sivic and A. Zisserman, Object retrieval with large vocabularies and fast spatial matching, CVPR 2007.
Others propose one by two: the best among themselves, and pairs drawn at random (M. Fischler and R. Bolles, CACM 1981;
the best first as by O. Chum and J. Matas, Matching with PROSAC, CVPR 2005).
"""

from __future__ import annotations

import numpy as np

from lookalike.compiled import Array, compiled
from lookalike.rerank.geometry.models import MOST_ZOOM, TURN, ZOOM

SINGLES = 512
"""Correspondences that propose a similarity each."""

BEST = 48
"""Correspondences of which every two propose a similarity."""

DRAWN = 2000
"""Further pairs of correspondences, drawn at random."""


@compiled
def from_singles(one: Array, other: Array) -> Array:
    """(H, 4): c, s, x, y of the similarities u = c x - s y + ..., v = s x + c y + ..., by one correspondence each."""
    count = min(one.shape[1], SINGLES)
    proposed = np.empty((count, 4))
    for i in range(count):
        zoom = other[2, i] / one[2, i]
        c = zoom * (one[3, i] * other[3, i] + one[4, i] * other[4, i])
        s = zoom * (one[3, i] * other[4, i] - one[4, i] * other[3, i])
        _put(proposed[i], c, s, one[0, i], one[1, i], other[0, i], other[1, i])
    return proposed


@compiled
def from_pairs(one: Array, other: Array, near: float, far: float) -> Array:
    """The same by two correspondences each, those of which lie less than ``near`` and ``far`` apart left out."""
    count = one.shape[1]
    best = min(count, BEST)
    proposed = np.empty((best * (best - 1) // 2 + DRAWN, 4))
    n = 0
    for i in range(best):
        for j in range(i):
            n += _join(proposed[n], one, other, i, j, near, far)
    state = np.uint64(1)
    for _ in range(DRAWN if count > best else 0):
        # D. Knuth's linear congruential generator (MMIX): the same pairs at every call.
        state = state * np.uint64(6364136223846793005) + np.uint64(1442695040888963407)
        i = int((state >> np.uint64(33)) % np.uint64(count))
        state = state * np.uint64(6364136223846793005) + np.uint64(1442695040888963407)
        j = int((state >> np.uint64(33)) % np.uint64(count))
        n += _join(proposed[n], one, other, i, j, near, far)
    return proposed[:n]


@compiled
def _join(out: Array, one: Array, other: Array, i: int, j: int, near: float, far: float) -> int:
    x, y = one[0, j] - one[0, i], one[1, j] - one[1, i]
    u, v = other[0, j] - other[0, i], other[1, j] - other[1, i]
    squared = x * x + y * y
    if squared < near * near or u * u + v * v < far * far:
        return 0
    _put(out, (x * u + y * v) / squared, (x * v - y * u) / squared, one[0, i], one[1, i], other[0, i], other[1, i])
    return 1


@compiled
def _put(out: Array, c: float, s: float, x: float, y: float, u: float, v: float) -> None:
    out[0], out[1], out[2], out[3] = c, s, u - c * x + s * y, v - s * x - c * y


@compiled
def as_transform(proposed: Array) -> Array:
    """(3, 3) of a proposed similarity."""
    c, s, x, y = proposed
    return np.array([[c, -s, x], [s, c, y], [0.0, 0.0, 1.0]])


@compiled
def votes(proposed: Array, one: Array, other: Array, near: float, far: float, turns: bool, zooms: bool) -> Array:
    """(H,) how well the correspondences agree with each similarity: 1 for each in full agreement, 0 out of reach.

    What agrees is what :func:`lookalike.rerank.geometry.models.gaps` says, which this is the quicker form of.
    """
    out = np.zeros(len(proposed))
    growth = (one[2] / other[2]) ** 2
    along, across = one[3] * other[3] + one[4] * other[4], one[3] * other[4] - one[4] * other[3]
    for n in range(len(proposed)):
        c, s, x, y = proposed[n]
        area = c * c + s * s
        zoom = np.sqrt(area)
        if zoom > MOST_ZOOM or zoom * MOST_ZOOM < 1:
            continue
        limit = max(far, zoom * near) ** 2
        for i in range(one.shape[1]):
            u = c * one[0, i] - s * one[1, i] + x - other[0, i]
            v = s * one[0, i] + c * one[1, i] + y - other[1, i]
            gap = u * u + v * v
            if gap >= limit:
                continue
            grown = area * growth[i]
            if zooms and (grown > ZOOM**2 or grown * ZOOM**2 < 1):
                continue
            if turns and c * along[i] + s * across[i] < TURN * zoom:
                continue
            out[n] += 1 - gap / limit
    return out
