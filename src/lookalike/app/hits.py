"""The hits of an answer: as a table, as JSON, and as a page."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from lookalike.app.output import printable, show_table
from lookalike.app.pages import page
from lookalike.app.pages.matches import Scaled, as_object, proof
from lookalike.app.pages.parts import caption, parts, whole
from lookalike.collection.paths import text_path
from lookalike.engine.collection import Collection
from lookalike.query.base import Query
from lookalike.query.example import Region, Whole
from lookalike.types import Match, Ranking, Record

NONE_MEETS = "No image meets the condition: see whether its parts contradict each other, or ask for less."


def show(answer: Ranking, records: dict[str, Record], offset: int, geometry: bool) -> None:
    """A table; with what was asked for: where hits were before, how likely they match, the features that agree."""
    likely = any(hit.probability is not None for hit in answer)
    anew = any(hit.before is not None for hit in answer)
    geometry = geometry or any(hit.match is not None for hit in answer)
    asked = (("Before", anew), ("Score", True), ("Probability", likely), ("Inliers", geometry))
    columns = ("#", *(name for name, wanted in asked if wanted))
    rows = [
        (
            offset + i,
            *([str(hit.before)] if anew else []),
            f"{hit.score:.3f}",
            *([_percent(hit.probability)] if hit.probability is not None else []),
            *([str(hit.match.inliers) if hit.match else "-"] if geometry else []),
            _named(records[hit.id]),
        )
        for i, hit in enumerate(answer, 1)
    ]
    show_table((*columns, "Image"), rows, numeric=columns)


def _named(record: Record) -> str:
    more = len(record.copies)
    return f"{text_path(record.path)}" + (f" (and {more} {'copy' if more == 1 else 'copies'})" if more else "")


def as_objects(answer: Ranking, records: dict[str, Record]) -> list[dict[str, Any]]:
    """The hits for a program."""
    return [
        {
            "id": hit.id,
            "path": records[hit.id].path,
            "copies": list(records[hit.id].copies),
            "score": float(hit.score),
            "why": {part: float(share) for part, share in hit.why.items()},
            "box": hit.box and hit.box._asdict(),
            "match": hit.match and as_object(hit.match),
            "probability": hit.probability,
            "before": hit.before,
        }
        for hit in answer
    ]


def remark(answer: Ranking, offset: int, page: int) -> str:
    """Which hits of how many are shown, and how to go on."""
    if not answer.total:
        return NONE_MEETS
    if not answer:
        return f"Page {page} is past the end: there are {answer.total:,} images."
    last = offset + len(answer)
    more = f"; go on with --page {page + 1}" if last < answer.total else ""
    return f"{offset + 1:,} to {last:,} of {answer.total:,} images{more}."


def relevant_remark(answer: Ranking, offset: int, page: int) -> str:
    """The same of hits that match."""
    if not answer.total:
        return NONE_MEETS
    if not answer.matches:
        return "Nothing here matches: leave out --relevant to see what comes nearest."
    whole = f"{answer.matches:,} of {answer.total:,} images {'matches' if answer.matches == 1 else 'match'}"
    if not answer:
        return f"Page {page} is past the end: {whole}."
    if len(answer) == answer.matches:
        return f"{whole}."
    last = offset + len(answer)
    more = f"; go on with --page {page + 1}" if last < answer.matches else ""
    return f"{offset + 1:,} to {last:,} of what matches, {whole}{more}."


def judged_remark(answer: Ranking) -> str:
    """How to go on where hits are judged."""
    if not answer.total:
        return NONE_MEETS
    return f"{len(answer):,} of {answer.total:,} images; tell by --liked and --disliked which are right."


def _percent(probability: float) -> str:
    """No more certain than what is estimated can be."""
    return f"{min(max(probability, 0.01), 0.99):.0%}"


def _proven(sought: Scaled | None, found: Scaled, match: Match) -> dict[str, Any]:
    """What a page shows of the geometry of a hit; ``sought`` is the only example, if it is."""
    corners = (match.outline + 0.5) / found.size
    shown: dict[str, Any] = {"outline": corners.tolist(), "proven": f"{match.inliers} features agree"}
    return shown if sought is None else shown | {"proof": proof(sought, found, match)}


def answer_page(
    collection: Collection,
    query: Query | None,
    text: str,
    answer: Ranking,
    records: dict[str, Record],
    notes: Sequence[str],
) -> str:
    """The hits as a page, with the parts of the query.

    :param text: the query and its condition, as they are written.
    :param notes: what to know of how it is answered, as sentences.
    """
    pictures = collection.thumbnails(answer.ids)
    only = query if isinstance(query, Whole | Region) and any(hit.match for hit in answer) else None
    sought = None if only is None else whole(only, collection)
    hits = [
        page.Shown(
            thumbnail=pictures[hit.id],
            caption=printable(text_path(records[hit.id].path).name),
            score=hit.score,
            likely="" if hit.probability is None else _percent(hit.probability),
            why=hit.why,
            href=text_path(records[hit.id].path).as_uri(),
            note="" if hit.before is None else f"{hit.before} by the scores",
            boxes=[hit.box] if hit.box else [],
            **(_proven(sought, Scaled.stored(pictures[hit.id], records[hit.id]), hit.match) if hit.match else {}),
        )
        for hit in answer
    ]
    name = "what was liked" if query is None else caption(query)
    shown = [] if query is None else parts(query, collection)
    return page.results_page(
        f"Pictures of {name}", [page.Answer(name, shown, hits, printable(text), list(map(printable, notes)))]
    )
