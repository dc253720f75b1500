"""How much feedback helps: a simulated user marks the hits of each round by the ground truth.

Judged hits are kept: in the ranking that is measured after a round, what is liked comes first, in the order in which it
was judged, then all that is not judged, by its score, and what is disliked comes last. How well what was not judged is
ranked is measured by itself, against the first ranking of the same pictures (residual collection; Ruthven & Lalmas, A
survey on the use of relevance feedback for information access systems, 2003).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from time import perf_counter
from typing import Any

import numpy as np

from lookalike.bench.harness.bootstrap import intervals
from lookalike.bench.harness.datasets import Dataset
from lookalike.bench.harness.measures import Bools, Ints, Values, rank
from lookalike.bench.harness.run import answerable
from lookalike.bench.reports.report import machine, versions
from lookalike.engine.represent.scoring import FileScorer, Opened
from lookalike.rerank.feedback import LESSONS
from lookalike.types import Floats, Progress

MARKED = 10
"""Hits that the simulated user marks in each round."""

TOP = 50
MOST_QUERIES = 200
"""Of more queries, so many are drawn."""

MEASURES = (f"P@{TOP}", "mAP", "unseen mAP", "unseen mAP, first ranking")
WAYS = {**{by: (by, False) for by in LESSONS}, "classifier, informative": ("classifier", True)}
"""What is measured: what learns, and whether it is shown what is informative in the place of what is best."""


@dataclass(frozen=True)
class Way:
    """The figures of one way to learn.

    :param measures: means over the queries after each round, the first ranking as round 0, by :data:`MEASURES`; the
        last two are of queries that have something left to find, None where none has.
    :param intervals: [low, high] of the 95 % bootstrap for the first two.
    :param ms_per_round: to learn and to score the whole database.
    """

    by: str
    measures: dict[str, list[float | None]]
    intervals: dict[str, list[list[float]]]
    ms_per_round: float


@dataclass(frozen=True)
class Rounds:
    """The figures of rounds of feedback on a dataset."""

    dataset: str
    representation: str
    rounds: int
    marked: int
    ways: list[Way]
    queries: int
    images: int
    command: str
    seed: int
    versions: dict[str, str]
    machine: dict[str, int]

    def to_json(self) -> dict[str, Any]:
        """One object of JSON's own types, keyed by the names of the fields; measures as "P@50 round 3"."""
        ways = [
            asdict(way) | {"measures": _by_round(way.measures), "intervals": _by_round(way.intervals)}
            for way in self.ways
        ]
        return asdict(self) | {"ways": ways}


def measured(
    dataset: Dataset, scorer: FileScorer, rounds: int, *, command: str, seed: int = 0, progress: Progress | None = None
) -> Rounds:
    """Simulate sessions, and measure after each round.

    :param progress: is told of the sessions done.
    :raises LookalikeError: no query has a relevant image, or a file cannot be read.
    """
    queries, own, relevance = answerable(dataset)
    drawn = np.sort(np.random.default_rng(seed).permutation(len(queries))[:MOST_QUERIES])
    opened = scorer.opened(dataset.paths(queries[drawn]), dataset.paths(dataset.database))
    ways = []
    for name, (by, informative) in WAYS.items():
        began = perf_counter()
        found = [
            _session(_Asked(opened, i, int(own[place]), relevance[place]), by, informative, rounds)
            for i, place in enumerate(drawn)
        ]
        seconds = (perf_counter() - began) / max(len(drawn) * rounds, 1)
        ways.append(_way(name, np.stack(found), seed, 1000 * seconds))
        if progress:
            progress(len(ways), len(WAYS))
    return Rounds(
        dataset.name,
        str(scorer.representation),
        rounds,
        MARKED,
        ways,
        len(drawn),
        len(dataset.database),
        command,
        seed,
        versions(),
        machine(),
    )


@dataclass(frozen=True, eq=False)
class _Asked:
    opened: Opened
    query: int
    own: int
    relevant: Bools


def _session(asked: _Asked, by: str, informative: bool, rounds: int) -> Values:
    """(rounds + 1, 4) the measures after each round."""
    first = scores = asked.opened.scores[asked.query]
    boundary, judged = None, list[int]()
    values = [_values(asked, first, scores, judged)]
    for _ in range(rounds):
        shown = scores if boundary is None or not informative else -np.abs(scores - np.float32(boundary))
        order = rank(shown[None])[0]
        judged += order[_unseen(order, asked.own, judged)][:MARKED].tolist()
        liked = asked.relevant[judged].tolist()
        scores, boundary = asked.opened.refined(asked.query, judged, liked, LESSONS[by])
        values.append(_values(asked, first, scores, judged))
    return np.array(values)


def _values(asked: _Asked, first: Floats, scores: Floats, judged: Sequence[int]) -> list[float]:
    relevant, order = asked.relevant, rank(scores[None])[0]
    rest = order[_unseen(order, asked.own, judged)]
    liked = [place for place in judged if relevant[place]]
    disliked = [place for place in judged if not relevant[place]]
    kept = relevant[np.concatenate([liked, rest, disliked]).astype(np.int64)]
    before = rank(first[None])[0]
    before = before[_unseen(before, asked.own, judged)]
    return [float(kept[:TOP].mean()), _precision(kept), _precision(relevant[rest]), _precision(relevant[before])]


def _unseen(order: Ints, own: int, judged: Sequence[int]) -> Bools:
    return ~np.isin(order, [own, *judged])


def _precision(relevant: Bools) -> float:
    """Average precision; NaN where nothing is relevant."""
    if not relevant.any():
        return float("nan")
    running = np.cumsum(relevant) / np.arange(1, len(relevant) + 1)
    return float(running[relevant].mean())


def _way(name: str, values: Values, seed: int, ms_per_round: float) -> Way:
    """From (Q, rounds + 1, 4) values."""
    columns = dict(zip(MEASURES, np.moveaxis(values, 2, 0), strict=True))
    sure = [measure for measure in MEASURES if np.isfinite(columns[measure]).all()][:2]
    return Way(
        name,
        {measure: [_mean(each) for each in column.T] for measure, column in columns.items()},
        {measure: [intervals({measure: each}, seed)[measure] for each in columns[measure].T] for measure in sure},
        ms_per_round,
    )


def _mean(values: Values) -> float | None:
    there = values[np.isfinite(values)]
    return float(there.mean()) if len(there) else None


def _by_round(figures: dict[str, list[Any]]) -> dict[str, Any]:
    return {f"{name} round {i}": each for name, column in figures.items() for i, each in enumerate(column)}
