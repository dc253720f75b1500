"""Expansion of the query by hits weighed by their scores (Radenović et al., PAMI 2019)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

import numpy as np
from annotated_types import Interval

from lookalike.registry import register
from lookalike.rerank.alike.base import Alike
from lookalike.rerank.alike.nearby import Nearby
from lookalike.rerank.aqe import expanded
from lookalike.types import Floats


@register
@dataclass(frozen=True, kw_only=True)
class AlphaExpansion(Alike):
    """Asks again with the mean of the query and its first hits, weighed by a power of their similarity to it.

    :param n: how many hits, 1 to 1,000.
    :param alpha: the power, 0 to 10; 0 is aqe().
    :param depth: how many hits are ranked anew, 2 to 10,000.

    Source: Radenović, Tolias & Chum, Fine-tuning CNN image retrieval with no human annotation, PAMI 2019.

    Deviations: similarities are averaged, which is the same for inner products; only what the first answer reached
    is ranked.
    """

    name = "alpha_qe"

    n: Annotated[int, Interval(ge=1, le=1000)] = 10
    alpha: Annotated[float, Interval(ge=0, le=10)] = 3.0

    def rescored(self, scores: Floats, nearby: Nearby) -> Floats:
        weights = np.clip(scores[: self.n], 0, 1) ** self.alpha
        return expanded(scores, nearby, np.asarray(weights, np.float32))
