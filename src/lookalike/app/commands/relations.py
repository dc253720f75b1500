"""``lookalike relations``."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from lookalike.app.options import Html, Json
from lookalike.app.output import note, printable, show_json, show_table, write

if TYPE_CHECKING:
    from lookalike.query.relation import Clause, Match


def relations(
    query: Annotated[str, typer.Argument(metavar="QUERY", help='What lies how, as "dog left of person".')],
    boxes: Annotated[
        Path, typer.Option(metavar="FILE", dir_okay=False, exists=True, help="The named boxes, beside the pictures.")
    ],
    number: Annotated[int, typer.Option("--number", "-n", min=1, help="How many pictures.")] = 20,
    json: Json = False,
    html: Html = None,
) -> None:
    """Find the pictures whose objects lie to each other as described.

    The relations are left of, right of, above, below, inside, contains, touching, larger
    than and smaller than; several are joined by and. The same name means the same object;
    numbers tell several apart: "person 1 left of person 2".

    The objects come from a JSON file: for each picture, by its path from the file's folder,
    a list of boxes {"name": "dog", "cx": 0.5, "cy": 0.6, "w": 0.2, "h": 0.3} in fractions
    of the picture.

    \b
    Examples:
      lookalike relations "dog left of person" --boxes photos/boxes.json
      lookalike relations "person above horse and dog left of horse" --boxes photos/boxes.json -n 5
      lookalike relations "cup touching person" --boxes photos/boxes.json --html answer.html
    """
    from lookalike.collection.boxes import read_boxes
    from lookalike.query.relation import parse_relations, ranked

    clauses = parse_relations(query)
    matching = [(picture, match) for picture, match in ranked(clauses, read_boxes(boxes)) if match.score > 0]
    shown = matching[:number]
    if html is not None:
        write(html, _page(query, boxes.absolute().parent, clauses, shown))
    if json:
        hits = [_hit(boxes.parent / picture, clauses, match) for picture, match in shown]
        show_json({"query": list(map(str, clauses)), "total": len(matching), "hits": hits})
        return
    if shown:
        table = [
            (i, f"{match.score:.3f}", boxes.parent / picture, _where(match))
            for i, (picture, match) in enumerate(shown, 1)
        ]
        show_table(("#", "Score", "Image", "Centres, in % of width and height"), table, numeric=("#", "Score"))
    note(f"1 to {len(shown):,} of {len(matching):,} images." if shown else "No image has this.")


def _where(match: Match) -> str:
    places = ((wanted, thing.box) for wanted, thing in match.chosen.items())
    return ", ".join(f"{wanted} at {100 * box.cx:.0f} {100 * box.cy:.0f}" for wanted, box in places)


def _hit(path: Path, clauses: Sequence[Clause], match: Match) -> dict[str, Any]:
    return {
        "path": str(path),
        "score": match.score,
        "why": {str(clause): degree for clause, degree in zip(clauses, match.degrees, strict=True)},
        "boxes": {str(wanted): thing.box._asdict() for wanted, thing in match.chosen.items()},
    }


def _page(query: str, folder: Path, clauses: Sequence[Clause], shown: Sequence[tuple[str, Match]]) -> str:
    from lookalike.app.pages.page import Answer, Shown, results_page

    hits = [
        Shown(
            thumbnail=_thumbnail(folder / picture),
            caption=printable(picture),
            score=match.score,
            why={str(clause): degree / len(clauses) for clause, degree in zip(clauses, match.degrees, strict=True)},
            href=(folder / picture).as_uri(),
            boxes=[thing.box for thing in match.chosen.values()],
        )
        for picture, match in shown
    ]
    return results_page(f"Pictures of {query}", [Answer(query, [], hits)])


def _thumbnail(path: Path) -> bytes:
    """A JPEG file: of a picture that cannot be read, an empty one."""
    import io

    from PIL import Image

    from lookalike.collection.decode import Unreadable, read_picture

    try:
        return read_picture(path).thumbnail()
    except Unreadable as error:
        note(str(error))
        buffer = io.BytesIO()
        Image.new("RGB", (160, 120), "gray").save(buffer, "JPEG")
        return buffer.getvalue()
