"""The laboratory's findings as tables, and in Markdown."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from lookalike.bench.invariance.changes import CHANGES, Change
from lookalike.bench.invariance.figures import CLOSE, THRESHOLDS, Figures
from lookalike.bench.invariance.results import HOLDS, OVERALL, Findings, Limit
from lookalike.bench.reports.tables import Table

FIGURES = (
    "Means over the pairs of the reference picture with each other one. Repeatability is the share of regions, in the"
    " part that both pictures show, that are found in both with an overlap error below 40 %; the matching score is the"
    " share that are each other's nearest neighbours besides; MMA@n is the share of all matches of mutual nearest"
    " neighbours that miss their place by at most n px. Regions that are all of one size"
    " cannot correspond where the scale changes by much."
)
LIMITS = (
    f"The strongest level up to which at least {HOLDS:.0%} of what matches at the mildest one, within {CLOSE} px, still"
    " does; * is the strongest that was tried, and - means that nothing matches even at the mildest."
)


def tables(findings: Findings, thresholds: Sequence[int] = THRESHOLDS) -> Iterator[Table]:
    """One for each sequence and one for all together, then one of the limits, as far as these were measured."""
    columns = ["detector", "features", "repeatability", "matching score", "correct matches"]
    columns += [f"MMA@{threshold}" for threshold in thresholds]
    for sequence, means in findings.table.items():
        title = OVERALL if sequence == OVERALL else f"sequence {sequence}"
        rows = [[name, *_cells(means[name], thresholds)] for name in means]
        yield Table(title, columns, rows)
    if findings.curves:
        changes = [CHANGES[name] for name in dict.fromkeys(curve.change for curve in findings.curves)]
        rows = [
            [name, *(said(change, limits[change.name]) for change in changes)]
            for name, limits in findings.limits.items()
        ]
        yield Table("how far changes are survived", ["detector", *map(heading, changes)], rows)


def heading(change: Change) -> str:
    """A change with its unit."""
    return f"{change.name}, {change.unit}"


def said(change: Change, limits: Sequence[Limit | None]) -> str:
    """The limits on the sides of a change, in a few characters."""
    return " to ".join(_limit(change, limit) for limit in limits)


def _limit(change: Change, limit: Limit | None) -> str:
    return "-" if limit is None else f"{level_text(change, limit.level)}{'*' if limit.last else ''}"


def level_text(change: Change, level: float) -> str:
    """A level, with its sign where the change goes both ways from nothing."""
    return f"{level:+g}" if change.neutral == 0 and len(change.sides) > 1 else f"{level:g}"


def _cells(figures: Figures, thresholds: Sequence[int]) -> Iterator[str]:
    yield f"{figures.features:,.0f}"
    yield f"{figures.repeatability:.3f}"
    yield f"{figures.matching_score:.3f}"
    yield f"{figures.correct:,.0f}"
    yield from (f"{figures.mma[THRESHOLDS.index(threshold)]:.3f}" for threshold in thresholds)


def notes(findings: Findings) -> list[str]:
    """What the figures mean, as far as they were measured."""
    said_of = [FIGURES] if findings.followed else []
    if findings.curves:
        said_of.append(f"{LIMITS} Means over {_photographs(findings)}.")
    return said_of


def _photographs(findings: Findings) -> str:
    count = len(findings.photographs)
    return "one photograph" if count == 1 else f"{count} photographs"


def markdown(findings: Findings) -> str:
    """All tables, each line of which can be got again by the command of its detector at the end."""
    parts = ["# Invariance of local features", *notes(findings)]
    for table in tables(findings):
        parts += [f"## {table.title[0].upper()}{table.title[1:]}", table.markdown()]
    commands = "\n".join(findings.commands.values())
    parts += ["## Commands", f"```sh\n{commands}\n```"]
    if findings.photographs:
        parts.append(f"Photographs: {', '.join(findings.photographs)}.")
    return "\n\n".join([*parts, f"{findings.software}.\n"])
