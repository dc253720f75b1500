"""Reports as one HTML page that holds its pictures."""

from __future__ import annotations

import base64
import io
from collections.abc import Sequence
from functools import cache
from pathlib import Path

from jinja2 import Environment, StrictUndefined
from PIL import Image as Pillow
from PIL import ImageOps

from lookalike.bench.reports import tradeoff
from lookalike.bench.reports.report import TIMINGS, Report, best_of, heading, quantity

SIDE = 128
"""Pixels of a picture's longer side."""


def html(reports: Sequence[Report], folder: Path) -> str:
    """A page that compares at least one report of a dataset and shows the best and worst queries.

    :param folder: the dataset's, to which the reports' paths are relative.
    """
    environment = Environment(autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)
    return environment.from_string(PAGE).render(
        reports=reports,
        first=reports[0],
        best=best_of(reports),
        timings=TIMINGS,
        heading=heading,
        quantity=quantity,
        tradeoff=tradeoff.svg(reports),
        picture=cache(lambda path: data_uri(folder / path)),
    )


def data_uri(path: Path) -> str | None:
    """A picture as a small JPEG in a data URI; None when it cannot be read."""
    try:
        with Pillow.open(path) as opened:
            opened.draft("RGB", (SIDE, SIDE))
            picture = ImageOps.exif_transpose(opened).convert("RGBA")
    except (OSError, ValueError, SyntaxError, Pillow.DecompressionBombError):
        return None
    picture.thumbnail((SIDE, SIDE))
    small = Pillow.new("RGB", picture.size, "white")
    small.paste(picture, mask=picture.getchannel("A"))
    buffer = io.BytesIO()
    small.save(buffer, "JPEG", quality=80)
    return f"data:image/jpeg;base64,{base64.b64encode(buffer.getvalue()).decode()}"


PAGE = """<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{{ first.dataset }}: retrieval measured</title>
<style>
:root { color-scheme: light dark; --page: #fafaf9; --card: #fff; --ink: #1c1b19; --soft: #6b6963; --line: #e3e1dc;
  --right: #1a8f4c; --wrong: #cf3b3b; --mark: #eaf5ee; }
@media (prefers-color-scheme: dark) { :root { --page: #161615; --card: #1f1f1d; --ink: #ecebe7; --soft: #a09e97;
  --line: #34332f; --right: #3fbf76; --wrong: #ef6a6a; --mark: #1d3326; } }
* { box-sizing: border-box; }
body { margin: 0 auto; max-width: 90rem; padding: 2rem 1.5rem 4rem; background: var(--page); color: var(--ink);
  font: 15px/1.5 system-ui, sans-serif; }
h1 { margin: 0; font-size: 1.7rem; } h2 { margin: 2.5rem 0 0; font-size: 1.25rem; }
h3 { margin: 1.5rem 0 .5rem; font-size: 1rem; }
p { margin: .3rem 0 1rem; } .soft, small { color: var(--soft); }
code { font: .85em/1.45 ui-monospace, monospace; overflow-wrap: anywhere; }
pre { margin: .5rem 0; padding: .7rem 1rem; overflow-x: auto; background: var(--card); border: 1px solid var(--line);
  border-radius: 8px; } pre code { overflow-wrap: normal; }
.scroll { overflow-x: auto; background: var(--card); border: 1px solid var(--line); border-radius: 8px; }
table { width: 100%; border-collapse: collapse; font-variant-numeric: tabular-nums; }
th, td { padding: .5rem .4rem; text-align: right; vertical-align: top; white-space: nowrap; }
tbody { border-top: 1px solid var(--line); }
tbody th { padding: .6rem .8rem 0; text-align: left; font-weight: 400; white-space: normal; }
thead th { color: var(--soft); font-weight: 600; font-size: .85em; white-space: normal;
  vertical-align: bottom; }
td small { display: block; font-size: .72em; } td b { font-weight: 500; }
td.best b { padding: 0 .3em; font-weight: 700; color: var(--right); background: var(--mark); border-radius: 4px; }
.strip { display: flex; gap: .5rem; align-items: flex-start; padding: .6rem 0; overflow-x: auto; }
figure { margin: 0; flex: 1 0 4.5rem; max-width: 7rem; }
figure.query { flex-basis: 5.3rem; max-width: 7.8rem; margin-right: .3rem; padding-right: .8rem;
  border-right: 1px solid var(--line); }
.tile { display: grid; place-items: center; aspect-ratio: 1; overflow: hidden; background: var(--card);
  border: 4px solid var(--line); border-radius: 6px; }
.right .tile { border-color: var(--right); } .wrong .tile { border-color: var(--wrong); }
.tile img { width: 100%; height: 100%; object-fit: contain; }
.tradeoff { display: block; max-width: 50rem; width: 100%; font-size: 12px; fill: var(--soft); }
.tradeoff .rule { stroke: var(--line); } .tradeoff .front { stroke: var(--right); stroke-width: 2; fill: none; }
.tradeoff .span { stroke: var(--soft); } .tradeoff circle { fill: var(--right); } .tradeoff g text { fill: var(--ink); }
figcaption { font-size: .72rem; color: var(--soft); overflow-wrap: anywhere; }
</style>
</head>
<body>
{% macro tile(path, kind, caption) %}
<figure class="{{ kind }}" title="{{ path }}">
<div class="tile">{% set uri = picture(path) %}
{% if uri %}<img src="{{ uri }}" alt="{{ path }}" loading="lazy">
{% else %}<small>{{ path if kind == "query" else "no picture" }}</small>{% endif %}</div>
<figcaption>{{ caption }}</figcaption>
</figure>
{% endmacro %}
{% macro strips(title, queries) %}
{% if queries %}
<h3>{{ title }}</h3>
{% for query in queries %}
<div class="strip">
{{ tile(query.path, "query", "query, AP %.3f" | format(query.average_precision)) }}
{% for answer in query.answers %}
{% set mark = "✓" if answer.relevant else "✗" %}
{{ tile(answer.path, "right" if answer.relevant else "wrong", mark ~ " " ~ answer.path.split("/")[-1]) }}
{% endfor %}
</div>
{% endfor %}
{% endif %}
{% endmacro %}
<h1>{{ first.dataset }}</h1>
<p class="soft">{{ first.scope }} Beneath each figure its 95 % bootstrap interval over queries; ↓ means that less is
better.</p>
<div class="scroll"><table>
<thead><tr>
{% for name in first.measures %}<th>{{ heading(name) }}</th>{% endfor %}
{% for title in timings.values() %}<th>{{ title }}</th>{% endfor %}
</tr></thead>
{% for report in reports %}
<tbody>
<tr><th colspan="{{ report.measures | length + timings | length }}">
{% if report.preset %}<strong>{{ report.preset }}</strong> {% endif %}
<code>{{ report.representation }}</code>
{% if report.rerank %}, then <code>{{ report.rerank }}</code>{% endif %}
</th></tr>
<tr>
{% for name, value in report.measures.items() %}
<td{% if value == best.get(name) %} class="best"{% endif %}><b>{{ "%.3f" | format(value) }}</b>
{% set low, high = report.intervals[name] %}
<small>{{ "%.3f" | format(low) }} &ndash; {{ "%.3f" | format(high) }}</small></td>
{% endfor %}
{% for name in timings %}<td>{{ quantity(report.timings[name]) }}</td>{% endfor %}
</tr>
</tbody>
{% endfor %}
</table></div>
{% if tradeoff %}
<h2>Accuracy against bytes</h2>
<p class="soft">The line joins what is best for its size; beside a point, its 95 % interval.</p>
{{ tradeoff }}
{% endif %}
{% for report in reports %}
<h2>{{ report.title }}</h2>
<pre><code>{{ report.command }}</code></pre>
<p class="soft">{{ report.learning }} Seed {{ report.seed }}; {{ report.machine.cpus }} CPUs;
{{ report.software }}.
</p>
{{ strips("Best queries", report.best) }}
{{ strips("Worst queries", report.worst) }}
{% endfor %}
</body>
</html>
"""
