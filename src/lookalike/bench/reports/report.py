"""What was measured, as JSON, Markdown and HTML."""

from __future__ import annotations

import os
import platform
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from importlib.metadata import PackageNotFoundError, version
from typing import Any

from lookalike.bench.harness.measures import MEASURES

NOTHING_LEARNT = "Nothing is learnt."
LEARNT_ON_DATABASE = "Learnt on the dataset's own database."

PACKAGES = ("lookalike", "numpy", "scipy", "pillow", "onnxruntime", "lancedb")
TIMINGS = {"ms_per_image": "ms / image", "ms_per_query": "ms / query", "bytes_per_image": "bytes / image"}


@dataclass(frozen=True)
class Answer:
    """A picture in an answer, its path from the dataset's folder, and whether it is right."""

    path: str
    relevant: bool


@dataclass(frozen=True)
class Shown:
    """A query with its average precision and the first pictures of its answer."""

    path: str
    average_precision: float
    answers: list[Answer]


@dataclass(frozen=True)
class Report:
    """The figures of one representation on one dataset.

    :param representation: the spec's text.
    :param measures: means over the queries, by the names of ``measures.MEASURES``.
    :param timings: ``ms_per_image`` from file to vectors (None when every picture
        had been described before), ``ms_per_query`` to score the whole database
        for a query that is described, and ``bytes_per_image``.
    :param intervals: [low, high] of the 95 % bootstrap for each measure.
    :param queries: how many were measured; ``left_out`` had nothing relevant to find.
    :param images: how many the database holds.
    :param learnt_on: folders, or a sentence.
    :param command: gives the same figures again.
    :param rerank: what ranked the first of every answer anew, as its text.
    :param best, worst: queries of highest average precision, and of lowest, those first.
    """

    dataset: str
    representation: str
    measures: dict[str, float]
    timings: dict[str, float | None]
    intervals: dict[str, list[float]]
    preset: str | None
    queries: int
    left_out: int
    images: int
    learnt_on: list[str] | str
    command: str
    seed: int
    versions: dict[str, str]
    machine: dict[str, int]
    best: list[Shown]
    worst: list[Shown]
    rerank: str | None = None

    def to_json(self) -> dict[str, Any]:
        """One object of JSON's own types, keyed by the names of the fields."""
        return asdict(self)

    @property
    def title(self) -> str:
        """The preset's name where there is one, else the spec; and what ranked its answers anew."""
        name = self.preset or self.representation
        return f"{name}, then {self.rerank}" if self.rerank else name

    @property
    def learning(self) -> str:
        """Where what was learnt came from, as a sentence."""
        return self.learnt_on if isinstance(self.learnt_on, str) else f"Learnt on {', '.join(self.learnt_on)}."

    @property
    def software(self) -> str:
        """The versions in words."""
        return ", ".join(f"{package} {number}" for package, number in self.versions.items())

    @property
    def scope(self) -> str:
        """How much was measured, as a sentence."""
        left_out = f"; {self.left_out:,} with nothing to find left out" if self.left_out else ""
        return f"{self.queries:,} queries against {self.images:,} images{left_out}."


def versions() -> dict[str, str]:
    """Versions of Python and of the installed packages that can change a figure."""
    found = {"python": platform.python_version()}
    for package in PACKAGES:
        try:
            found[package] = version(package)
        except PackageNotFoundError:
            continue
    return found


def machine() -> dict[str, int]:
    """What timings depend on and may be told to anybody."""
    return {"cpus": os.cpu_count() or 1}


def as_json(reports: Sequence[Report]) -> dict[str, Any] | list[dict[str, Any]]:
    """One report as an object, several as a list of them."""
    objects = [report.to_json() for report in reports]
    return objects[0] if len(objects) == 1 else objects


def heading(name: str) -> str:
    """A column's title: a measure that is better when low says so."""
    shown = name.replace("bulls_eye", "bull's-eye")
    return f"{shown} ↓" if name in TIMINGS or MEASURES[name].lower else shown


def best_of(reports: Sequence[Report]) -> dict[str, float]:
    """The best value of each measure, where there are several reports to compare."""
    if len(reports) == 1:
        return {}
    choose: dict[bool, Callable[..., float]] = {False: max, True: min}
    return {
        name: choose[MEASURES[name].lower](report.measures[name] for report in reports) for name in reports[0].measures
    }


def quantity(value: float | None) -> str:
    """A timing or a size, to three digits or a whole number."""
    if value is None:
        return "-"
    return f"{value:,.0f}" if value >= 100 else f"{value:.3g}"


def markdown(reports: Sequence[Report]) -> str:
    """A table with a row for each of at least one report of a dataset, and how to get it again."""
    names = list(reports[0].measures)
    best = best_of(reports)
    titles = ["representation", *map(heading, names), *TIMINGS.values()]
    rows = [titles, ["---", *["---:"] * (len(titles) - 1)]]
    for report in reports:
        figures = [_figure(report, name, report.measures[name] == best.get(name)) for name in names]
        rows.append([_name(report), *figures, *(quantity(report.timings[name]) for name in TIMINGS)])
    table = "\n".join(f"| {' | '.join(row)} |" for row in rows)
    notes = "\n".join(_notes(report) for report in reports)
    scope = f"{reports[0].scope} In brackets the 95 % bootstrap interval over queries."
    return f"# {reports[0].dataset}\n\n{scope}\n\n{table}\n\n{notes}"


def _name(report: Report) -> str:
    spec = "`" + report.representation.replace("|", r"\|") + "`"
    return f"{report.preset}: {spec}" if report.preset else spec


def _figure(report: Report, name: str, best: bool) -> str:
    value, (low, high) = f"{report.measures[name]:.3f}", report.intervals[name]
    return f"{f'**{value}**' if best else value} [{low:.3f}, {high:.3f}]"


def _notes(report: Report) -> str:
    return (
        f"## {report.title}\n\n```sh\n{report.command}\n```\n\n"
        f"{report.learning} Seed {report.seed}; {report.machine['cpus']} CPUs; {report.software}.\n"
    )
