"""``lookalike explain``."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from lookalike.app.options import Html, Json, location, opened
from lookalike.app.output import note, printable, show_json, show_table, write

if TYPE_CHECKING:
    from lookalike.app.explanation import Explanation
    from lookalike.spec import Representation


def explain(
    image: Annotated[str, typer.Argument(metavar="IMAGE", help="An image file.")],
    other: Annotated[
        str | None, typer.Argument(metavar="OTHER", show_default="none", help="An image file to compare it with.")
    ] = None,
    representation: Annotated[
        str | None,
        typer.Option(
            "--representation",
            "-r",
            metavar="SPEC",
            show_default="the collection's, or deep",
            help="A preset or an expression.",
        ),
    ] = None,
    collection: Annotated[
        str | None,
        typer.Option(
            "--collection",
            "-c",
            metavar="URI",
            envvar="LOOKALIKE_COLLECTION",
            show_default="your own, if there is one",
            help="Take the representation of this collection, where no other is given.",
        ),
    ] = None,
    json: Json = False,
    html: Html = None,
) -> None:
    """Show what a representation sees in a picture, and what makes two pictures alike.

    \b
    Examples:
      lookalike explain photos/beach.jpg --representation layout --html seen.html
      lookalike explain photos/beach.jpg photos/2024/coast.jpg -r color
      lookalike explain photos/beach.jpg photos/2024/coast.jpg --collection mine --html why.html
    """
    from lookalike.app.explanation import Explanation, explanation_page
    from lookalike.app.matches import Seen, proof
    from lookalike.collection.decode import read_picture
    from lookalike.collection.paths import named_path
    from lookalike.engine.explaining import explain as explained

    names = [image] if other is None else [image, other]
    pictures = [read_picture(named_path(name)) for name in names]
    chosen = _chosen(representation, collection)
    said = explained(chosen, pictures)
    explanation = Explanation(
        str(chosen),
        [printable(Path(name).name) for name in names],
        [picture.thumbnail() for picture in pictures],
        said.parts,
        proof(Seen.of(pictures[0]), Seen.of(pictures[1]), said.match) if said.match else None,
        said.match.inliers if said.match else 0,
    )
    if html is not None:
        write(html, explanation_page(explanation))
    if json:
        show_json(_object(explanation))
        return
    _show(explanation)
    if html is None:
        note("--html FILE writes a page that shows what each part sees.")


def _chosen(spec: str | None, uri: str | None) -> Representation:
    """What is named, or else the representation of a collection that is named or there, or else the default."""
    from lookalike.engine.collection import Collection
    from lookalike.presets import DEFAULT_PRESET
    from lookalike.reading import parse

    if spec is None and (uri is not None or Collection.exists(location(uri))):
        return opened(uri).representation
    return parse(spec or DEFAULT_PRESET)


def _object(explanation: Explanation) -> dict[str, Any]:
    parts = [
        {
            "part": part.chain,
            "measure": part.measure,
            "stored": part.dimension,
            "weight": part.share,
            "similarity": part.similarity,
            "contribution": part.contribution,
            "seen": [[panel.title for panel in panels] for panels in part.panels],
        }
        for part in explanation.parts
    ]
    return {"representation": explanation.representation, "score": explanation.score, "parts": parts}


def _show(explanation: Explanation) -> None:
    figures = ("Similarity", "Adds") if explanation.score is not None else ()
    rows = [
        (
            part.chain,
            str(part.dimension),
            part.measure,
            f"{part.share:.3f}",
            *([f"{part.similarity:.3f}", f"{part.contribution:.3f}"] if part.similarity is not None else []),
        )
        for part in explanation.parts
    ]
    show_table(("Part", "Stored", "Measure", "Weight", *figures), rows, numeric=("Stored", "Weight", *figures))
    if explanation.score is not None:
        note(f"Alike by {explanation.score:.3f}, of at most 1.")
