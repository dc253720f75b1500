"""Numbers as bars, in SVG."""

from __future__ import annotations

import re

import numpy as np
import numpy.typing as npt
from markupsafe import Markup

from lookalike.seen import Chart

_WIDTH, _HEIGHT, _LABELS = 260, 110, 44
_MOST = 256
"""More bars than this would be thinner than a pixel: runs of them share one, the tallest."""
_COLOR = re.compile(r"#[0-9a-fA-F]{3,8}|rgb\([0-9., %]+\)|[a-z]+")


def svg(chart: Chart) -> Markup:
    """An SVG element; texts are escaped, and what is no plain colour is drawn in the page's own."""
    run = max(1, -(-len(chart.values) // _MOST))
    values = _tallest(np.asarray(chart.values, np.float64), run)
    low, high = min(0.0, values.min(initial=0)), max(0.0, values.max(initial=0))
    scale = _HEIGHT / ((high - low) or 1)
    step = _WIDTH / max(1, len(values))
    zero = high * scale
    below = _LABELS if chart.labels else 0
    bars = [
        Markup('<rect x="{:.2f}" y="{:.2f}" width="{:.2f}" height="{:.2f}" style="fill: {}">{}</rect>').format(
            i * step,
            zero - max(value, 0) * scale,
            max(step * 0.9, 0.4),
            abs(value) * scale,
            _color(chart, i) if run == 1 else "var(--c0)",
            Markup("<title>{} {:.4g}</title>").format(chart.labels[i] if chart.labels and run == 1 else i * run, value),
        )
        for i, value in enumerate(values)
    ]
    names = [
        Markup('<text x="{:.2f}" y="{}" transform="rotate(35 {:.2f} {})">{}</text>').format(
            (i + 0.3) * step, _HEIGHT + 9, (i + 0.3) * step, _HEIGHT + 9, label
        )
        for i, label in enumerate(chart.labels)
        if len(chart.labels) <= 32
    ]
    axis = Markup('<line class="axis" x1="0" x2="{}" y1="{:.2f}" y2="{:.2f}"/>').format(_WIDTH, zero, zero)
    return Markup('<svg viewBox="0 0 {} {}" role="img" aria-label="{}">{}</svg>').format(
        _WIDTH, _HEIGHT + below, chart.title, Markup("").join([axis, *bars, *names])
    )


def _tallest(values: npt.NDArray[np.float64], run: int) -> npt.NDArray[np.float64]:
    """Of every ``run`` values, the one of the largest size."""
    runs = np.pad(values, (0, -len(values) % run)).reshape(-1, run)
    return np.take_along_axis(runs, np.abs(runs).argmax(axis=1)[:, None], 1)[:, 0]


def _color(chart: Chart, place: int) -> str:
    color = chart.colors[place] if chart.colors else ""
    return color if _COLOR.fullmatch(color) else "var(--c0)"
