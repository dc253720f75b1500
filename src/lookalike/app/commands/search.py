"""``lookalike search``."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from lookalike.app.options import Fuse, Html, Json, Rerank, Uri, opened, writable
from lookalike.app.output import note, show_json, write

if TYPE_CHECKING:
    from lookalike.engine.collection import Collection
    from lookalike.engine.feedback.sessions import Choice
    from lookalike.query.base import Query


def search(
    images: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="IMAGE", show_default=False, help="What to look for: image files, or ids of the collection."
        ),
    ] = None,
    collection: Uri = None,
    unwanted: Annotated[
        list[str] | None,
        typer.Option("--unwanted", "-u", metavar="IMAGE", help="What not to look for; may be repeated."),
    ] = None,
    query: Annotated[
        str | None, typer.Option("--query", "-q", metavar="QUERY", help="All that is looked for, as one text.")
    ] = None,
    words: Annotated[
        list[str] | None,
        typer.Option(
            metavar="TEXT",
            help="What is written of the pictures, or what they show; phrases in double quotes, and -unwanted words; "
            "may be repeated.",
        ),
    ] = None,
    sketch: Annotated[
        list[Path] | None,
        typer.Option(
            metavar="FILE", exists=True, dir_okay=False, help="A line drawing, as PNG, SVG or strokes; may be repeated."
        ),
    ] = None,
    color: Annotated[
        list[str] | None,
        typer.Option(metavar="COLOR", help="A colour, as red or #ff8800; or colours at places; may be repeated."),
    ] = None,
    concept: Annotated[
        list[str] | None,
        typer.Option(
            metavar="WORD@PLACE",
            help="A thing at a place, which may be left,top,width,height as fractions; may be repeated.",
        ),
    ] = None,
    region: Annotated[
        str | None,
        typer.Option(
            metavar="X,Y,W,H",
            help="Only this part of IMAGE: left, top, width and height, as fractions of the picture; or the x and y "
            "of three corners or more.",
        ),
    ] = None,
    liked: Annotated[
        list[str] | None,
        typer.Option(metavar="IMAGE", help="A hit that is right: look for more like it; may be repeated."),
    ] = None,
    disliked: Annotated[
        list[str] | None, typer.Option(metavar="IMAGE", help="A hit that is wrong; may be repeated.")
    ] = None,
    session: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE",
            dir_okay=False,
            callback=writable,
            help="Keep what is looked for, liked and disliked in this file, and go on from it.",
        ),
    ] = None,
    teach: Annotated[
        bool, typer.Option("--teach", help="Show the hits whose judgement teaches most, and not the best ones.")
    ] = False,
    pairs: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE",
            dir_okay=False,
            callback=writable,
            help="Write what is judged as pairs to learn from, as CSV.",
        ),
    ] = None,
    number: Annotated[int, typer.Option("--number", "-n", min=1, help="How many images to a page.")] = 20,
    page: Annotated[int, typer.Option(min=1, help="Which page of the answer.")] = 1,
    where: Annotated[
        str | None, typer.Option(metavar="CONDITION", help="Only images whose metadata meet this condition.")
    ] = None,
    fusion: Fuse = "sum",
    rerank: Rerank = None,
    relevant: Annotated[
        bool, typer.Option("--relevant", help="Only what matches, with how likely it does; that may be nothing.")
    ] = False,
    json: Json = False,
    html: Html = None,
) -> None:
    """Find pictures by examples, words, sketches, colours or things at places, or by all of these at once.

    All that is named adds up to one query, which --json prints as text. What does not suit the
    representation of the collection is told; places are kept by the preset everything alone.

    A query joins "words", image("a.jpg"), sketch("a.svg"), color("red"), color(top="blue") and
    concept("horse", at="left") by + and -, & (all of them), | (one of them) and ~ (not); a weight
    may stand before *, and where and a condition at the end. Places are left, right, top, bottom,
    center, top_left and so on, or boxes such as (0, 0.5, 1, 0.5).

    With a representation that holds regions(), --region looks for what is in it as one blob,
    wherever it lies, and the answer says where.

    With --liked, --disliked or --session, what is said of the hits makes a new query, and what has
    not been judged is shown. It is learnt from all rounds that the session's file holds.

    A condition compares id, path, bytes, width, height, format, taken, year, month, camera,
    latitude, longitude or tag (the names of folders), and may use and, or and not.

    What matches, --relevant tells by how the pictures of the collection compare with each other.

    \b
    Examples:
      lookalike search photos/beach.jpg
      lookalike search photos/beach.jpg photos/2024/coast.jpg -u photos/forest.jpg
      lookalike search photos/beach.jpg --region 0,0,1,0.4
      lookalike search photos/beach.jpg --rerank geometric --html found.html
      lookalike search photos/beach.jpg --rerank 'auto >> mmr'
      lookalike search --color orange
      lookalike search --words "dog on a beach"
      lookalike search --color "top:sky blue, bottom:green" --concept "horse@left" --words meadow
      lookalike search --query 'image("photos/beach.jpg") - image("photos/forest.jpg") where year > 2020'
      lookalike search photos/beach.jpg --liked photos/2024/coast.jpg --disliked photos/forest.jpg
      lookalike search photos/beach.jpg --session beach.json
      lookalike search --session beach.json --liked photos/2024/coast.jpg --pairs pairs.csv
      lookalike search photos/beach.jpg -n 5 --page 2
      lookalike search photos/beach.jpg --where "taken > 2020 and tag = '2024'"
      lookalike search photos/beach.jpg --json
      lookalike search photos/beach.jpg --html answer.html
    """
    from lookalike.app.asking import Options
    from lookalike.app.hits import answer_page, as_objects, judged_remark, relevant_remark, remark, show
    from lookalike.app.judging import Judging, pairs_table
    from lookalike.query.language import Asked

    judging = Judging(liked or [], disliked or [], session)
    if judging.wanted and (page > 1 or rerank or relevant or fusion != "sum"):
        raise typer.BadParameter("Sessions have no --page, --rerank, --relevant or --fusion.")
    if (teach or pairs) and not judging.wanted:
        raise typer.BadParameter("--teach and --pairs go with --liked, --disliked or --session.")
    options = Options(
        images or [], unwanted or [], region, query, words or [], sketch or [], color or [], concept or [], where
    )
    if not options.looks and not judging.begun and not liked:
        new = f"There is no session {session} yet: begin it with what to look for. " if session else ""
        raise typer.BadParameter(f"{new}Name an IMAGE, --words, a --sketch, a --color, a --concept or a --query.")
    asked = options.asked()
    found = opened(collection)
    _refuse_empty(found)
    offset = (page - 1) * number
    if judging.wanted:
        told = judging.session(found, asked)
        asked = replace(asked, where=told.where)
        sought: Query | None = told.query
        choose: Choice = "informative" if teach else "relevant"
        answer = found.unseen(told, k=number, where=asked.where, choose=choose)
        if pairs is not None:
            write(pairs, pairs_table(found, told))
    else:
        sought = asked.sought()
        answer = found.search(
            sought, k=number, offset=offset, where=asked.where, fusion=fusion, rerank=rerank, relevant=relevant
        )
    records = found.records(answer.ids)
    text = str(Asked(sought, asked.where))
    notes = [] if sought is None else found.remarks(sought)
    if judging.wanted:
        reach = judged_remark(answer)
    else:
        reach = relevant_remark(answer, offset, page) if relevant else remark(answer, offset, page)
    if html is not None:
        write(html, answer_page(found, sought, text, answer, records, notes if answer else [*notes, reach]))
    if json:
        said = {
            "text": text,
            "fusion": fusion,
            "rerank": rerank,
            "relevant": relevant,
            "liked": liked or [],
            "disliked": disliked or [],
            "number": number,
            "page": page,
        }
        hits = as_objects(answer, records)
        show_json({"query": said, "total": answer.total, "matches": answer.matches, "hits": hits, "notes": notes})
        return
    if answer:
        show(answer, records, offset, geometry=rerank is not None and "geometric" in rerank)
    for each in (*notes, reach):
        note(each)


def _refuse_empty(collection: Collection) -> None:
    from lookalike.types import LookalikeError

    if not len(collection):
        raise LookalikeError(f"The collection {collection.uri} holds no images yet: add some with lookalike index.")
