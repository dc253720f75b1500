"""The laboratory's findings as one HTML page with plots."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial
from itertools import groupby

from lookalike.app.pages.curves import Lines, Part, key, marks, svg
from lookalike.app.pages.page import template
from lookalike.bench.invariance.changes import CHANGES
from lookalike.bench.invariance.figures import CLOSE, THRESHOLDS
from lookalike.bench.invariance.report import heading, level_text, notes, tables
from lookalike.bench.invariance.results import Curve, Findings, Followed

_TITLE = "Invariance of local features"


def page(findings: Findings) -> str:
    """An HTML document that needs no other file, host or script; any text in it is escaped."""
    return template("charts.html").render(
        title=_TITLE,
        notes=notes(findings),
        lines=findings.detectors,
        parts=list(_parts(findings)),
        marks=marks(),
        key=key,
        svg=partial(svg, order=findings.detectors),
        told="Each makes the figures of one detector again.",
        commands=list(findings.commands.values()),
        photographs=findings.photographs,
        software=findings.software,
    )


def _parts(findings: Findings) -> Iterator[Part]:
    followed = {name: list(each) for name, each in groupby(findings.followed, lambda one: one.sequence)}
    titles = {f"sequence {name}": name for name in followed}
    for table in tables(findings):
        each = followed.get(titles.get(table.title, ""), [])
        yield Part(table.title, table, list(_of_sequence(each)) if each else [])
    for change in dict.fromkeys(curve.change for curve in findings.curves):
        yield Part(change, None, list(_of_change([c for c in findings.curves if c.change == change])))


def _of_sequence(followed: Sequence[Followed]) -> Iterator[Lines]:
    pictures = list(followed[0].pairs)
    for name, title in (("repeatability", "repeatability"), ("matching_score", "matching score")):
        lines = {one.detector: [getattr(pair, name) for pair in one.pairs.values()] for one in followed}
        yield Lines("picture compared with the first", title, pictures, lines)
    accuracies = {one.detector: one.mean.mma for one in followed}
    yield Lines("pixels", "mean matching accuracy", [str(threshold) for threshold in THRESHOLDS], accuracies)


def _of_change(curves: Sequence[Curve]) -> Iterator[Lines]:
    change = CHANGES[curves[0].change]
    ticks = [level_text(change, level) for level in change.levels]
    between = len(change.sides[0]) if len(change.sides) > 1 else None
    close = THRESHOLDS.index(CLOSE)
    shown = {
        f"matched within {CLOSE} px": {c.detector: [c.matched(level) for level in c.levels] for c in curves},
        "repeatability": {c.detector: [f.repeatability for f in c.levels.values()] for c in curves},
        "matching score": {c.detector: [f.matching_score for f in c.levels.values()] for c in curves},
        f"MMA@{CLOSE}": {c.detector: [f.mma[close] for f in c.levels.values()] for c in curves},
    }
    for title, lines in shown.items():
        yield Lines(heading(change), title, ticks, lines, between)
