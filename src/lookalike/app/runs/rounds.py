"""Measuring rounds of feedback, for ``lookalike bench DATASET --feedback``."""

from __future__ import annotations

import shlex
from collections.abc import Sequence
from pathlib import Path

from lookalike.app.output import as_json, note, show_json, show_table, write
from lookalike.app.progress import progress
from lookalike.app.runs.measuring import pictures
from lookalike.bench.harness import feedback
from lookalike.bench.harness.datasets import Dataset
from lookalike.bench.harness.feedback import MEASURES, Rounds, Way
from lookalike.bench.reports.tables import Table
from lookalike.engine.represent.scoring import FileScorer
from lookalike.engine.represent.trained import represented


def rounds(
    folder: Path,
    spec: str,
    count: int,
    learn_on: Sequence[Path],
    seed: int,
    json: str | None,
    markdown: Path | None,
) -> None:
    """Simulate sessions of feedback on a dataset, print the table and save what is asked for.

    :param json, markdown: files to write; ``-`` instead of a JSON file prints it, and no table.
    :raises LookalikeError: before anything is measured, for a wrong dataset or spec.
    """
    learning = [word for source in learn_on for word in ("--learn-on", str(source))]
    command = ["lookalike", "bench", str(folder), "-r", spec, "--feedback", str(count), *learning, "--seed", str(seed)]
    dataset, representation = Dataset.read(folder), represented(spec)
    scorer = FileScorer(representation, pictures(learn_on), seed)
    with progress(f"Sessions with {spec}") as update:
        found = feedback.measured(dataset, scorer, count, command=shlex.join(command), seed=seed, progress=update)
    if json == "-":
        show_json(found.to_json())
    elif json is not None:
        write(Path(json), as_json(found.to_json()))
    table = _table(found)
    if markdown is not None:
        write(markdown, _markdown(found, table))
    if json != "-":
        show_table(table.columns, table.rows, numeric=table.columns[1:])
        for said in _notes(found):
            note(said)


def _table(found: Rounds) -> Table:
    """Ways to learn and measures down, rounds across."""
    columns = ["learning, measure", "first", *(f"round {i}" for i in range(1, found.rounds + 1))]
    rows = [[f"{way.by}, {measure}", *_figures(way, measure)] for measure in MEASURES for way in found.ways]
    return Table("Rounds of feedback", columns, rows)


def _figures(way: Way, measure: str) -> list[str]:
    return ["-" if figure is None else f"{figure:.3f}" for figure in way.measures[measure]]


def _notes(found: Rounds) -> list[str]:
    took = ", ".join(f"{way.by} {way.ms_per_round:.0f}" for way in found.ways)
    return [
        f"{found.queries:,} queries against {found.images:,} images; {found.marked} unseen hits are marked in each"
        " round by the ground truth.",
        "P@50 and mAP keep what was judged: the liked first, the disliked last. unseen mAP is of what was not judged"
        " alone, beside the first ranking of the same pictures.",
        f"Milliseconds a round, to learn, score and measure: {took}.",
    ]


def _markdown(found: Rounds, table: Table) -> str:
    heading = f"# {found.dataset}: rounds of feedback, `{found.representation}`"
    return "\n\n".join([heading, *_notes(found), table.markdown(), f"```sh\n{found.command}\n```\n"])
