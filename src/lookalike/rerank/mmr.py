"""Diversity: maximal marginal relevance (Carbonell & Goldstein, SIGIR 1998)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

import numpy as np
from annotated_types import Interval

from lookalike.registry import register
from lookalike.rerank.alike.base import Alike
from lookalike.rerank.alike.nearby import Nearby, Places
from lookalike.types import Floats


@register
@dataclass(frozen=True, kw_only=True)
class Diversity(Alike):
    """Puts first what is like the query and unlike all that stands before it.

    :param weight: of being like the query, against that of being unlike the hits before, 0 to 1.
    :param depth: how many hits are ranked anew, 2 to 1,000.

    Source: Carbonell & Goldstein, The use of MMR, diversity-based reranking for reordering documents and producing
    summaries, SIGIR 1998.

    Deviations: none.
    """

    name = "mmr"

    weight: Annotated[float, Interval(ge=0, le=1)] = 0.7
    depth: Annotated[int, Interval(ge=2, le=1000)] = 100

    def rescored(self, scores: Floats, nearby: Nearby) -> Floats:
        places = np.empty(len(scores), np.float32)
        places[diverse(scores, nearby.whole(), self.weight)] = np.arange(len(scores))
        return -places


def diverse(scores: Floats, similarities: Floats, weight: float) -> Places:
    """The order (N,) of candidates in which each is best by its score and its unlikeness to those before.

    :param scores: (N,) float32, similarities to the query.
    :param similarities: (N, N) float32, to each other.
    :param weight: of the score, 0 to 1.
    """
    order, closest = np.empty(len(scores), np.intp), np.full(len(scores), 0, np.float32)
    left = np.ones(len(scores), np.bool_)
    for i in range(len(scores)):
        gains = weight * scores - (1 - weight) * closest
        order[i] = chosen = np.where(left, gains, -np.inf).argmax()
        left[chosen] = False
        closest = similarities[chosen] if i == 0 else np.maximum(closest, similarities[chosen])
    return order
