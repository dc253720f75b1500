"""``lookalike search``."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from lookalike.app.options import Fuse, Html, Json, Rerank, Uri, opened, writable
from lookalike.app.output import note, printable, show_json, show_table, write
from lookalike.collection.paths import text_path

if TYPE_CHECKING:
    from lookalike.app.asking import Seen, Shown
    from lookalike.engine.collection import Collection
    from lookalike.types import Match, Ranking, Record


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
    color: Annotated[
        list[str] | None,
        typer.Option(metavar="COLOR", help="A colour to look for, as red or #ff8800; may be repeated."),
    ] = None,
    words: Annotated[
        list[str] | None,
        typer.Option(
            metavar="TEXT",
            help="What the pictures show, in English; may be repeated. It takes a collection indexed with the preset "
            "words, or with another representation that holds concepts().",
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
    """Find the pictures that look like the given ones, or show what words say.

    With a representation that holds regions(), --region looks for what is in it as one blob,
    wherever it lies, and the answer says where.

    With --liked, --disliked or --session, what is said of the hits makes a new query, and what has
    not been judged is shown. It is learnt from all rounds that the session's file holds.

    A condition compares path, bytes, width, height, format, taken, year, month, camera,
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
      lookalike search photos/beach.jpg --liked photos/2024/coast.jpg --disliked photos/forest.jpg
      lookalike search photos/beach.jpg --session beach.json
      lookalike search --session beach.json --liked photos/2024/coast.jpg --pairs pairs.csv
      lookalike search photos/beach.jpg -n 5 --page 2
      lookalike search photos/beach.jpg --where "taken > 2020 and tag = '2024'"
      lookalike search photos/beach.jpg --json
      lookalike search photos/beach.jpg --html answer.html
    """
    from lookalike.app.asking import shown
    from lookalike.app.judging import Judging, pairs_table

    judging = Judging(liked or [], disliked or [], session)
    if judging.wanted and (page > 1 or rerank or relevant or fusion != "sum"):
        raise typer.BadParameter("Sessions have no --page, --rerank, --relevant or --fusion.")
    if (teach or pairs) and not judging.wanted:
        raise typer.BadParameter("--teach and --pairs go with --liked, --disliked or --session.")
    if not images and not color and not words and not judging.begun and not liked:
        raise typer.BadParameter("Name an IMAGE, a --color or --words.")
    found = opened(collection)
    _refuse_empty(found)
    wanted, less = shown(images or [], color or [], region, words or []), shown(unwanted or [])
    offset = (page - 1) * number
    if judging.wanted:
        told = judging.session(found, wanted, less)
        answer = found.unseen(told, k=number, where=where, choose="informative" if teach else "relevant")
        if pairs is not None:
            write(pairs, pairs_table(found, told))
    else:
        answer = found.search(
            [each.example for each in wanted],
            unwanted=[each.example for each in less],
            k=number,
            offset=offset,
            where=where,
            fusion=fusion,
            rerank=rerank,
            relevant=relevant,
        )
    records = found.records(answer.ids)
    if html is not None:
        write(html, _page(found, wanted, less, answer, records))
    if json:
        query = {
            "wanted": [*(images or []), *(color or []), *(words or [])],
            "unwanted": unwanted or [],
            "region": region,
            "where": where,
            "fusion": fusion,
            "rerank": rerank,
            "relevant": relevant,
            "liked": liked or [],
            "disliked": disliked or [],
            "number": number,
            "page": page,
        }
        show_json({"query": query, "total": answer.total, "hits": _hits(answer, records)})
        return
    if answer:
        _show(answer, records, offset, geometry=rerank is not None and "geometric" in rerank)
    note(_relevant_remark(answer, number, page) if relevant else _remark(answer, offset, page))


def _show(answer: Ranking, records: dict[str, Record], offset: int, geometry: bool) -> None:
    """A table; with what was asked for: how likely hits match, the features that belong together."""
    likely = any(hit.probability is not None for hit in answer)
    columns = ("#", "Score", *(["Probability"] if likely else []), *(["Inliers"] if geometry else []))
    rows = [
        (
            offset + i,
            f"{hit.score:.3f}",
            *([_percent(hit.probability)] if hit.probability is not None else []),
            *([str(hit.match.inliers) if hit.match else "-"] if geometry else []),
            _named(records[hit.id]),
        )
        for i, hit in enumerate(answer, 1)
    ]
    show_table((*columns, "Image"), rows, numeric=columns)


def _refuse_empty(collection: Collection) -> None:
    from lookalike.types import LookalikeError

    if not len(collection):
        raise LookalikeError(f"The collection {collection.uri} holds no images yet: add some with lookalike index.")


def _named(record: Record) -> str:
    more = len(record.copies)
    return f"{text_path(record.path)}" + (f" (and {more} {'copy' if more == 1 else 'copies'})" if more else "")


def _hits(answer: Ranking, records: dict[str, Record]) -> list[dict[str, Any]]:
    return [
        {
            "id": hit.id,
            "path": records[hit.id].path,
            "copies": list(records[hit.id].copies),
            "score": float(hit.score),
            "why": {part: float(share) for part, share in hit.why.items()},
            "box": hit.box and hit.box._asdict(),
            "match": None if hit.match is None else _found(hit.match),
            "probability": hit.probability,
        }
        for hit in answer
    ]


def _found(match: Match) -> dict[str, Any]:
    return {
        "inliers": match.inliers,
        "transform": match.transform.round(6).tolist(),
        "outline": match.outline.round(2).tolist(),
    }


def _remark(answer: Ranking, offset: int, page: int) -> str:
    if not answer.total:
        return "No image meets the condition."
    if not answer:
        return f"Page {page} is past the end: there are {answer.total:,} images."
    last = offset + len(answer)
    more = f"; go on with --page {page + 1}" if last < answer.total else ""
    return f"{offset + 1:,} to {last:,} of {answer.total:,} images{more}."


def _relevant_remark(answer: Ranking, number: int, page: int) -> str:
    if not answer.total:
        return "No image meets the condition."
    if not answer:
        whole = "Nothing here matches" if page == 1 else f"Nothing more matches on page {page}"
        return f"{whole}: leave out --relevant to see what comes nearest."
    more = f"; go on with --page {page + 1}" if len(answer) == number else ""
    return f"{len(answer):,} of {answer.total:,} images match{more}."


def _percent(probability: float) -> str:
    """No more certain than what is estimated can be."""
    return f"{min(max(probability, 0.01), 0.99):.0%}"


def _proven(sought: Seen | None, found: Seen, match: Match) -> dict[str, Any]:
    """What a page shows of the geometry of a hit; ``sought`` is the only example, if it is."""
    from lookalike.app.asking import proof

    corners = (match.outline + 0.5) / found.size
    shown: dict[str, Any] = {"outline": corners.tolist(), "proven": f"{match.inliers} features agree"}
    return shown if sought is None else shown | {"proof": proof(sought, found, match)}


def _page(
    collection: Collection, wanted: list[Shown], less: list[Shown], answer: Ranking, records: dict[str, Record]
) -> str:
    from lookalike.app import page
    from lookalike.app.asking import captions, seen
    from lookalike.query.words import Words

    pictures = collection.thumbnails([*answer.ids, *(id for each in wanted for id in each.ids)])
    proven = len(wanted) == 1 and any(hit.match for hit in answer)
    sought = wanted[0].whole(collection, pictures) if proven else None
    hits = [
        page.Shown(
            thumbnail=pictures[hit.id],
            caption=printable(text_path(records[hit.id].path).name),
            score=hit.score,
            likely="" if hit.probability is None else _percent(hit.probability),
            why=hit.why,
            href=text_path(records[hit.id].path).as_uri(),
            boxes=[hit.box] if hit.box else [],
            **(_proven(sought, seen(pictures[hit.id], records[hit.id]), hit.match) if hit.match else {}),
        )
        for hit in answer
    ]
    caption = captions(wanted) + (f", unlike {captions(less)}" if less else "")
    queries = [each.thumbnail(pictures) for each in wanted if not isinstance(each.example, Words)]
    title = f"{'Look-alikes' if queries else 'Pictures'} of {caption}"
    return page.results_page(title, [page.Answer(caption, queries, hits)])
