"""The map of a collection."""

from __future__ import annotations

from http import HTTPStatus
from typing import Annotated, Any

import numpy as np
from fastapi import APIRouter, Header, Response

from lookalike.app.server import models, works
from lookalike.app.server.problems import Refused
from lookalike.app.server.routes.jobs import told
from lookalike.app.server.services import Shared
from lookalike.engine.browse.mapping import Map
from lookalike.engine.collection import Collection

router = APIRouter(prefix="/v1/collections/{collection}/map", tags=["map"])

_POINTS: dict[int | str, dict[str, Any]] = {
    200: {
        "content": {"application/octet-stream": {"schema": {"type": "string", "format": "binary"}}},
        "description": "N points, each x and y in 0 to 1 as little-endian float32, and then N ids of 16 bytes each. "
        "The header Lookalike-Current is false where pictures have come or gone since.",
    },
    304: {"description": "Not modified."},
}


@router.get("", response_class=Response, responses=_POINTS)
async def get_map(
    collection: str, services: Shared, known: Annotated[str | None, Header(alias="If-None-Match")] = None
) -> Response:
    """Give the map that was made last: a point for each picture, and like pictures near each other."""
    made, current = await services.read(_kept, services.shelf[collection])
    if made is None:
        raise Refused(HTTPStatus.NOT_FOUND, "There is no map of the collection yet: POST here makes it.")
    etag = f'"map-{made.version}"'
    headers = {"ETag": etag, "Cache-Control": "private, no-cache", "Lookalike-Current": str(current).lower()}
    if known is not None and etag in known:
        return Response(status_code=HTTPStatus.NOT_MODIFIED, headers=headers)
    return Response(await services.read(_packed, made), media_type="application/octet-stream", headers=headers)


@router.post("", status_code=HTTPStatus.ACCEPTED)
async def make_map(collection: str, services: Shared) -> models.Job:
    """Make the map of a collection, as a job; it is kept until pictures come or go."""
    uri = services.shelf[collection].uri
    return told(services.jobs.start("map", collection, works.map, uri))


def _kept(collection: Collection) -> tuple[Map | None, bool]:
    atlas = collection.atlas
    return atlas.kept(), atlas.is_new()


def _packed(made: Map) -> bytes:
    ids = b"".join(bytes.fromhex(id.decode()) for id in made.ids)
    return np.ascontiguousarray(made.points, "<f4").tobytes() + ids
