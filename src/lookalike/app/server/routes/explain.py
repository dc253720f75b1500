"""Why a picture answers."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query

from lookalike.app.server import telling
from lookalike.app.server.asked import read
from lookalike.app.server.explained import Explanation, explanation
from lookalike.app.server.routes.search import Q
from lookalike.app.server.services import Services, Shared
from lookalike.app.server.shelf import record
from lookalike.app.server.terms import terms
from lookalike.engine.collection import Collection
from lookalike.types import LookalikeError

router = APIRouter(prefix="/v1/collections/{collection}", tags=["search"])

Id = Annotated[str, Query(pattern="^[0-9a-f]{32}$", description="The picture's id.")]
Points = Annotated[bool, Query(description="Look for points that agree on where an example is; takes longer.")]


@router.get("/explain")
async def explain(collection: str, services: Shared, q: Q, id: Id, points: Points = False) -> Explanation:
    """Tell why a picture answers a query: what each part of the query finds in it, and where."""
    found = services.shelf[collection]
    return await services.search(_explained, services, found, q, id, points)


def _explained(services: Services, collection: Collection, q: str, id: str, points: bool) -> Explanation:
    whole = read(q, services.settings.query_characters, services.settings.query_parts)
    asked = whole.query
    if asked is None:
        raise LookalikeError("Nothing is looked for, so there is nothing to explain: write words or name a picture.")
    found, asker = record(collection, id), services.asker
    why = collection.explain(
        asker.filled(asked, collection),
        id,
        where=whole.where,
        points=points,
        relevant=True,
        read=lambda each: asker.picture(collection, each),
    )
    told = {str(leaf): terms(leaf)[0] for leaf in asked.leaves()}
    return explanation(why, found, telling.picture(found), told, _weights(collection), collection.remarks(asked))


def _weights(collection: Collection) -> dict[str, float]:
    """The shares of the parts of the representation, by their texts."""
    parts = collection.representation.parts
    whole = sum(part.weight for part in parts)
    return {part.chain: part.weight / whole for part in parts}
