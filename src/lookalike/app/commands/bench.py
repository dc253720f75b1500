"""``lookalike bench``."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

import typer

from lookalike.app.options import Fuse, LearnOn, Rerank, writable


def bench(
    dataset: Annotated[
        Path, typer.Argument(metavar="DATASET", help="A folder with pictures and a groundtruth.csv; or: invariance.")
    ],
    sequences: Annotated[
        Path | None,
        typer.Argument(metavar="SEQUENCES", show_default=False, help="With invariance: a folder of picture sequences."),
    ] = None,
    representation: Annotated[
        list[str] | None,
        typer.Option(
            "--representation",
            "-r",
            metavar="SPEC",
            show_default="all_round",
            help="What to measure: a preset or an expression; may be repeated, to compare.",
        ),
    ] = None,
    query: Annotated[
        Literal["pictures", "captions"],
        typer.Option(help="What is asked by: captions are texts, each of which is to find its picture."),
    ] = "pictures",
    learn_on: LearnOn = None,
    fusion: Fuse = "sum",
    rerank: Rerank = None,
    layers: Annotated[
        str | None,
        typer.Option(
            metavar="NET",
            show_default=False,
            help="Measure every layer of this network, by its mean, maximum and generalised mean, instead of -r.",
        ),
    ] = None,
    feedback: Annotated[
        int | None,
        typer.Option(
            metavar="ROUNDS",
            min=1,
            max=50,
            show_default=False,
            help="Simulate a user who marks ten hits in each round, and measure how the answers become better.",
        ),
    ] = None,
    seed: Annotated[int, typer.Option(min=0, help="Of all that is drawn by chance.")] = 0,
    json: Annotated[
        str | None, typer.Option(metavar="FILE", callback=writable, help="Save the figures as JSON; - prints them.")
    ] = None,
    photographs: Annotated[
        Path | None, typer.Option(metavar="FOLDER", file_okay=False, help="With invariance: pictures to change.")
    ] = None,
    markdown: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE", dir_okay=False, callback=writable, help="Save the figures as a table in Markdown."
        ),
    ] = None,
    html: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE",
            dir_okay=False,
            callback=writable,
            help="Save a page with the best and worst queries as pictures.",
        ),
    ] = None,
) -> None:
    """Measure how well representations find what belongs together.

    groundtruth.csv has a line for each picture: path, label (several joined by |) and
    role (query, db or both). Pictures are right answers when they share a label.

    A column domain may say of what kind a picture is; drawings, of the domain sketch, are measured by the
    preset sketch unless another is named.

    With --query captions, a file captions.json holds a list of texts for each picture, by its path.

    The word invariance in the place of DATASET measures local features instead: how well they are
    found again under known changes of photographs, and in SEQUENCES of img1, img2 and so on of one
    scene, with files H1to2p and so on that map pixels of the first to those of the others.

    \b
    Examples:
      lookalike bench dataset
      lookalike bench dataset -r color -r 'color_histogram(space="lab")'
      lookalike bench dataset -r handcrafted --learn-on photos
      lookalike bench dataset -r color --json -
      lookalike bench dataset -r words --query captions
      lookalike bench dataset -r color --json a.json --markdown a.md --html a.html
      lookalike bench dataset --feedback 5
      lookalike bench dataset --layers efficientnet_lite0 --html layers.html
      lookalike bench invariance -r 'orb(n=50)' --html invariance.html
    """
    from lookalike.app.runs import measuring

    if str(dataset) == "invariance":
        from lookalike.app.runs.laboratory import laboratory

        return laboratory(sequences, representation or [], json, markdown, html, photographs)
    if sequences is not None or photographs is not None:
        raise typer.BadParameter("SEQUENCES and --photographs go with: lookalike bench invariance.")
    if layers is not None:
        from lookalike.app.runs.depths import depths

        if representation or learn_on or rerank:
            raise typer.BadParameter("--layers measures the layers as they are: leave out -r, --learn-on and --rerank.")
        return depths(dataset, layers, seed, json, markdown, html)
    if feedback is not None:
        from lookalike.app.runs.rounds import rounds
        from lookalike.presets import DEFAULT_PRESET

        if rerank or html or fusion != "sum" or query != "pictures" or len(representation or []) > 1:
            raise typer.BadParameter("--feedback takes one -r, and no --rerank, --fusion, --query or --html.")
        [spec] = representation or [DEFAULT_PRESET]
        return rounds(dataset, spec, feedback, learn_on or [], seed, json, markdown)
    reports, folder = measuring.measured(dataset, representation or [], learn_on or [], seed, fusion, rerank, query)
    measuring.save(reports, folder, json, markdown, html)
    if json != "-":
        measuring.show(reports)
