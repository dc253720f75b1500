"""How the places of a feature map become one vector, where the network's own graph does not pool."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Literal, Protocol

import numpy as np

from lookalike.types import Floats

IN_GRAPH: tuple[Literal["avg", "max", "gem"], ...] = ("avg", "max", "gem")
"""Pools that are part of the graph, so that a map of many places never leaves it."""

_LEVELS = 3
_EPSILON = np.float32(1e-12)


class Pooling(Protocol):
    """Takes the map of one picture, (C, h, w) float32, and gives (D,) float32."""

    def __call__(self, maps: Floats) -> Floats: ...


def regional(maps: Floats) -> Floats:
    """Regional maximum activations of convolutions, R-MAC: (C,) of norm 1, or zeros.

    The maxima of 1, 4 and 9 square regions, each set brought to norm 1, are added up. Squares of level l have
    2 / (l + 1) of the shorter side and lie at equal steps, l along each axis.

    Source: Tolias, Sicre & Jégou, Particular object retrieval with integral max-pooling of CNN activations, ICLR 2016.

    Deviations: regions are not whitened before they are added up; ``>> pca(whiten=1)`` whitens the sum. There are no
    more regions along the longer side, as pictures are squashed.
    """
    return unit(sum((unit(region.max(axis=(1, 2))) for region in _regions(maps)), np.zeros(len(maps), np.float32)))


def _regions(maps: Floats) -> Iterator[Floats]:
    height, width = maps.shape[1:]
    for level in range(1, _LEVELS + 1):
        side = max(1, 2 * min(height, width) // (level + 1))
        for top in _starts(height - side, level):
            for left in _starts(width - side, level):
                yield maps[:, top : top + side, left : left + side]


def _starts(last: int, count: int) -> list[int]:
    """Whole numbers at equal steps from 0 to ``last``; the middle where there is but one."""
    return [int(at) for at in (np.linspace(0, last, count) if count > 1 else [last / 2])]


def cross_dimensional(maps: Floats) -> Floats:
    """Cross-dimensional weighting, CroW: (C,).

    Places count by how much all channels answer there together, and channels by how rare their answers are.

    Source: Kalantidis, Mellina & Osindero, Cross-dimensional weighting for aggregated deep convolutional features,
    ECCV Workshops 2016.

    Deviations: weights come from positive answers alone, as layers without a rectifier have negative ones too.
    """
    positive = np.maximum(maps, 0)
    places = positive.sum(axis=0)
    places = np.sqrt(places / max(float(np.linalg.norm(places)), _EPSILON))
    answering = (maps > 0).mean(axis=(1, 2))
    rarity = np.log(answering.sum() / np.maximum(answering, _EPSILON), where=answering > 0, out=np.zeros(len(maps)))
    return np.asarray((maps * places).sum(axis=(1, 2)) * rarity, np.float32)


def flattened(maps: Floats) -> Floats:
    """All numbers of the map, (C h w,), the places of each channel together."""
    return maps.ravel()


POOLINGS: Mapping[str, Pooling] = MappingProxyType({"rmac": regional, "crow": cross_dimensional, "flat": flattened})
"""The pools that are not part of the graph, by their names."""


def unit(vector: Floats) -> Floats:
    """(D,) of L2 norm 1; zeros stay so."""
    return np.asarray(vector / np.maximum(np.linalg.norm(vector), _EPSILON), np.float32)
