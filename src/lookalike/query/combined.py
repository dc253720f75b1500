"""What a query made of others says of pictures: one score, and what each of its parts adds to it.

Scores of different kinds of query are put on one scale first: how many standard deviations a picture lies above what is
usual for that part of the query in the collection (the z-score normalisation of Jain, Nandakumar & Ross, Score
normalization in multimodal biometric systems, Pattern Recognition 38, 2005). On that scale "and" is the least, "or" the
greatest of several (fuzzy sets: Zadeh, 1965; as by Ortega et al., Supporting ranked Boolean similarity queries in MARS,
IEEE TKDE 10, 1998), "not" is the opposite, and a sum is a weighted mean.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from lookalike.query.base import Either, Every, Query, Sum, Without
from lookalike.types import Floats

FURTHEST = 8.0
"""Standard deviations at most: a part that only a few pictures answer at all must not outvote every other."""


def standardized(scores: Floats, usual: Floats | None = None) -> Floats:
    """Scores (N,) as standard deviations above the mean of usual ones, (N,) float32, -8 to 8; 0 where all are alike.

    :param usual: (M,), scores of a fair sample of the collection; None: ``scores`` themselves.
    """
    sample = np.asarray(scores if usual is None else usual, np.float64)
    if not len(sample):
        return np.zeros(len(scores), np.float32)
    mean, spread = sample.mean(), sample.std()
    if spread <= 1e-6 * max(1.0, abs(mean)):
        return np.zeros(len(scores), np.float32)
    return np.asarray(np.clip((scores - mean) / spread, -FURTHEST, FURTHEST), np.float32)


def standardized_shares(shares: Floats, mean: float, spread: float) -> Floats:
    """How much of a text pictures answer, (N,) 0 to about 1, on the same scale.

    What few pictures have is far above what is usual. So that it is told apart all the same, how much of it they have,
    no more than the whole of a text puts a picture as far above the mean as anything can.

    :param mean, spread: of all pictures of the collection; ``spread`` is their standard deviation.
    """
    return np.asarray(np.clip((shares - mean) / max(spread, 1 / FURTHEST), -FURTHEST, FURTHEST), np.float32)


def contributions(query: Query, said: Mapping[Query, Floats]) -> dict[Query, Floats]:
    """What each leaf of a query adds to the score of N pictures; the scores are the sums.

    :param said: for each leaf, standardized scores (N,) float32.
    :return: (N,) float32 for each leaf; zeros where another leaf decides.
    """
    match query:
        case Sum(terms):
            whole = np.float32(sum(abs(weight) for weight, _ in terms))
            return _added([_scaled(contributions(inner, said), np.float32(weight) / whole) for weight, inner in terms])
        case Every(queries):
            return _chosen([contributions(inner, said) for inner in queries], worst=True)
        case Either(queries):
            return _chosen([contributions(inner, said) for inner in queries], worst=False)
        case Without(inner):
            return _scaled(contributions(inner, said), np.float32(-1))
    return {query: said[query]}


def total(added: Mapping[Query, Floats]) -> Floats:
    """The scores (N,) float32 of which :func:`contributions` are the parts."""
    return np.asarray(np.sum(list(added.values()), axis=0), np.float32)


def _scaled(added: Mapping[Query, Floats], factor: np.float32) -> dict[Query, Floats]:
    return {leaf: np.asarray(factor * scores, np.float32) for leaf, scores in added.items()}


def _added(parts: list[dict[Query, Floats]]) -> dict[Query, Floats]:
    joined: dict[Query, Floats] = {}
    for part in parts:
        for leaf, scores in part.items():
            joined[leaf] = joined[leaf] + scores if leaf in joined else scores
    return joined


def _chosen(parts: list[dict[Query, Floats]], worst: bool) -> dict[Query, Floats]:
    """Of several queries, what the one that is chosen for a picture says of it."""
    totals = np.stack([total(part) for part in parts])
    which = totals.argmin(axis=0) if worst else totals.argmax(axis=0)
    return _added(
        [
            {leaf: np.where(which == place, scores, np.float32(0)) for leaf, scores in part.items()}
            for place, part in enumerate(parts)
        ]
    )
