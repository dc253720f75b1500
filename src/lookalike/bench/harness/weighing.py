"""Learn the weights of a fusion from labelled pictures, and measure them on others.

The pictures are dealt into two halves, label by label. The weights are found on
one half, whose pictures are queries and database both, by coordinate ascent on the
mean average precision (Metzler & Croft, Linear feature-based models for information
retrieval, 2007), over round numbers; the other half's queries, against all pictures,
tell what they are worth.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from lookalike.bench.harness.datasets import Dataset, DatasetError
from lookalike.bench.harness.measures import Bools, Ints, Judged, average_precision, rank
from lookalike.spec import Representation
from lookalike.types import Floats

STEPS = (0.0, 0.05, 0.1, 0.15, 0.2, 0.3, 0.4, 0.5, 0.6, 0.8, 1.0, 1.5, 2.0)
"""What a weight may be before the heaviest is brought to 1."""

_GAIN = 1e-4
"""A weight is changed only for a mean average precision better by this."""


@dataclass(frozen=True)
class Weighed:
    """Weights and what they are worth.

    :param representation: with the new weights; parts that do no good are gone.
    :param weights: one a part of the old representation, 0 for those that are gone.
    :param learnt: mean average precision on the half that they were found on.
    :param before, after: on the other half's queries, with the old weights and the new.
    :param queries: how many queries the other half has.
    """

    representation: Representation
    weights: tuple[float, ...]
    learnt: float
    before: float
    after: float
    queries: int


def weigh(dataset: Dataset, representation: Representation, parts: Floats, seed: int = 0) -> Weighed:
    """Find weights for the parts of a representation.

    :param parts: (parts, N, N) float32, similarities of the dataset's N entries to each other.
    :param seed: of the deal.
    :raises LookalikeError: there are too few pictures, or they are not all queries and ranked.
    """
    if not dataset.has_classes:
        raise DatasetError(
            f"Weights are learnt where every picture has one label and the role both: see {dataset.folder}."
        )
    relevance = dataset.relevance()
    first, second = _halves(dataset, seed)
    within = np.ix_(first, first)
    if not relevance[within].any() or not relevance[second].any(axis=1).any():
        raise DatasetError(
            f"{dataset.name} has too few pictures of a label to learn weights from: give each 4 or more."
        )
    old = np.array([part.weight for part in representation.parts])
    exact, learnt = _ascend(parts[:, first][:, :, first], relevance[within], old / old.max())
    weights = exact.round(3)
    return Weighed(
        _reweighed(representation, weights),
        tuple(map(float, weights)),
        learnt,
        _precision(parts[:, second], relevance[second], second, old),
        _precision(parts[:, second], relevance[second], second, weights),
        len(second),
    )


def _halves(dataset: Dataset, seed: int) -> tuple[Ints, Ints]:
    """The places of two halves of the entries, every label dealt evenly."""
    drawn = np.random.default_rng(seed).permutation(len(dataset.entries))
    dealt = drawn[np.argsort([dataset.entries[i].labels[0] for i in drawn], kind="stable")]
    return np.sort(dealt[::2]), np.sort(dealt[1::2])


def _ascend(parts: Floats, relevance: Bools, start: Floats) -> tuple[Floats, float]:
    """Weights, the heaviest 1, that no change of a single one makes better, and their mean average precision."""
    own = np.arange(len(relevance))
    weights, best, changed = start.copy(), _precision(parts, relevance, own, start), True
    while changed:
        changed = False
        for place in range(len(weights)):
            for step in STEPS:
                tried = weights.copy()
                tried[place] = step
                if tried.any() and (found := _precision(parts, relevance, own, tried)) > best + _GAIN:
                    weights, best, changed = tried, found, True
    return weights / weights.max(), best


def _precision(parts: Floats, relevance: Bools, own: Ints, weights: Floats) -> float:
    scores = np.tensordot(weights.astype(np.float32), parts, axes=1)
    asked = relevance.any(axis=1)
    judged = Judged.of(rank(scores[asked]), relevance[asked], own[asked])
    return float(average_precision(judged).mean())


def _reweighed(representation: Representation, weights: Floats) -> Representation:
    parts = zip(representation.parts, weights, strict=True)
    kept = tuple(replace(part, weight=float(w)) for part, w in parts if w > 0)
    return replace(representation, parts=kept)
