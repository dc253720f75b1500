"""What accuracy costs in bytes: a chart of several representations of one dataset, in SVG."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import NamedTuple

from markupsafe import Markup

from lookalike.bench.reports.report import Report

MEASURE = "mAP"

_WIDTH, _HEIGHT = 640, 300
_LEFT, _RIGHT, _TOP, _BOTTOM = 56, 620, 16, 244
_TICKS = 5


class Point(NamedTuple):
    """A representation: bytes an image, its accuracy with what it is likely to lie between, and its name."""

    bytes: float
    value: float
    low: float
    high: float
    name: str


def points(reports: Sequence[Report]) -> list[Point]:
    """Those of which the bytes are known, the smallest first, of one size the most accurate."""
    found = []
    for report in reports:
        size, (low, high) = report.timings["bytes_per_image"], report.intervals[MEASURE]
        if size:
            name = report.preset or report.representation
            found.append(Point(size, report.measures[MEASURE], low, high, name))
    return sorted(found, key=lambda point: (point.bytes, -point.value))


def best_for_their_size(found: Sequence[Point]) -> list[Point]:
    """Points that no smaller one equals, of points in their order."""
    return [point for i, point in enumerate(found) if all(point.value > other.value for other in found[:i])]


def svg(reports: Sequence[Report]) -> Markup | None:
    """Accuracy against bytes on a logarithmic axis, a line through the best for their size; None for fewer than two."""
    found = points(reports)
    if len({point.bytes for point in found}) < 2:
        return None
    xs, ys = _across(found), _up(found)
    line = "L".join(f"{xs(point.bytes):.1f} {ys(point.value):.1f}" for point in best_for_their_size(found))
    shapes = [
        *_axes(found, xs, ys),
        Markup('<path class="front" d="M{}"/>').format(line),
        *(_dot(point, xs(point.bytes), ys) for point in found),
    ]
    label = f"{MEASURE} against bytes an image"
    return Markup('<svg class="tradeoff" viewBox="0 0 {} {}" role="img" aria-label="{}">{}</svg>').format(
        _WIDTH, _HEIGHT, label, Markup("").join(shapes)
    )


class _Scale(NamedTuple):
    low: float
    high: float
    start: float
    end: float
    logarithmic: bool = False

    def __call__(self, value: float) -> float:
        place = math.log2(value) if self.logarithmic else value
        return self.start + (place - self.low) / (self.high - self.low) * (self.end - self.start)


def _across(found: Sequence[Point]) -> _Scale:
    low, high = math.floor(math.log2(found[0].bytes)), math.ceil(math.log2(found[-1].bytes))
    return _Scale(low, max(high, low + 1), _LEFT, _RIGHT, logarithmic=True)


def _up(found: Sequence[Point]) -> _Scale:
    low, high = min(point.low for point in found), max(point.high for point in found)
    room = max(0.05 * (high - low), 0.005)
    return _Scale(low - room, high + room, _BOTTOM, _TOP)


def _axes(found: Sequence[Point], xs: _Scale, ys: _Scale) -> list[Markup]:
    rule = Markup('<path class="rule" d="M{} {:.1f}H{}"/><text x="{}" y="{:.1f}" text-anchor="end">{:.3f}</text>')
    heights = [ys.low + (ys.high - ys.low) * i / (_TICKS - 1) for i in range(_TICKS)]
    rules = [rule.format(_LEFT, ys(value), _RIGHT, _LEFT - 6, ys(value) + 4, value) for value in heights]
    tick = Markup('<text x="{:.1f}" y="{}" text-anchor="middle">{:,}</text>')
    step = max(1, round((xs.high - xs.low) / 8))
    sizes = [2**power for power in range(int(xs.low), int(xs.high) + 1, step)]
    name = Markup('<text x="{}" y="{}" text-anchor="middle">bytes an image</text>')
    return [
        *rules,
        *(tick.format(xs(size), _BOTTOM + 18, size) for size in sizes),
        name.format((_LEFT + _RIGHT) / 2, _BOTTOM + 40),
    ]


def _dot(point: Point, x: float, ys: _Scale) -> Markup:
    told = f"{point.name}: {MEASURE} {point.value:.3f} [{point.low:.3f}, {point.high:.3f}], {point.bytes:,.0f} bytes"
    # Representations that are compared tend to begin alike.
    short = point.name if len(point.name) <= 28 else f"…{point.name[-27:]}"
    near_end = x > (_LEFT + _RIGHT) / 2
    return Markup(
        '<g><title>{}</title><path class="span" d="M{:.1f} {:.1f}V{:.1f}"/>'
        '<circle cx="{:.1f}" cy="{:.1f}" r="4"/><text x="{:.1f}" y="{:.1f}" text-anchor="{}">{}</text></g>'
    ).format(
        told,
        x,
        ys(point.low),
        ys(point.high),
        x,
        ys(point.value),
        x + (-8 if near_end else 8),
        ys(point.value) - 6,
        "end" if near_end else "start",
        short,
    )
