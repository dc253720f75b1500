"""How good rankings are: one value a query, of which the mean is reported.

Ties are broken before measuring: equal scores rank in the database's order,
so every value is that of one definite ranking and not an average over ties.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from types import MappingProxyType
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from lookalike.types import Floats

Ints = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]
Values = npt.NDArray[np.float64]


def rank(scores: Floats) -> Ints:
    """(Q, N) scores to (Q, N) database places, best first, equal scores by place."""
    return np.argsort(-scores, axis=1, kind="stable")


@dataclass(frozen=True, eq=False)
class Judged:
    """Rankings of which each place is known to be right or wrong.

    :param relevant: (Q, N) in the order of the ranking, the query itself taken
        out of it and a False put at the end in its stead; each row has a True.
    :param itself: (Q,) the place from 0 at which the query itself stood, N where
        it is not in the database.
    :param most: the largest number of relevant images that any query has.
    """

    relevant: Bools
    itself: Ints
    most: int

    @classmethod
    def of(cls, order: Ints, relevance: Bools, own: Ints, most: int | None = None) -> Judged:
        """Judge rankings.

        :param order: (Q, N) database places, best first.
        :param relevance: (Q, N) by database place, False for the query itself.
        :param own: (Q,) the database place of each query itself, or -1.
        :param most: given where these are only some of the queries.
        """
        count = order.shape[1]
        place = np.arange(count)
        itself = np.where(order == own[:, None], place, count).min(axis=1)
        without = place + (place >= itself[:, None])
        ranked = np.pad(np.take_along_axis(relevance, order, 1), ((0, 0), (0, 1)))
        if most is None:
            most = int(relevance.sum(axis=1).max())
        return cls(np.take_along_axis(ranked, without, 1), itself, most)

    @cached_property
    def _running(self) -> Ints:
        return np.pad(np.cumsum(self.relevant, axis=1), ((0, 0), (1, 0)))

    @property
    def total(self) -> Ints:
        """(Q,) the number of relevant images, the query itself not counted."""
        return self._running[:, -1]

    def hits(self, k: int | Ints) -> Ints:
        """(Q,) relevant images among the first k (for all queries, or (Q,) for each)."""
        places = np.broadcast_to(np.minimum(k, self.relevant.shape[1]), len(self.relevant))
        return np.take_along_axis(self._running, places[:, None], 1)[:, 0]

    def hits_with_itself(self, k: int | Ints) -> Ints:
        """(Q,) relevant images among the first k when the query itself is ranked and counts."""
        return np.where(self.itself < k, 1 + self.hits(k - 1), self.hits(k))

    @cached_property
    def running_precision(self) -> Values:
        """(Q, N) the precision down to each place."""
        return self._running[:, 1:] / np.arange(1, self._running.shape[1])


def average_precision(judged: Judged) -> Values:
    """Mean over the relevant images of the precision down to each; 0 to 1."""
    return np.asarray((judged.running_precision * judged.relevant).sum(axis=1) / judged.total)


def precision(judged: Judged, k: int) -> Values:
    """Relevant images among the first k, over k; 0 to 1."""
    return judged.hits(k) / k


def recall(judged: Judged, k: int) -> Values:
    """Relevant images among the first k, over all relevant ones; 0 to 1."""
    return judged.hits(k) / judged.total


def ndcg(judged: Judged, k: int | None = None) -> Values:
    """Normalised discounted cumulative gain down to place k, or to the end; 0 to 1.

    Järvelin & Kekäläinen 2002, with gain 1 for a relevant image and the
    discount 1 / log2(1 + place), places counted from 1.
    """
    relevant = judged.relevant[:, :k]
    discount = 1 / np.log2(np.arange(2, relevant.shape[1] + 2))
    ideal = np.cumsum(discount)[np.minimum(judged.total, len(discount)) - 1]
    return np.asarray(relevant @ discount / ideal)


def nmrr(judged: Judged) -> Values:
    """Normalised modified retrieval rank of MPEG-7 (Manjunath et al. 2001); 0 is best, 1 worst.

    With NG relevant images and K = min(4 NG, 2 max NG), a relevant image's rank
    is its place from 1, or 1.25 K where that is beyond K; with AVR the mean of
    these ranks, NMRR = (AVR - (1 + NG) / 2) / (1.25 K - (1 + NG) / 2).
    """
    total = judged.total
    limit = np.minimum(4 * total, 2 * judged.most)
    places = np.arange(1, judged.relevant.shape[1] + 1)
    counted = np.where(places <= limit[:, None], places, 1.25 * limit[:, None])
    mean_rank = (counted * judged.relevant).sum(axis=1) / total
    best = (1 + total) / 2
    return np.asarray((mean_rank - best) / (1.25 * limit - best))


def nister_stewenius(judged: Judged) -> Values:
    """Images of the query's object among the first 4, itself included (Nistér & Stewénius 2006); 0 to 4."""
    return judged.hits_with_itself(4).astype(np.float64)


def first_place(judged: Judged) -> Values:
    """The place of the first relevant image, counted from 1."""
    return np.asarray(judged.relevant.argmax(axis=1) + 1, np.float64)


def bulls_eye(judged: Judged) -> Values:
    """Images of the query's class among the first 2 C, itself included, over C, the size of the class; 0 to 1.

    MPEG-7 CE-Shape-1 (Latecki et al. 2000), where C is 20.
    """
    size = judged.total + 1
    return judged.hits_with_itself(2 * size) / size


class Measure(NamedTuple):
    """A measure as reports know it.

    :param values: one value a query, (Q,) float64.
    :param classes: for datasets of classes alone, all of whose images are queries.
    :param lower: whether less is better.
    :param single: for queries with one right answer alone, of which the median tells more than the mean.
    """

    values: Callable[[Judged], Values]
    classes: bool = False
    lower: bool = False
    single: bool = False

    def summary(self, values: Values) -> float:
        """What a report says of (Q,) values."""
        return float(np.median(values) if self.single else values.mean())


def _at(measure: Callable[[Judged, int], Values], k: int) -> Measure:
    return Measure(lambda judged: measure(judged, k))


MEASURES = MappingProxyType(
    {
        "mAP": Measure(average_precision),
        **{f"P@{k}": _at(precision, k) for k in (10, 20, 100)},
        **{f"R@{k}": _at(recall, k) for k in (1, 5, 10)},
        "NDCG": Measure(ndcg),
        "NDCG@10": _at(ndcg, 10),
        "ANMRR": Measure(nmrr, lower=True),
        "N-S": Measure(nister_stewenius, classes=True),
        "bulls_eye": Measure(bulls_eye, classes=True),
        "median rank": Measure(first_place, lower=True, single=True),
    }
)


MEDIANS = frozenset(name for name, measure in MEASURES.items() if measure.single)
"""Measures of which the median is reported."""


def per_query(judged: Judged, classes: bool) -> dict[str, Values]:
    """Every measure's (Q,) float64 values by name.

    :param classes: whether to give those that only datasets of classes have.
    """
    single = judged.most == 1
    return {
        name: m.values(judged)
        for name, m in MEASURES.items()
        if (classes or not m.classes) and (single or not m.single)
    }
