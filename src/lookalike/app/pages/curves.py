"""Shares as lines, in SVG, that can be told apart without their colours too."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from markupsafe import Markup

from lookalike.app.pages.page import COLORS
from lookalike.bench.reports.tables import Table

_WIDTH, _HEIGHT = 372, 232
_LEFT, _RIGHT, _TOP, _BOTTOM = 48, 352, 10, 190
_GRID = (0, 0.25, 0.5, 0.75, 1)

_DASHES = ("none", "7 3", "2 2.5", "8 2.5 2 2.5", "4 2")
_MARKS = (
    "M-3 0a3 3 0 1 0 6 0a3 3 0 1 0-6 0z",
    "M-2.7-2.7h5.4v5.4h-5.4z",
    "M0-3.6 3.4 2.6h-6.8z",
    "M0-4 3.4 0 0 4-3.4 0z",
    "M0 3.6 3.4-2.6h-6.8z",
    "M-3-3 3 3M-3 3 3-3",
    "M0-3.8V3.8M-3.8 0H3.8",
)
"""Numbers of colours, dashes and marks have no common factor: no two of 280 lines look the same."""


@dataclass(frozen=True)
class Lines:
    """Lines over the same places along an axis, from 0 to 1.

    :param across: what the axis shows, and ``up`` what the lines do.
    :param ticks: what is at each place; places are equally far apart.
    :param lines: a value for each place, by the line's name.
    :param between: after so many places comes the one at which nothing is changed.
    :param spans: between which the value at each place is likely to be, by the line's name.
    """

    across: str
    up: str
    ticks: Sequence[str]
    lines: Mapping[str, Sequence[float]]
    between: int | None = None
    spans: Mapping[str, Sequence[Sequence[float]]] = field(default_factory=dict)


class Part(NamedTuple):
    """A section of a page of charts."""

    title: str
    table: Table | None
    charts: Sequence[Lines]


def svg(chart: Lines, order: Sequence[str]) -> Markup:
    """An SVG element, which uses what :func:`marks` defines; texts are escaped.

    :param order: names of lines; the same name gets the same looks in every chart.
    """
    places = len(chart.ticks)
    step = (_RIGHT - _LEFT) / max(1, places - 1)
    xs = [_LEFT + place * step for place in range(places)]
    middle = _neutral(chart, step)
    drawn = [_line(chart, name, order.index(name), xs) for name in chart.lines]
    label = f"{chart.up} by {chart.across}"
    return Markup('<svg viewBox="0 0 {} {}" role="img" aria-label="{}">{}</svg>').format(
        _WIDTH, _HEIGHT, label, Markup("").join([*_rules(), *middle, *_ticks(chart, xs), *drawn])
    )


def key(place: int) -> Markup:
    """How a line looks, for a legend."""
    return Markup(
        '<svg class="key c{}" viewBox="0 0 40 12" aria-hidden="true">'
        '<path class="curve" d="M2 6H38" style="stroke-dasharray: {}"/><use href="#mark{}" x="20" y="6"/></svg>'
    ).format(place % COLORS, _DASHES[place % len(_DASHES)], place % len(_MARKS))


def marks() -> Markup:
    """What the charts of a page have in common, once a page."""
    shapes = [Markup('<path id="mark{}" class="mark" d="{}"/>').format(i, d) for i, d in enumerate(_MARKS)]
    return Markup(
        '<svg width="0" height="0" aria-hidden="true" style="position: absolute"><defs>{}</defs></svg>'
    ).format(Markup("").join(shapes))


def _height(value: float) -> float:
    return _BOTTOM - value * (_BOTTOM - _TOP)


def _rules() -> list[Markup]:
    return [
        Markup('<path class="axis" d="M{} {:.1f}H{}"/><text x="{}" y="{:.1f}" text-anchor="end">{}</text>').format(
            _LEFT, _height(value), _RIGHT, _LEFT - 6, _height(value) + 3, f"{value:g}"
        )
        for value in _GRID
    ]


def _neutral(chart: Lines, step: float) -> list[Markup]:
    if chart.between is None:
        return []
    x = _LEFT + (chart.between - 0.5) * step
    return [Markup('<path class="neutral" d="M{:.1f} {}V{}"/>').format(x, _TOP, _BOTTOM)]


def _ticks(chart: Lines, xs: Sequence[float]) -> list[Markup]:
    ticks = [
        Markup('<text x="{:.1f}" y="{}" text-anchor="middle">{}</text>').format(x, _BOTTOM + 15, tick)
        for x, tick in zip(xs, chart.ticks, strict=True)
    ]
    name = Markup('<text x="{}" y="{}" text-anchor="middle">{}</text>')
    upright = Markup('<text transform="translate(9 {}) rotate(-90)" text-anchor="middle">{}</text>')
    return [
        *ticks,
        name.format((_LEFT + _RIGHT) / 2, _BOTTOM + 33, chart.across),
        upright.format((_TOP + _BOTTOM) / 2, chart.up),
    ]


def _line(chart: Lines, name: str, place: int, xs: Sequence[float]) -> Markup:
    values = chart.lines[name]
    points = [f"{x:.1f} {_height(value):.1f}" for x, value in zip(xs, values, strict=True)]
    dots = [
        Markup('<use href="#mark{}" x="{:.1f}" y="{:.1f}"/>').format(place % len(_MARKS), x, _height(value))
        for x, value in zip(xs, values, strict=True)
    ]
    spans = [
        Markup('<path class="curve" d="M{:.1f} {:.1f}V{:.1f}"/>').format(x, *map(_height, span))
        for x, span in zip(xs, chart.spans.get(name, ()), strict=False)
    ]
    told = ", ".join(f"{tick}: {value:.3f}" for tick, value in zip(chart.ticks, values, strict=True))
    return Markup(
        '<g class="c{}"><title>{}: {}</title><path class="curve" d="M{}" style="stroke-dasharray: {}"/>{}</g>'
    ).format(
        place % COLORS, name, told, "L".join(points), _DASHES[place % len(_DASHES)], Markup("").join([*spans, *dots])
    )
