"""How far neighbours reach, by the distances of images to their nearest neighbours and nothing else.

Where images lie evenly, j x log(d[j + 1] / d[j]) of the distances d[1] <= d[2] <= ... of one image is the same on
average for every j (Levina & Bickel, NIPS 2004, whose estimate of the dimension is the inverse of that mean). Where
many images have m - 1 companions and nothing else near, as photographs of one object have, it leaps at j = m - 1.
"""

from __future__ import annotations

import numpy as np

from lookalike.types import Floats

USUAL = 3
"""The neighbour whose distance is the unit where no leap tells of another."""
_LEAP = 3.0
"""A leap is at least so many times as high as what is usual."""
SAME = 1e-4
"""Nearer than this is the same picture, or a copy of it."""


def distances(similarities: Floats) -> Floats:
    """1 - similarity, (N, K) float32; copies of the image are put last, as infinitely far, and so is what is not there.

    :param similarities: (N, K) float32, best first.
    """
    apart = 1 - similarities
    return np.sort(np.where(apart < SAME, np.float32(np.inf), apart), axis=1)


def companions(apart: Floats) -> int:
    """How many near neighbours most images have before a leap; ``USUAL`` where there is none.

    :param apart: (N, K) float32, as :func:`distances` gives them.
    """
    whole = apart[np.isfinite(apart).all(axis=1)]
    if len(whole) == 0 or whole.shape[1] < 2 * USUAL:
        return USUAL
    steps = np.log(whole[:, 1:] / whole[:, :-1]) * np.arange(1, whole.shape[1])
    typical = np.median(steps, axis=0)
    highest = int(typical.argmax())
    return highest + 1 if typical[highest] > _LEAP * np.median(typical) else USUAL


def unit(apart: Floats, nearest: int) -> Floats:
    """(N,) float32: the distance to the neighbour of that number, or to the last that is there; 1 where none is."""
    columns = np.minimum(np.isfinite(apart).sum(axis=1), min(nearest, apart.shape[1])) - 1
    found = np.take_along_axis(apart, np.maximum(columns, 0)[:, None], axis=1)[:, 0]
    return np.where(np.isfinite(found), found, np.float32(1))
