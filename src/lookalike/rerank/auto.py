"""The choice of a reranker by what the answer itself tells."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from lookalike.registry import register
from lookalike.rerank.alike.base import Alike
from lookalike.rerank.alike.nearby import Nearby, Neighbors
from lookalike.rerank.diffusion import Diffusion
from lookalike.types import Floats

_LISTS = 10
_CLUSTERED = 0.15


@register
@dataclass(frozen=True, kw_only=True)
class Auto(Alike):
    """Diffusion where the neighbours of images are each other's neighbours, as in collections with something in
    common between pictures; where they are not, the first answer stands. Where the representation has visual words,
    they propose pictures, and what geometry proves of these and of the first hits comes first of all.

    :param depth: how many hits are ranked anew, 2 to 10,000.

    Source: the project's own; the share is the clustering of Watts & Strogatz, Nature 1998, on the directed graph.

    Deviations: none.
    """

    name = "auto"

    def rescored(self, scores: Floats, nearby: Nearby) -> Floats:
        diffusion = Diffusion(depth=self.depth)
        neighbors = nearby.neighbors(diffusion.k)
        if clustering(neighbors.first(_LISTS)) < _CLUSTERED:
            return scores
        return diffusion.rescored(scores, nearby)


def clustering(neighbors: Neighbors) -> float:
    """How many of an image's neighbours are also those of a neighbour of it, as a share, 0 to 1, on average."""
    from scipy.sparse import csr_array

    rows, columns = np.nonzero(neighbors.places >= 0)
    if not len(rows):
        return 0.0
    count = len(neighbors.places)
    there = csr_array((np.ones(len(rows), np.float32), (rows, neighbors.places[rows, columns])), shape=(count, count))
    common = (there @ there.T).multiply(there).sum(axis=1)
    many = np.bincount(rows, minlength=count)
    return float((common / np.maximum(many, 1)).sum() / len(rows))
