"""``lookalike explain``."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from lookalike.app.options import NAMED, Html, Json, location, opened
from lookalike.app.output import note, printable, show_json, show_table, write

if TYPE_CHECKING:
    from collections.abc import Sequence

    from lookalike.app.pages.explanation import Explanation
    from lookalike.collection.decode import Picture
    from lookalike.engine.explain.parts import Explanation as Explained
    from lookalike.spec import Representation


def explain(
    image: Annotated[str, typer.Argument(metavar="IMAGE", help="An image file.")],
    other: Annotated[
        str | None, typer.Argument(metavar="OTHER", show_default="none", help="An image file to compare it with.")
    ] = None,
    query: Annotated[
        str | None,
        typer.Option(
            "--query", "-q", metavar="QUERY", help="Why IMAGE, of the collection, answers this, as search takes it."
        ),
    ] = None,
    representation: Annotated[
        str | None,
        typer.Option(
            "--representation",
            "-r",
            metavar="SPEC",
            show_default="the collection's, or all_round",
            help="A preset or an expression.",
        ),
    ] = None,
    collection: Annotated[
        str | None,
        typer.Option(
            "--collection",
            "-c",
            metavar="URI",
            envvar=NAMED,
            show_default="your own, if there is one",
            help="Take the representation of this collection, where no other is given.",
        ),
    ] = None,
    json: Json = False,
    html: Html = None,
) -> None:
    """Show what a representation sees in a picture, what makes two alike, or why one answers a query.

    Of each part of a query is told what it adds, and where: what places of an example or a sketch
    and of the picture have in common, where words are seen, concepts and colours by cell, and local
    features that agree. IMAGE is a file, or an id of the collection.

    \b
    Examples:
      lookalike explain photos/beach.jpg --representation layout --html seen.html
      lookalike explain photos/beach.jpg photos/2024/coast.jpg -r color
      lookalike explain photos/beach.jpg photos/2024/coast.jpg --collection mine --html why.html
      lookalike explain photos/beach.jpg --query 'color("orange") - image("photos/forest.jpg")' --html why.html
    """
    if query is not None:
        if other is not None or representation is not None:
            raise typer.BadParameter("--query asks of one IMAGE of a collection: leave out OTHER and --representation.")
        _explain_answer(query, image, collection, json, html)
        return
    from lookalike.app.pages.explanation import explanation_page
    from lookalike.collection.decode import read_picture
    from lookalike.collection.paths import named_path
    from lookalike.engine.explain.parts import explain as explained

    names = [image] if other is None else [image, other]
    pictures = [read_picture(named_path(name)) for name in names]
    chosen = _chosen(representation, collection)
    said = explained(chosen, pictures)
    explanation = _explanation(chosen, [printable(Path(name).name) for name in names], pictures, said)
    if html is not None:
        write(html, explanation_page(explanation))
    if json:
        show_json(_object(explanation, said))
        return
    _show(explanation)
    if html is None:
        note("--html FILE writes a page that shows what each part sees.")


def _explain_answer(query: str, image: str, uri: str | None, json: bool, html: Path | None) -> None:
    from lookalike.app.pages.parts import named
    from lookalike.app.pages.reasons import why_object, why_page
    from lookalike.collection.paths import text_path
    from lookalike.query.language import parse_query
    from lookalike.types import LookalikeError

    asked = parse_query(query)
    sought = asked.sought()
    found = opened(uri)
    id = found.id_of(image)
    if id not in found:
        raise LookalikeError(f"{image} is not in the collection: index it first, or name a picture that is.")
    record = found[id]
    why, text, path = found.explain(sought, id, where=asked.where), str(asked), text_path(record.path)
    notes = found.remarks(sought)
    if html is not None:
        picture = _picture(path, found.thumbnails([id])[id])
        write(html, why_page(why, printable(text), printable(path.name), picture, found, notes))
    if json:
        show_json(why_object(why, text, record.path) | {"notes": notes})
        return
    usual = why.reasons[0].usual if len(why.reasons) == 1 else {}
    figures = ("Adds", "Usual") if usual else ("Adds",)
    rows = [(part, f"{share:.3f}", *([f"{usual[part]:.3f}"] if usual else [])) for part, share in why.hit.why.items()]
    show_table(("Part", *figures), rows, numeric=figures)
    if usual:
        note("Usual is what a part adds to the pictures of the collection in the mean.")
    for reason in why.reasons:
        if reason.match is not None:
            note(f"{reason.match.inliers} local features agree on where {named(reason.query)} is.")
    for each in notes:
        note(each)
    note(f"The score of {path} is {why.hit.score:.3f}." + ("" if html else " --html FILE draws why."))


def _picture(path: Path, thumbnail: bytes) -> Picture:
    """The picture's file, or what is kept of it where that is gone."""
    from lookalike.collection.decode import Picture, Unreadable, read_picture

    try:
        return read_picture(path)
    except Unreadable:
        return Picture.open(thumbnail)


def _explanation(
    chosen: Representation, names: Sequence[str], pictures: Sequence[Picture], said: Explained
) -> Explanation:
    from lookalike.app.pages.explanation import Explanation
    from lookalike.app.pages.matches import Scaled, proof
    from lookalike.app.pages.overlays import lighted, small
    from lookalike.app.pages.page import Figure

    heats = [
        Figure(name, f"By {chain}.", lighted(small(picture), plane))
        for chain, heat in said.heats.items()
        for name, picture, plane in zip(names, pictures, (heat.asked, heat.kept), strict=True)
    ]
    return Explanation(
        str(chosen),
        names,
        [picture.thumbnail() for picture in pictures],
        said.parts,
        proof(Scaled.of(pictures[0]), Scaled.of(pictures[1]), said.match) if said.match else None,
        said.match.inliers if said.match else 0,
        heats,
    )


def _chosen(spec: str | None, uri: str | None) -> Representation:
    """What is named, or else the representation of a collection that is named or there, or else the default."""
    from lookalike.engine.collection import Collection
    from lookalike.presets import DEFAULT_PRESET
    from lookalike.reading import parse

    if spec is None and (uri is not None or Collection.exists(location(uri))):
        return opened(uri).representation
    return parse(spec or DEFAULT_PRESET)


def _object(explanation: Explanation, said: Explained) -> dict[str, Any]:
    from lookalike.app.pages.matches import as_object
    from lookalike.app.pages.reasons import heat_object

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
    return {
        "representation": explanation.representation,
        "score": explanation.score,
        "parts": parts,
        "heats": {chain: heat_object(heat) for chain, heat in said.heats.items()},
        "match": said.match and as_object(said.match),
    }


def _show(explanation: Explanation) -> None:
    from lookalike.app.pages.explanation import stored

    figures = ("Similarity", "Adds") if explanation.score is not None else ()
    rows = [
        (
            part.chain,
            stored(part),
            part.measure,
            f"{part.share:.3f}",
            *([f"{part.similarity:.3f}", f"{part.contribution:.3f}"] if part.similarity is not None else []),
        )
        for part in explanation.parts
    ]
    show_table(("Part", "Stored", "Measure", "Weight", *figures), rows, numeric=("Stored", "Weight", *figures))
    if explanation.score is not None:
        note(f"Alike by {explanation.score:.3f}, of at most 1.")
    if explanation.inliers:
        note(f"{explanation.inliers} local features agree on where the first picture is in the second.")
