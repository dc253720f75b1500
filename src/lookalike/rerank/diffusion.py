"""Diffusion on the graph of nearest neighbours (Iscen et al., CVPR 2017)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Any

import numpy as np
from annotated_types import Interval

from lookalike.registry import register
from lookalike.rerank.alike.base import Alike
from lookalike.rerank.alike.nearby import Nearby, Neighbors
from lookalike.rerank.alike.scale import companions, distances, unit
from lookalike.types import Floats

if TYPE_CHECKING:
    from scipy.sparse import csr_array

_SHARPNESS = 6
_ROUNDS = 100
_PRECISION = 1e-4
_BESIDE = 1e-3
"""What the first score counts beside what diffusion gives: it ranks what diffusion does not reach."""


@register
@dataclass(frozen=True, kw_only=True)
class Diffusion(Alike):
    """Lets the query's score flow from its nearest neighbours to theirs, so that what belongs together comes together.

    How far is near is found out from the images: by the distance to a few nearest neighbours of each, as many as
    stand clear of the rest for most images, or three; for the query, by that to its nearest.

    :param k: how many neighbours an image passes score on to, 2 to 100.
    :param alpha: how much of its score an image passes on, 0.1 to 0.99.
    :param depth: how many hits are ranked anew, 2 to 10,000.

    Source: Iscen, Tolias, Avrithis, Furon & Chum, Efficient diffusion on region manifolds: recovering small objects
    with compact CNN representations, CVPR 2017, among the first hits alone as in their section on truncation;
    distances in units of each image's own from Zelnik-Manor & Perona, Self-tuning spectral clustering, NIPS 2004.

    Deviations: affinity is exp(-(d²/(u v))³) for a distance d = 1 - similarity and the units u and v of two images,
    and half of it where one of them is no near neighbour of the other.
    """

    name = "diffusion"

    k: Annotated[int, Interval(ge=2, le=100)] = 20
    alpha: Annotated[float, Interval(ge=0.1, le=0.99)] = 0.9

    def rescored(self, scores: Floats, nearby: Nearby) -> Floats:
        return diffused(scores, nearby.neighbors(self.k), self.alpha)


def diffused(scores: Floats, neighbors: Neighbors, alpha: float) -> Floats:
    """What of the query's score comes to each of N candidates, (N,) float32 in 0..1.001.

    :param scores: (N,) float32, similarities to the query, best first.
    :param neighbors: the candidates' nearest.
    :param alpha: how much an image passes on, below 1.
    """
    apart = distances(neighbors.similarities)
    graph = affinities(neighbors, unit(apart, companions(apart)))
    seeds = _seeds(scores, neighbors.places.shape[1])
    flow = np.maximum(_solved(graph, seeds, alpha), 0)
    spread = max(float(scores.max() - scores.min()), 1e-12)
    return np.asarray(flow / max(float(flow.max()), 1e-12) + _BESIDE * (scores - scores.min()) / spread, np.float32)


def affinities(neighbors: Neighbors, units: Floats) -> csr_array[Any, tuple[int, int]]:
    """(N, N), symmetric, each row and column divided by the square roots of their sums.

    :param units: (N,) float32, the unit of distance of each image.
    """
    from scipy.sparse import csr_array, diags_array

    count = len(units)
    rows, columns = np.nonzero(neighbors.places >= 0)
    there = neighbors.places[rows, columns]
    apart = np.maximum(1 - neighbors.similarities[rows, columns], 0)
    weights = np.exp(-((apart**2 / (units[rows] * units[there])) ** (_SHARPNESS / 2)))
    directed = csr_array((weights.astype(np.float64), (rows, there)), shape=(count, count))
    graph = (directed + directed.T) / 2
    scale = diags_array(1 / np.sqrt(np.maximum(graph.sum(axis=1), 1e-9)))
    return csr_array(scale @ graph @ scale)


def _seeds(scores: Floats, k: int) -> Floats:
    """(N,) float32: how much flows in at each candidate, by its distance in units of the nearest one's.

    Whatever the collection is like, a query may have one right answer, and that stands clear.
    """
    apart = np.maximum(1 - scores[: k + 1], 0)
    scale = unit(distances(scores[None, : k + 1]), 1)
    seeds = np.zeros(len(scores), np.float32)
    seeds[: k + 1] = np.exp(-((apart / scale) ** _SHARPNESS))
    return seeds


def _solved(graph: csr_array[Any, tuple[int, int]], seeds: Floats, alpha: float) -> Floats:
    """(N,): what (1 - alpha graph) takes to the seeds, by conjugate gradients."""
    found, rest = np.zeros(len(seeds)), np.asarray(seeds, np.float64)
    step, power = rest, float(rest @ rest)
    least = _PRECISION**2 * power
    for _ in range(_ROUNDS):
        if power <= least:
            break
        image = step - alpha * (graph @ step)
        length = power / float(step @ image)
        found, rest = found + length * step, rest - length * image
        power, before = float(rest @ rest), power
        step = rest + power / before * step
    return found.astype(np.float32)
