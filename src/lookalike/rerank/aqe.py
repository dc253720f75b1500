"""Average query expansion (Chum et al., ICCV 2007)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

import numpy as np
from annotated_types import Interval

from lookalike.registry import register
from lookalike.rerank.alike.base import Alike
from lookalike.rerank.alike.nearby import Nearby
from lookalike.types import Floats


@register
@dataclass(frozen=True, kw_only=True)
class AverageExpansion(Alike):
    """Asks again with the mean of the query and its first hits.

    :param n: how many hits, 1 to 1,000.
    :param depth: how many hits are ranked anew, 2 to 10,000.

    Source: Chum, Philbin, Sivic, Isard & Zisserman, Total recall: automatic query expansion with a generative
    feature model for object retrieval, ICCV 2007.

    Deviations: similarities are averaged, which is the same for inner products; hits are verified before if a chain
    says so, as in geometric() >> aqe(); only what the first answer reached is ranked.
    """

    name = "aqe"

    n: Annotated[int, Interval(ge=1, le=1000)] = 5

    def rescored(self, scores: Floats, nearby: Nearby) -> Floats:
        return expanded(scores, nearby, np.ones(min(self.n, len(scores)), np.float32))


def expanded(scores: Floats, nearby: Nearby, weights: Floats) -> Floats:
    """Similarities (N,) float32 to the weighted mean of the query, of weight 1, and its first hits.

    :param scores: (N,) float32, to the query, best first.
    :param weights: (n,) float32 of the first n hits.
    """
    added = weights @ nearby.compare(np.arange(len(weights)))
    return np.asarray((scores + added) / (1 + weights.sum()), np.float32)
