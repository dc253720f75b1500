"""Rounds of feedback."""

from __future__ import annotations

import time
from typing import Annotated

from fastapi import APIRouter
from pydantic import BaseModel, Field, StringConstraints

from lookalike.app.server import models, telling
from lookalike.app.server.asked import read
from lookalike.app.server.services import Services, Shared
from lookalike.engine.collection import Collection
from lookalike.engine.feedback.sessions import Choice
from lookalike.query.language import Asked
from lookalike.query.session import Round, Session
from lookalike.types import LookalikeError, Ranking

router = APIRouter(prefix="/v1/collections/{collection}", tags=["search"])

_JUDGED = 1000
"""Pictures that may be judged in a session."""

Ids = Annotated[list[Annotated[str, StringConstraints(pattern="^[0-9a-f]{32}$")]], Field(max_length=_JUDGED)]


class Judged(BaseModel):
    """What was said of the hits of one answer, by their ids."""

    liked: Ids = []
    disliked: Ids = []


class Feedback(BaseModel):
    """A query and all that was said of its hits since; the server keeps nothing of it."""

    q: str = Field(default="", description="What was looked for at first; nothing: whatever is liked.")
    rounds: list[Judged] = Field(max_length=100)
    k: int = Field(default=50, ge=1, le=500)
    offset: int = Field(default=0, ge=0, le=10_000)
    teach: bool = Field(default=False, description="Show what teaches most when it is judged, and not the best.")


@router.post("/feedback")
async def give_feedback(collection: str, asking: Feedback, services: Shared) -> models.Answer:
    """Find what has not been judged yet and answers best, by a query and what was said of its hits."""
    found, began = services.shelf[collection], time.perf_counter()
    settings = services.settings
    asked = read(asking.q, settings.query_characters, settings.query_parts) if asking.q.strip() else Asked(None)
    ranking = await services.search(_unseen, services, found, asked, asking)
    shown = await services.read(telling.hits, ranking, found)
    return models.Answer(
        query=str(asked),
        total=ranking.total,
        offset=asking.offset,
        hits=shown,
        took_ms=round(1000 * (time.perf_counter() - began), 1),
        relevant_count=None,
        notes=[],
    )


def _unseen(services: Services, collection: Collection, asked: Asked, asking: Feedback) -> Ranking:
    rounds = tuple(Round(tuple(each.liked), tuple(each.disliked)) for each in asking.rounds)
    query = None if asked.query is None else services.asker.filled(asked.query, collection)
    session = Session(query, rounds)
    if query is None and not any(session.judged.values()):
        raise LookalikeError("Nothing is looked for and nothing is liked: write a query, or like a picture.")
    if len(session.judged) > _JUDGED:
        raise LookalikeError(f"More than {_JUDGED:,} pictures are judged: leave out the first rounds.")
    choose: Choice = "informative" if asking.teach else "relevant"
    k = asking.offset + asking.k
    ranking = collection.unseen(session, k=k, where=asked.where, choose=choose)
    return Ranking(tuple(ranking)[asking.offset :], ranking.total)
