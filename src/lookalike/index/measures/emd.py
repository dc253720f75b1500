"""The earth mover's distance between a few weighted colours.

Y. Rubner, C. Tomasi and L. J. Guibas, The earth mover's distance as a metric for
image retrieval, International Journal of Computer Vision, 2000. Rows are of four
numbers a colour: its weight, and its L*, a* and b* (CIE 1976, L* in 0..100). Weights
sum to 1; a colour of the weight 0 is none.
"""

from __future__ import annotations

import numpy as np

from lookalike.index.measures.base import Measure, carried, carrying
from lookalike.types import Floats

_AXES = tuple(np.arange(low, high + 1, 25, dtype=np.float32) for low, high in ((0, 100), (-75, 75), (-75, 75)))
"""Where the nodes lie, in L*, a* and b*, among which the mass is shared for the search."""

_NODES = int(np.prod([len(axis) for axis in _AXES]))
_REACH = np.float32(25)
"""How far colours spread on these nodes, the standard deviation in units of L*a*b*."""

_WORTH = 100.0
"""The distance, in units of L*a*b*, at which the similarity has fallen to 0: black from white."""


def _embed(signatures: Floats) -> Floats:
    """(R, 4 K) signatures to (R, N + 4 K) rows: the root of what mass lies near each of N nodes, and the signature."""
    parts = signatures.reshape(len(signatures), -1, 4)
    lightness, a, b = (_spread(parts[..., 1 + i], axis) for i, axis in enumerate(_AXES))
    mass = np.einsum("rk,rkl,rka,rkb->rlab", np.maximum(parts[..., 0], 0), lightness, a, b, optimize=True)
    return carrying(np.sqrt(mass).reshape(len(mass), -1), signatures)


def _spread(values: Floats, axis: Floats) -> Floats:
    """(R, K) numbers as shares (R, K, N) of the nodes of an axis."""
    inside = np.clip(values, axis[0], axis[-1])
    nearness = np.exp(-(((inside[..., None] - axis) / _REACH) ** 2) / 2)
    return np.asarray(nearness / nearness.sum(axis=-1, keepdims=True), np.float32)


def _kernel(query: Floats, rows: Floats) -> Floats:
    import cv2

    width = len(query) - _NODES
    asked = carried(query, width).reshape(-1, 4)
    moved = [cv2.EMD(asked, row, cv2.DIST_L2)[0] for row in carried(rows, width).reshape(len(rows), -1, 4)]
    return np.asarray(1 - np.asarray(moved) / _WORTH, np.float32)


EMD = Measure(
    "emd",
    "1 - a hundredth of the earth mover's distance in CIE L*a*b*",
    _embed,
    _kernel,
    exact=False,
    lowest=-np.inf,
)
