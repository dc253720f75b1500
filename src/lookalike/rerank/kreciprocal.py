"""k-reciprocal encoding (Zhong et al., CVPR 2017)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

import numpy as np
from annotated_types import Interval

from lookalike.registry import register
from lookalike.rerank.alike.base import Alike
from lookalike.rerank.alike.nearby import Nearby, best_of
from lookalike.types import Floats


@register
@dataclass(frozen=True, kw_only=True)
class Reciprocal(Alike):
    """Ranks by how many of their neighbours the query and a hit share, of those that are neighbours both ways.

    :param k: how many neighbours, 2 to 100.
    :param k2: over how many of the nearest the neighbours are averaged, 1 to 100.
    :param weight: of the first score beside it, 0 to 1.
    :param depth: how many hits are ranked anew, 2 to 10,000.

    Source: Zhong, Zheng, Cao & Li, Re-ranking person re-identification with k-reciprocal encoding, CVPR 2017.

    Deviations: neighbours are those among the hits that are ranked, and distances are 1 - similarity.
    """

    name = "kreciprocal"

    k: Annotated[int, Interval(ge=2, le=100)] = 20
    k2: Annotated[int, Interval(ge=1, le=100)] = 6
    weight: Annotated[float, Interval(ge=0, le=1)] = 0.3
    depth: Annotated[int, Interval(ge=2, le=10_000)] = 500

    def rescored(self, scores: Floats, nearby: Nearby) -> Floats:
        whole = np.ones((len(scores) + 1,) * 2, np.float32)
        whole[0, 1:] = whole[1:, 0] = scores
        whole[1:, 1:] = nearby.whole()
        shared = overlaps(whole, self.k, self.k2)[1:]
        return np.asarray((1 - self.weight) * shared + self.weight * scores, np.float32)


def overlaps(similarities: Floats, k: int, k2: int) -> Floats:
    """How far the k-reciprocal neighbours of the first image and of each of N are the same: (N,) float32 in 0..1.

    :param similarities: (N, N) float32 of all images, at most 1.
    """
    near = best_of(np.where(np.eye(len(similarities), dtype=np.bool_), np.inf, similarities), k + 1)
    both, tight = _reciprocal(near), _reciprocal(near[:, : k // 2 + 1])
    # A neighbour brings its own tight neighbours along where most of them are neighbours already.
    fitting = (both > 0) & (both @ tight.T > tight.sum(axis=1) * (2 / 3))
    chosen = (both > 0) | (fitting.astype(np.float32) @ tight > 0)
    weights = np.where(chosen, np.exp(similarities - 1), 0)
    weights /= weights.sum(axis=1, keepdims=True)
    weights = weights[near[:, :k2]].mean(axis=1) if k2 > 1 else weights
    common = np.minimum(weights, weights[0]).sum(axis=1)
    return np.asarray(common / (2 - common), np.float32)


def _reciprocal(near: np.ndarray[tuple[int, int], np.dtype[np.intp]]) -> Floats:
    """(N, N) float32, 1 where two images are in each other's lists, (N, K)."""
    there = np.zeros((len(near), len(near)), np.float32)
    np.put_along_axis(there, near, 1, axis=1)
    return there * there.T
