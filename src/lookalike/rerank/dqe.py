"""Discriminative query expansion (Arandjelović & Zisserman, CVPR 2012)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

import numpy as np
from annotated_types import Interval

from lookalike.registry import register
from lookalike.rerank.alike.base import Alike
from lookalike.rerank.alike.nearby import Nearby
from lookalike.types import Floats

_PASSES = 200
_SETTLED = 1e-3
"""Changes of the dual, as a share of the largest value, that no order depends on."""


@register
@dataclass(frozen=True, kw_only=True)
class DiscriminativeExpansion(Alike):
    """Learns from the first hits and the last what tells them apart, and ranks by it.

    :param n: how many of the first hits are taken for right, 1 to 1,000.
    :param negatives: how many of the last are taken for wrong, 1 to 1,000.
    :param c: what a mistake costs, 0.001 to 1,000.
    :param depth: how many hits are ranked anew, 2 to 10,000.

    Source: Arandjelović & Zisserman, Three things everyone should know to improve object retrieval, CVPR 2012.

    Deviations: the linear machine is found by its dual, from similarities alone, so that it works for any of them;
    the wrong ones are the last of what the first answer reached.
    """

    name = "dqe"

    n: Annotated[int, Interval(ge=1, le=1000)] = 5
    negatives: Annotated[int, Interval(ge=1, le=1000)] = 200
    c: Annotated[float, Interval(ge=0.001, le=1000)] = 1.0

    def rescored(self, scores: Floats, nearby: Nearby) -> Floats:
        right = min(self.n, len(scores) - 1)
        wrong = min(self.negatives, len(scores) - right)
        chosen = np.concatenate([np.arange(right), np.arange(len(scores) - wrong, len(scores))])
        labels = np.where(np.arange(len(chosen) + 1) <= right, 1, -1)
        columns = np.concatenate([scores[None], nearby.compare(chosen)])
        first = np.concatenate([[1], scores[chosen]])
        kernel = np.concatenate([first[:, None], columns[:, chosen]], axis=1)
        return np.asarray((machine(kernel, labels, self.c) * labels) @ (columns + 1), np.float32)


def machine(kernel: Floats, labels: Floats, c: float) -> Floats:
    """The dual (n,) of a support vector machine with a bias, by coordinate descent (Hsieh et al., ICML 2008).

    The decision is sum of dual x label x (kernel + 1).

    :param kernel: (n, n) float32, inner products of the examples.
    :param labels: (n,) 1 or -1.
    :param c: the largest value of the dual.
    """
    signed = (np.asarray(kernel, np.float64) + 1) * labels[:, None] * labels
    dual, slopes = np.zeros(len(signed)), -np.ones(len(signed))
    rng = np.random.default_rng(0)
    for _ in range(_PASSES):
        most = 0.0
        for i in rng.permutation(len(signed)):
            row = signed[i]
            new = min(max(dual[i] - slopes[i] / row[i], 0.0), c)
            if change := new - dual[i]:
                dual[i] = new
                slopes += change * row
                most = max(most, abs(change))
        if most < _SETTLED * c:
            break
    return dual.astype(np.float32)
