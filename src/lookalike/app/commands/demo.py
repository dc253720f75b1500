"""``lookalike demo``."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from lookalike.app.output import say, show_table
from lookalike.app.progress import progress


def demo(
    photos: Annotated[
        Path | None,
        typer.Option(
            metavar="FOLDER",
            exists=True,
            file_okay=False,
            show_default="photographs that come with scikit-image and scikit-learn",
            help="Photographs to play with.",
        ),
    ] = None,
    out: Annotated[
        Path, typer.Option(metavar="FOLDER", file_okay=False, help="Where the copies, the collection and the page go.")
    ] = Path("lookalike-demo"),
) -> None:
    """See how well changed copies of photographs are found again.

    Crops, rotates, scales, exposes and blurs photographs, indexes the copies, searches
    with the originals and writes a page of queries and ranked answers.

    \b
    Examples:
      lookalike demo
      lookalike demo --photos photos --out demo-of-mine
    """
    from lookalike.app.runs.demo import run

    with progress("Indexing") as update:
        outcome = run(photos, out, progress=update)
    say(f"{outcome.photographs} photographs, {outcome.copies:,} changed copies of them in {outcome.collection}.")
    say(f"Indexed at {outcome.images_per_second:,.0f} images/s; a search took {outcome.milliseconds:,.0f} ms.")
    say("")
    rows = [(kind, f"{recall:.1%}") for kind, recall in outcome.recall.items()]
    show_table(("Change", f"Found in the top {outcome.k}"), rows, numeric=(f"Found in the top {outcome.k}",))
    say("")
    say(f"Look at {outcome.page.resolve().as_uri()}")
