"""Search."""

from __future__ import annotations

import time
from collections.abc import Sequence
from typing import Annotated, NamedTuple

from fastapi import APIRouter, Query

from lookalike.app.server import models, telling
from lookalike.app.server.answers import DEEPEST
from lookalike.app.server.asked import read
from lookalike.app.server.services import Services, Shared
from lookalike.app.server.terms import terms
from lookalike.engine.collection import Collection
from lookalike.index.fusion import Fusion
from lookalike.query.language import Asked
from lookalike.types import LookalikeError, Ranking

router = APIRouter(prefix="/v1/collections/{collection}", tags=["search"])

Q = Annotated[
    str,
    Query(
        description='A query, as red car, or "red car" + 0.5 * image("<id>") - image("upload:<hash>") + '
        'color(top="blue") where year > 2020.',
    ),
]
Rerank = Annotated[
    str | None, Query(max_length=200, description="What ranks the first hits anew, as auto or geometric.")
]
Parts = Annotated[
    str | None,
    Query(pattern=r"^\d{1,3}(,\d{1,3}){0,63}$", description="Only these parts of the representation, by place: 0,2."),
]


@router.get("/query")
async def parse_query(collection: str, services: Shared, q: Q) -> models.Query:
    """Tell how a query is understood."""
    services.shelf[collection]
    asked = _read(services, q)
    return models.Query(query=str(asked), where=asked.where, terms=terms(asked.query))


@router.get("/search")
async def search(
    collection: str,
    services: Shared,
    q: Q,
    k: Annotated[int, Query(ge=1, le=500, description="How many hits.")] = 50,
    offset: Annotated[int, Query(ge=0, le=2**31, description="How many of the best to leave out.")] = 0,
    rerank: Rerank = None,
    relevant: Annotated[bool, Query(description="Only what is more likely a match than not.")] = False,
    fusion: Annotated[Fusion, Query(description="How the parts of the representation make one score.")] = "sum",
    parts: Parts = None,
    thumbnails: Annotated[int, Query(ge=0, le=100, description="Of how many hits the small picture comes along.")] = 0,
) -> models.Answer:
    """Find the pictures that answer a query best."""
    found, asked = services.shelf[collection], _read(services, q)
    began = time.perf_counter()
    chosen = None if parts is None else tuple(map(int, parts.split(",")))
    how = _How(rerank, relevant, fusion, chosen)
    # In one go on one thread: whoever gave it up in between would wait in line again.
    ranking, shown, remarks = await services.search(_answered, services, found, asked, k, offset, how)
    services.thumbnails.expect(found, ranking.ids)
    if thumbnails:
        small = await services.read(services.thumbnails.inlined, found, ranking.ids[:thumbnails])
        for hit in shown:
            hit.picture.thumbnail = small.get(hit.picture.id)
    return models.Answer(
        query=str(asked),
        total=min(ranking.total, DEEPEST),
        offset=offset,
        hits=shown,
        took_ms=round(1000 * (time.perf_counter() - began), 1),
        relevant_count=ranking.matches,
        notes=[*remarks, *_notes(ranking.total)],
    )


class _How(NamedTuple):
    """How an answer is made."""

    rerank: str | None
    relevant: bool
    fusion: Fusion
    parts: tuple[int, ...] | None


def _notes(total: int) -> list[str]:
    return [f"Only the {DEEPEST:,} best of {total:,} pictures are listed."] if total > DEEPEST else []


def _answered(
    services: Services, collection: Collection, asked: Asked, k: int, offset: int, how: _How
) -> tuple[Ranking, list[models.Hit], Sequence[str]]:
    """A page of an answer, how it is told, and what is to be said of the query."""
    ranking = _searched(services, collection, asked, k, offset, how)
    remarks = [] if asked.query is None else collection.remarks(asked.query)
    return ranking, telling.hits(ranking, collection), remarks


def _read(services: Services, q: str) -> Asked:
    return read(q, services.settings.query_characters, services.settings.query_parts)


def _searched(services: Services, collection: Collection, asked: Asked, k: int, offset: int, how: _How) -> Ranking:
    if asked.query is None:
        raise LookalikeError(
            "Nothing is looked for: write words or name a picture, as a condition alone ranks nothing."
        )
    query = services.asker.filled(asked.query, collection)

    def ranked(reach: int) -> Ranking:
        return collection.search(query, k=reach, where=asked.where, **how._asdict())

    key = (collection.uri, collection.version, str(asked), how)
    return services.answers.page(key, offset, k, ranked)
