"""Measure a representation on a dataset."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from lookalike.bench.harness.bootstrap import intervals
from lookalike.bench.harness.datasets import Dataset, DatasetError
from lookalike.bench.harness.measures import MEASURES, MEDIANS, Bools, Ints, Judged, Values, per_query, rank
from lookalike.bench.harness.scorer import Scored, Scorer
from lookalike.bench.reports.report import Answer, Report, Shown, machine, versions
from lookalike.collection.labels import GROUND_TRUTH
from lookalike.types import Floats, LookalikeError

EXAMPLES = 5
SHOWN_HITS = 10
_BLOCK = 2_000_000
"""Scores that are ranked at once; what ranking needs is some 60 bytes for each."""


class Asked(NamedTuple):
    """Queries.

    :param places: (Q,) in the dataset's entries.
    :param own: (Q,) the place in the database of each query itself, -1 where it is not there.
    :param relevance: (Q, N) whether a database picture answers a query.
    """

    places: Ints
    own: Ints
    relevance: Bools


def evaluate(
    dataset: Dataset,
    scorer: Scorer,
    *,
    representation: str,
    learnt_on: list[str] | str,
    command: str,
    preset: str | None = None,
    seed: int = 0,
) -> Report:
    """Rank the database for every query and measure the rankings.

    Queries to which nothing in the database is relevant are left out and counted.

    :param representation: the spec's text, and ``preset`` its name if it has one.
    :param learnt_on: the folders that anything learnt came from, or a sentence:
        ``report.NOTHING_LEARNT`` or ``report.LEARNT_ON_DATABASE``.
    :param command: what the user can run to get the same figures.
    :param seed: of the resampling behind the intervals.
    :raises LookalikeError: no query has a relevant image, or a score is not a number.
    """
    queries, own, relevance = asked = answerable(dataset)
    scored = scorer.similarities(dataset.asked(queries), dataset.paths(dataset.database))
    _check(scored.scores, dataset, queries, representation)
    values = measured(scored.scores, asked, dataset.has_classes)
    best_first = np.argsort(-values["mAP"], kind="stable")

    def shown(query: int) -> Shown:
        answers = _answers(dataset, scored.scores[query], relevance[query], own[query])
        return Shown(dataset.entries[queries[query]].path, float(values["mAP"][query]), answers)

    return Report(
        dataset=dataset.name,
        representation=representation,
        measures={name: MEASURES[name].summary(value) for name, value in values.items()},
        timings=_timings(scored, len(queries)),
        intervals=intervals(values, seed, MEDIANS),
        preset=preset,
        queries=len(queries),
        left_out=len(dataset.queries) - len(queries),
        images=len(dataset.database),
        learnt_on=learnt_on,
        command=command,
        seed=seed,
        versions=versions(),
        machine=machine(),
        best=[shown(query) for query in best_first[:EXAMPLES]],
        worst=[shown(query) for query in best_first[EXAMPLES:][::-1][:EXAMPLES]],
    )


def answerable(dataset: Dataset) -> Asked:
    """The queries to which something in the database is relevant.

    :raises DatasetError: there is none.
    """
    relevance = dataset.relevance()
    able = relevance.any(axis=1)
    if not able.any():
        raise DatasetError(f"No query of {dataset.name} shares a label with another picture: give some the same label.")
    return Asked(dataset.queries[able], dataset.own[able], relevance[able])


def _check(scores: Floats, dataset: Dataset, queries: Ints, representation: str) -> None:
    if scores.shape != (len(queries), len(dataset.database)):
        raise ValueError(f"{scores.shape} scores for {len(queries)} queries and {len(dataset.database)} images")
    for query, row in zip(queries, scores, strict=True):
        if np.isnan(row).any():
            path = dataset.entries[query].path
            other = dataset.entries[dataset.database[np.isnan(row).argmax()]].path
            raise LookalikeError(
                f"{representation} gives no number for {path} against {other}: take one of them out of"
                f" {dataset.folder / GROUND_TRUTH} or choose another representation."
            )


def measured(scores: Floats, asked: Asked, classes: bool) -> dict[str, Values]:
    """Every measure's value for each query, (Q,) float64, from its scores (Q, N) of the database."""
    _, own, relevance = asked
    most = int(relevance.sum(axis=1).max())
    step = max(1, _BLOCK // scores.shape[1])
    blocks = [
        per_query(Judged.of(rank(scores[rows]), relevance[rows], own[rows], most), classes)
        for rows in (slice(start, start + step) for start in range(0, len(scores), step))
    ]
    return {name: np.concatenate([block[name] for block in blocks]) for name in blocks[0]}


def _answers(dataset: Dataset, scores: Floats, relevant: Bools, own: np.int64) -> list[Answer]:
    order = rank(scores[None])[0]
    first = order[order != own][:SHOWN_HITS]
    return [Answer(dataset.entries[dataset.database[i]].path, bool(relevant[i])) for i in first]


def _timings(scored: Scored, queries: int) -> dict[str, float | None]:
    return {
        "ms_per_image": float(1000 * scored.seconds_describing / scored.images) if scored.images else None,
        "ms_per_query": float(1000 * scored.seconds_scoring / queries),
        "bytes_per_image": float(scored.bytes_per_image),
    }
