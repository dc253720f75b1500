"""``lookalike train``."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from lookalike.app.options import Uri, writable
from lookalike.app.output import note


def train(
    paths: Annotated[
        list[Path] | None,
        typer.Argument(metavar="PATH", exists=True, show_default=False, help="Folders and image files to learn from."),
    ] = None,
    representation: Annotated[
        str, typer.Option("--representation", "-r", metavar="SPEC", help="What learns: a preset or an expression.")
    ] = "bow_he",
    output: Annotated[
        Path,
        typer.Option(
            "--output", "-o", metavar="FILE", dir_okay=False, callback=writable, help="Where to, ending in .lookalike."
        ),
    ] = Path("trained.lookalike"),
    collection: Uri = None,
    seed: Annotated[int, typer.Option(min=0, help="Of the choice of pictures.")] = 0,
) -> None:
    """Let a representation learn its vocabulary, mixture or components, without describing a collection by it.

    It learns from the pictures of the paths, or from those of a collection where none are named. The file
    stands for the representation in index and bench, with what it has learnt, as in
    lookalike index photos -r photos.lookalike.

    \b
    Examples:
      lookalike train photos -r compact -o photos.lookalike
      lookalike train photos -r 'color_histogram() >> pca(d=8)' -o colors.lookalike
      lookalike train -r 'color_histogram() >> pca(d=8)' --collection mine
    """
    from lookalike.app.options import opened
    from lookalike.app.progress import progress
    from lookalike.app.runs.measuring import pictures
    from lookalike.collection.paths import text_path
    from lookalike.engine.represent.learning import learns, learnt_from
    from lookalike.engine.represent.trained import ENDING, save
    from lookalike.reading import parse
    from lookalike.types import LookalikeError

    wanted = parse(representation)
    if not learns(wanted):
        raise LookalikeError(f"{representation} has nothing to learn: use it as it is.")
    if output.suffix != ENDING:
        raise LookalikeError(f"--output ends in {ENDING}, and {output} does not: give it that ending.")
    files = pictures(paths) if paths else [text_path(record.path) for record in opened(collection)]
    with progress("Looking at") as update:
        taught = learnt_from(wanted, sorted(files), seed, update)
    save(taught.representation, output)
    note(f"{representation} learnt from {taught.pictures:,} of {len(files):,} pictures: {output}.")
