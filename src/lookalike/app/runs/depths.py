"""Measuring the layers of a network, for ``lookalike bench DATASET --layers``."""

from __future__ import annotations

import shlex
from functools import partial
from pathlib import Path

from lookalike.app.output import as_json, note, show_json, show_table, write
from lookalike.app.pages.curves import Lines, Part, key, marks, svg
from lookalike.app.pages.page import template
from lookalike.app.progress import progress
from lookalike.bench.harness import layers
from lookalike.bench.harness.datasets import Dataset
from lookalike.bench.harness.layers import MEASURE, Depths, Pooled
from lookalike.bench.reports.tables import Table


def depths(folder: Path, network: str, seed: int, json: str | None, markdown: Path | None, html: Path | None) -> None:
    """Measure every layer of a network on a dataset, print the table and save what is asked for.

    :param json, markdown, html: files to write; ``-`` instead of a JSON file prints it, and no table.
    :raises LookalikeError: before anything is measured, for a wrong dataset or network.
    """
    command = shlex.join(["lookalike", "bench", str(folder), "--layers", network, "--seed", str(seed)])
    dataset = Dataset.read(folder)
    with progress(f"Measuring the layers of {network}") as update:
        found = layers.depths(dataset, network, command, seed, update)
    if json == "-":
        show_json(found.to_json())
    elif json is not None:
        write(Path(json), as_json(found.to_json()))
    if markdown is not None:
        write(markdown, _markdown(found))
    if html is not None:
        write(html, _page(found))
    if json != "-":
        table = _table(found)
        show_table(table.columns, table.rows, numeric=table.columns[1:])
        for said in _notes(found):
            note(said)


def _table(found: Depths) -> Table:
    """Layers down, pools across."""
    columns = ["layer", "depth", "channels", *(f"{MEASURE}, {pool}" for pool in found.pools)]
    rows = [[row[0].layer, str(row[0].depth), f"{row[0].channels:,}", *map(_figure, row)] for row in found.layers]
    return Table(MEASURE, columns, rows)


def _figure(each: Pooled) -> str:
    low, high = each.intervals[MEASURE]
    return f"{each.measures[MEASURE]:.3f} [{low:.3f}, {high:.3f}]"


def _notes(found: Depths) -> list[str]:
    queries, best = f"{found.queries:,} queries against {found.images:,} images", found.best
    left_out = f"; {found.left_out:,} with nothing to find left out" if found.left_out else ""
    return [
        f"{queries}{left_out}. In brackets the 95 % bootstrap interval.",
        f"Best is {best.representation}, {MEASURE} {best.measures[MEASURE]:.3f}; all layers together took"
        f" {found.ms_per_image:,.1f} ms an image. Nothing is learnt, and vectors compare by their cosine.",
    ]


def _software(found: Depths) -> str:
    return ", ".join(f"{package} {number}" for package, number in found.versions.items())


def _markdown(found: Depths) -> str:
    heading = f"# {found.dataset}: {found.network} by layer"
    return "\n\n".join(
        [heading, *_notes(found), _table(found).markdown(), f"```sh\n{found.command}\n```", f"{_software(found)}.\n"]
    )


def _page(found: Depths) -> str:
    """An HTML document that needs no other file, host or script; any text in it is escaped."""
    return template("charts.html").render(
        title=f"{found.dataset}: {found.network} by layer",
        notes=_notes(found),
        lines=found.pools,
        parts=[Part(f"{MEASURE} against depth", _table(found), [_chart(found)])],
        marks=marks(),
        key=key,
        svg=partial(svg, order=found.pools),
        told="Makes these figures again.",
        commands=[found.command],
        photographs=[],
        software=_software(found),
    )


def _chart(found: Depths) -> Lines:
    by_pool = {pool: [row[place] for row in found.layers] for place, pool in enumerate(found.pools)}
    return Lines(
        "depth of the layer",
        MEASURE,
        [str(row[0].depth) for row in found.layers],
        {pool: [each.measures[MEASURE] for each in figures] for pool, figures in by_pool.items()},
        spans={pool: [each.intervals[MEASURE] for each in figures] for pool, figures in by_pool.items()},
    )
