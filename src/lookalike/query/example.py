"""Query by example: pictures like these, and unlike those (Rocchio, 1971)."""

from __future__ import annotations

import numpy as np

from lookalike.types import Floats

UNWANTED_WEIGHT = 0.5
"""What an unwanted example counts against a wanted one."""


def combine(wanted: Floats, unwanted: Floats) -> Floats:
    """Join the similarities to several examples.

    :param wanted: (W, N) float32, the similarity of N images to each of W >= 1 examples.
    :param unwanted: (U, N) float32, U may be 0.
    :return: (N,) float32, mean over the wanted minus half the mean over the unwanted.
    """
    score = wanted.mean(axis=0)
    if len(unwanted):
        score = score - np.float32(UNWANTED_WEIGHT) * unwanted.mean(axis=0)
    return np.asarray(score, dtype=np.float32)
