"""Labels by the votes of the nearest pictures."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import product
from typing import NamedTuple, Self

import numpy as np

from lookalike.classify.verdict import Labels, Probabilities, log_loss, tempered
from lookalike.types import Floats

_SCALES = np.geomspace(0.03, 10, 8)
"""Of the fall of a vote, in the mean difference between the first neighbour and the last."""
_DOUBTS = (0.01, 0.03, 0.1, 0.3, 1.0, 3.0)


class Near(NamedTuple):
    """The nearest pictures of Q pictures.

    :param similarities: (Q, k) float32, the highest first.
    :param labels: (Q, k) int64, numbers of labels.
    """

    similarities: Floats
    labels: Labels

    def at(self, rows: Labels) -> Near:
        """Those of some of the Q pictures."""
        return Near(self.similarities[rows], self.labels[rows])


@dataclass(frozen=True, eq=False)
class Votes:
    """A weighted vote: a neighbour counts exp((its similarity - the first one's) / scale).

    The labels' own frequencies vote too, with the weight of ``doubt``, where the first neighbour
    has 1. Scale and doubt are learnt, so that the shares of the votes are probabilities.

    :param prior: (K,) float64, the frequencies of the labels, summing to 1.
    :param trials: how many pictures it was learnt from.

    Source: Dudani, The distance-weighted k-nearest-neighbor rule, IEEE Trans. SMC 1976; its probabilities
    after Holmes & Adams, A probabilistic nearest neighbour method, J. R. Statist. Soc. B, 2002.

    Deviations: weights fall exponentially with the similarity; what is learnt is the best of a grid by the
    logarithmic loss.
    """

    prior: Probabilities
    scale: float
    doubt: float
    trials: int

    @classmethod
    def fit(cls, near: Near, truth: Labels, prior: Probabilities) -> Self:
        """Learn from pictures whose labels (Q,) are known, and which are not among their own neighbours."""
        spread = float(np.ptp(near.similarities, axis=1).mean()) or 1.0
        candidates = [
            cls(prior, spread * float(scale), doubt, len(truth)) for scale, doubt in product(_SCALES, _DOUBTS)
        ]
        return min(candidates, key=lambda votes: log_loss(votes.probabilities(near), truth))

    def probabilities(self, near: Near) -> Probabilities:
        """(Q, K) float64, rows summing to 1."""
        apart = near.similarities.astype(np.float64) - near.similarities[:, :1]
        counted = np.tile(self.doubt * self.prior, (len(apart), 1))
        np.add.at(counted, (np.arange(len(apart))[:, None], near.labels), np.exp(apart / self.scale))
        return tempered(counted / counted.sum(axis=1, keepdims=True), self.prior, self.trials)
