"""Measuring representations on a dataset, for ``lookalike bench``."""

from __future__ import annotations

import shlex
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal, TypeAlias

from lookalike.app.output import as_json, note, show_json, show_table, write
from lookalike.app.progress import progress
from lookalike.bench.harness.datasets import Captioned, Dataset, located
from lookalike.bench.harness.run import evaluate
from lookalike.bench.reports import page, report
from lookalike.bench.reports.report import LEARNT_ON_DATABASE, NOTHING_LEARNT, TIMINGS, Report, heading, quantity
from lookalike.collection.scan import picture_files
from lookalike.engine.represent.learning import learns, learnt
from lookalike.engine.represent.scoring import FileScorer
from lookalike.engine.represent.trained import represented
from lookalike.index.fusion import Fusion
from lookalike.presets import DEFAULT_PRESET, PRESETS
from lookalike.reading import parse_reranking
from lookalike.spec import Representation, Reranking
from lookalike.types import LookalikeError

Query: TypeAlias = Literal["pictures", "captions"]
"""What a dataset is asked by."""


def pictures(folders: Sequence[Path]) -> list[Path]:
    """All picture files in some folders, which may lie under ``LOOKALIKE_DATA`` as datasets do.

    :raises LookalikeError: a folder is nowhere, or there are folders and no picture in them.
    """
    found = picture_files([folder if folder.exists() else located(folder) for folder in folders])
    if folders and not found:
        raise LookalikeError(
            f"There is no picture to learn from in {', '.join(map(str, folders))}: name other folders."
        )
    return found


@dataclass(frozen=True)
class _Bench:
    """What all the measured representations share; ``named`` is the dataset as the user names it."""

    named: Path
    dataset: Dataset
    learn_on: Sequence[Path]
    seed: int
    fusion: Fusion
    rerank: Reranking | None
    query: Query

    def report(self, spec: str, representation: Representation) -> Report:
        taught = learns(representation) and not learnt(representation)
        learnt_from = pictures(self.learn_on) if taught else []
        with progress(f"Measuring {spec}") as update:
            found = evaluate(
                self.dataset,
                FileScorer(representation, learnt_from, self.seed, update, self.fusion, self.rerank),
                representation=str(representation),
                learnt_on=self._sources() if taught else _learnt_before(spec, representation),
                command=self._command(spec),
                preset=spec if spec in PRESETS else None,
                seed=self.seed,
            )
        return found if self.rerank is None else replace(found, rerank=str(self.rerank))

    def _sources(self) -> list[str] | str:
        return [str(folder) for folder in self.learn_on] or LEARNT_ON_DATABASE

    def _command(self, spec: str) -> str:
        learning = [word for folder in self.learn_on for word in ("--learn-on", str(folder))]
        fusing = ["--fusion", self.fusion] if self.fusion != "sum" else []
        anew = ["--rerank", str(self.rerank)] if self.rerank is not None else []
        asking = ["--query", self.query] if self.query != "pictures" else []
        chosen = ["-r", spec, *asking, *learning, *fusing, *anew, "--seed", str(self.seed)]
        return shlex.join(["lookalike", "bench", str(self.named), *chosen])


def _learnt_before(spec: str, representation: Representation) -> str:
    return f"Learnt before, as {spec} holds it." if learns(representation) else NOTHING_LEARNT


def measured(
    folder: Path,
    specs: Sequence[str],
    learn_on: Sequence[Path],
    seed: int,
    fusion: Fusion,
    rerank: str | None = None,
    query: Query = "pictures",
) -> tuple[list[Report], Path]:
    """A report for each spec, and the folder that the pictures in them are relative to.

    :param specs: none for what the queries call for: words, drawings or pictures.
    :raises LookalikeError: before anything is measured, for a wrong dataset or spec.
    """
    if query == "captions" and rerank is not None:
        raise LookalikeError("Words are not ranked anew by pictures: leave out --rerank or --query captions.")
    reranker = None if rerank is None else parse_reranking(rerank)
    dataset = (Captioned if query == "captions" else Dataset).read(folder)
    representations = {spec: represented(spec) for spec in specs or [_called_for(dataset, query)]}
    bench = _Bench(folder, dataset, learn_on, seed, fusion, reranker, query)
    return [bench.report(spec, wanted) for spec, wanted in representations.items()], bench.dataset.folder


def _called_for(dataset: Dataset, query: Query) -> str:
    """The preset that a dataset is measured by where none is named."""
    if query == "captions":
        return "words"
    return "sketch" if dataset.drawn else DEFAULT_PRESET


def save(reports: Sequence[Report], folder: Path, json: str | None, markdown: Path | None, html: Path | None) -> None:
    """Write what is asked for; ``-`` instead of a JSON file prints it."""
    if json == "-":
        show_json(report.as_json(reports))
    elif json is not None:
        write(Path(json), as_json(report.as_json(reports)))
    if markdown is not None:
        write(markdown, report.markdown(reports))
    if html is not None:
        write(html, page.html(reports, folder))


def show(reports: Sequence[Report]) -> None:
    """A table for people: measures down, representations across."""
    titles = [each.title for each in reports]
    rows = [(heading(name), *(_figure(each, name) for each in reports)) for name in reports[0].measures]
    rows += [(title, *(quantity(each.timings[name]) for each in reports)) for name, title in TIMINGS.items()]
    show_table((reports[0].dataset, *titles), rows)
    note(f"{reports[0].scope} In brackets the 95 % bootstrap interval.")
    said = {each.learning for each in reports}
    note(" ".join(said) if len(said) == 1 else " ".join(f"{each.title}: {each.learning}" for each in reports))


def _figure(each: Report, name: str) -> str:
    low, high = each.intervals[name]
    return f"{each.measures[name]:.3f} [{low:.3f}, {high:.3f}]"
