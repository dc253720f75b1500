"""Augmentation of the database by neighbours (Turcot & Lowe, 2009; Gordo et al., 2017)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

import numpy as np
from annotated_types import Interval

from lookalike.registry import register
from lookalike.rerank.alike.base import Alike
from lookalike.rerank.alike.nearby import Nearby, Neighbors
from lookalike.types import Floats


@register
@dataclass(frozen=True, kw_only=True)
class Augmentation(Alike):
    """Compares the query with the mean of each hit and its nearest neighbours, the nearer the heavier.

    :param n: how many neighbours, 1 to 100.
    :param depth: how many hits are ranked anew, 2 to 10,000.

    Source: Turcot & Lowe, Better matching with fewer features: the selection of useful features in large database
    recognition problems, ICCV workshops 2009; weights that fall by rank from Gordo, Almazán, Revaud & Larlus,
    End-to-end learning of deep visual representations for image retrieval, IJCV 2017.

    Deviations: similarities are averaged rather than vectors, without making these unit vectors again; neighbours
    that the first answer did not reach are left out.
    """

    name = "dba"

    n: Annotated[int, Interval(ge=1, le=100)] = 5

    def rescored(self, scores: Floats, nearby: Nearby) -> Floats:
        return augmented(scores, nearby.neighbors(self.n))


def augmented(scores: Floats, neighbors: Neighbors) -> Floats:
    """Similarities (N,) float32 of the query to the weighted mean of each candidate and its neighbours.

    :param scores: (N,) float32, to the candidates themselves.
    """
    k = neighbors.places.shape[1]
    weights = np.where(neighbors.places >= 0, np.arange(k, 0, -1) / (k + 1), 0)
    total = scores + (weights * scores[neighbors.places]).sum(axis=1)
    return np.asarray(total / (1 + weights.sum(axis=1)), np.float32)
