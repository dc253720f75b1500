"""One picture for each group of near duplicates."""

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
class Distinct(Alike):
    """Of hits that are nearly the same picture leaves the best in its place, and puts the others behind all hits.

    :param threshold: pictures that are at least so similar are nearly the same, 0 to 1.
    :param depth: how many hits are looked at, 2 to 1,000.

    Source: the project's own.

    Deviations: none.
    """

    name = "distinct"

    threshold: Annotated[float, Interval(ge=0, le=1)] = 0.95
    depth: Annotated[int, Interval(ge=2, le=1000)] = 100

    def rescored(self, scores: Floats, nearby: Nearby) -> Floats:
        extra = groups(nearby.whole(), self.threshold) != np.arange(len(scores))
        return np.asarray(-np.arange(len(scores)) - len(scores) * extra, np.float32)


def groups(similarities: Floats, threshold: float) -> Places:
    """For each candidate the first that stands for it, (N,): itself, or an earlier one that is similar enough.

    :param similarities: (N, N) float32, to each other, in the order of an answer.
    """
    first = np.arange(len(similarities))
    for i in range(len(first)):
        if first[i] == i:
            like = np.flatnonzero(similarities[i, i + 1 :] >= threshold) + i + 1
            first[like[first[like] == like]] = i
    return first
