"""All methods, measures and presets as a page in Markdown, made from what the code says of itself."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import groupby

from lookalike.app.reference import Entry, entries
from lookalike.index.measures import GROUNDED, MEASURES
from lookalike.index.measures.quadratic import DEFINITION
from lookalike.presets import PRESETS

TITLES = {
    "color": "Colour",
    "layout": "Layout: colour by place",
    "texture": "Texture",
    "shape": "Shape",
    "region": "Objects and their relations",
    "local": "Local features",
    "deep": "Deep",
    "encode": "Encoders",
    "rerank": "Re-ranking",
}
"""The families in the order of the page."""


def methods_page() -> str:
    """The page, ending in a newline."""
    return "\n".join([*_presets(), *_measures(), *_methods()]) + "\n"


def _presets() -> Iterator[str]:
    yield "# Methods"
    yield ""
    yield "Made by `lookalike methods --markdown docs/methods.md`; do not edit."
    yield ""
    yield "## Presets"
    yield ""
    for name, spec in PRESETS.items():
        yield f"- `{name}` stands for `{spec}`"
    yield ""


def _measures() -> Iterator[str]:
    yield "## Similarity measures"
    yield ""
    yield "Each is at most 1, which identical vectors have. `compare(...)` puts another in the place of a method's own."
    yield ""
    searched = [(m.name, m.definition, m.search) for m in MEASURES.values()]
    searched += [(name, DEFINITION, MEASURES["chi2"].search) for name in GROUNDED]
    yield from _table(("measure", "definition", "how a large collection is searched"), sorted(searched))
    yield ""


def _methods() -> Iterator[str]:
    listed = sorted(entries(), key=lambda entry: (list(TITLES).index(entry.group), entry.name))
    for group, some in groupby(listed, key=lambda entry: entry.group):
        family = list(some)
        yield f"## {TITLES[group]}"
        yield ""
        rows = [(f"[`{e.name}`](#{e.name})", e.dimension or "", e.measure or "as before", e.source) for e in family]
        yield from _table(("method", "numbers", "measure", "source"), rows)
        yield ""
        for entry in family:
            yield from _method(entry)


def _method(entry: Entry) -> Iterator[str]:
    yield f"### {entry.name}"
    yield ""
    yield entry.summary
    yield ""
    if entry.parameters:
        rows = [
            (f"`{p.name}`", f"`{p.default}`" if p.default else "", p.allowed, p.description) for p in entry.parameters
        ]
        yield from _table(("parameter", "default", "allowed", ""), rows)
        yield ""
    yield f"Source: {entry.source} Deviations: {entry.deviations}"
    yield ""


def _table(columns: tuple[str, ...], rows: Iterable[tuple[object, ...]]) -> Iterator[str]:
    yield _row(columns)
    yield "|" + "---|" * len(columns)
    yield from map(_row, rows)


def _row(cells: Iterable[object]) -> str:
    return "| " + " | ".join(str(cell).replace("|", "\\|") for cell in cells) + " |"
