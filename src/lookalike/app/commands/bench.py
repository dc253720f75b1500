"""``lookalike bench``."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from lookalike.app.options import Fuse, LearnOn, Rerank


def bench(
    dataset: Annotated[Path, typer.Argument(metavar="DATASET", help="A folder with pictures and a groundtruth.csv.")],
    representation: Annotated[
        list[str] | None,
        typer.Option(
            "--representation",
            "-r",
            metavar="SPEC",
            show_default="deep",
            help="What to measure: a preset or an expression; may be repeated, to compare.",
        ),
    ] = None,
    learn_on: LearnOn = None,
    fusion: Fuse = "sum",
    rerank: Rerank = None,
    seed: Annotated[int, typer.Option(min=0, help="Of all that is drawn by chance.")] = 0,
    json: Annotated[str | None, typer.Option(metavar="FILE", help="Save the figures as JSON; - prints them.")] = None,
    markdown: Annotated[
        Path | None, typer.Option(metavar="FILE", dir_okay=False, help="Save the figures as a table in Markdown.")
    ] = None,
    html: Annotated[
        Path | None,
        typer.Option(metavar="FILE", dir_okay=False, help="Save a page with the best and worst queries as pictures."),
    ] = None,
) -> None:
    """Measure how well representations find what belongs together.

    groundtruth.csv has a line for each picture: path, label (several joined by |) and
    role (query, db or both). Pictures are right answers when they share a label.

    \b
    Examples:
      lookalike bench dataset
      lookalike bench dataset -r color -r 'color_histogram(space="lab")'
      lookalike bench dataset -r handcrafted --learn-on photos
      lookalike bench dataset -r color --json -
      lookalike bench dataset -r color --json a.json --markdown a.md --html a.html
    """
    from lookalike.app import measuring
    from lookalike.presets import DEFAULT_PRESET

    reports, folder = measuring.measured(
        dataset, representation or [DEFAULT_PRESET], learn_on or [], seed, fusion, rerank
    )
    measuring.save(reports, folder, json, markdown, html)
    if json != "-":
        measuring.show(reports)
