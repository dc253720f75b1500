"""Where two pictures are alike, by the feature maps of a network."""

from __future__ import annotations

import numpy as np

from lookalike.seen import Heat
from lookalike.types import Floats

_LEAST = np.float32(1e-6)
"""What the generalised mean takes answers for that are not above 0."""


def likeness(asked: Floats, kept: Floats, pool: str = "avg") -> Heat:
    """What each place of two feature maps (C, h, w) float32 adds to the cosine of the pooled maps.

    A pooled channel is shared among the places that made it: for "avg" by their answers, for "gem" by the cubes of
    these, for "max" all of it to the greatest. Each side of the heat thus sums to the cosine. Pairs of places
    compare by the cosine of their columns.

    Source: Stylianou, Souvenir & Pless, Visualizing deep similarity networks, WACV 2019.

    Deviations: theirs are of average and maximum pooling; the generalised mean is shared out by the same rule. What
    is pooled otherwise is seen as if by "avg".
    """
    ours, theirs = _shares(asked, pool), _shares(kept, pool)
    here, there = ours.sum(axis=(1, 2)), theirs.sum(axis=(1, 2))
    scale = max(float(np.linalg.norm(here) * np.linalg.norm(there)), 1e-12)
    return Heat(
        np.asarray(np.tensordot(there, ours, 1) / scale, np.float32),
        np.asarray(np.tensordot(here, theirs, 1) / scale, np.float32),
        np.asarray(np.tensordot(_columns(asked), _columns(kept), (0, 0)), np.float32),
    )


def _shares(maps: Floats, pool: str) -> Floats:
    """(C, h, w): what each place has of each pooled channel, whose sum over the places is the channel."""
    places = maps.shape[1] * maps.shape[2]
    if pool == "max":
        greatest = maps == maps.max(axis=(1, 2), keepdims=True)
        return np.asarray(maps * greatest / greatest.sum(axis=(1, 2), keepdims=True), np.float32)
    if pool == "gem":
        cubes = np.maximum(maps, _LEAST).astype(np.float64) ** 3
        mean = cubes.mean(axis=(1, 2), keepdims=True)
        return np.asarray(cubes / places * mean ** (1 / 3 - 1), np.float32)
    return np.asarray(maps / places, np.float32)


def _columns(maps: Floats) -> Floats:
    """Each place's answers brought to length 1."""
    return np.asarray(maps / np.maximum(np.linalg.norm(maps, axis=0), 1e-12), np.float32)
