"""The pictures of a collection."""

from __future__ import annotations

from http import HTTPStatus
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Header, Path, Query, Request, Response
from pydantic import BeforeValidator

from lookalike.app.server import incoming, models, telling, works
from lookalike.app.server.asked import refuse_paths
from lookalike.app.server.pictures import picture
from lookalike.app.server.problems import Refused
from lookalike.app.server.receiving import BODY, content_of
from lookalike.app.server.routes.jobs import told
from lookalike.app.server.services import Services, Shared
from lookalike.app.server.shelf import record
from lookalike.collection.decode import THUMBNAIL, content_id
from lookalike.engine.collection import Collection

router = APIRouter(prefix="/v1/collections/{collection}/images", tags=["images"])

Id = Annotated[str, Path(pattern="^[0-9a-f]{32}$", description="The picture's id.")]
Where = Annotated[str | None, Query(description="A condition on metadata, as taken > 2020 and tag = 'dog'.")]
Known = Annotated[str | None, Header(alias="If-None-Match")]

Side = Annotated[Literal[64, 128, 256], BeforeValidator(int)]
"""Pixels of the longer side of a small picture; an address tells it as text."""

FOREVER = "private, max-age=31536000, immutable"
"""An id is the hash of the content: what it names never changes."""

JPEG: dict[int | str, dict[str, Any]] = {
    200: {"content": {"image/jpeg": {"schema": {"type": "string", "format": "binary"}}}, "description": "A JPEG file."},
    304: {"description": "Not modified."},
}


@router.get("")
async def list_images(
    collection: str,
    services: Shared,
    offset: Annotated[int, Query(ge=0, le=2**31)] = 0,
    limit: Annotated[int, Query(ge=1, le=500)] = 50,
    where: Where = None,
    places: bool = False,
) -> models.Pictures:
    """List pictures, those taken last first."""
    found = services.shelf[collection]
    listed = await services.read(_listed, found, offset, limit, where, places)
    services.thumbnails.expect(found, [image.id for image in listed.images])
    return listed


def _listed(collection: Collection, offset: int, limit: int, where: str | None, places: bool) -> models.Pictures:
    refuse_paths(where)
    ids = collection.catalog().ids if where is None else collection.matching(where)
    page = ids[offset : offset + limit]
    records = collection.records(page)
    images = [telling.picture(records[id], places) for id in page if id in records]
    return models.Pictures(total=len(ids), images=images)


@router.get("/{id}")
async def get_image(collection: str, id: Id, services: Shared, places: bool = False) -> models.Picture:
    """Tell what is known of a picture."""
    found = services.shelf[collection]
    return telling.picture(await services.read(record, found, id), places)


@router.post("", status_code=HTTPStatus.ACCEPTED, openapi_extra=BODY)
async def add_image(collection: str, request: Request, services: Shared) -> models.Added:
    """Take a picture in, which a job then indexes; only where pictures may be added."""
    found = _writable(services, collection)
    content, name = await content_of(request, services)
    return await services.decode(_added, services, collection, found, content, name)


@router.delete("/{id}", status_code=HTTPStatus.NO_CONTENT)
async def remove_image(collection: str, id: Id, services: Shared) -> None:
    """Forget a picture, whose file stays where it is; only where pictures may be removed."""
    found = _writable(services, collection)
    await services.read(record, found, id)
    await services.search(found.remove, [id])


@router.get("/{id}/picture", response_class=Response, responses=JPEG)
async def get_picture(
    collection: str,
    id: Id,
    services: Shared,
    side: Annotated[int, Query(ge=64, le=4096, description="Pixels of the longer side, at most.")] = 1600,
    known: Known = None,
) -> Response:
    """Give the picture itself, without what the camera wrote."""
    found, etag = services.shelf[collection], f'"{id}-{side}"'
    headers = {"ETag": etag, "Cache-Control": FOREVER}
    asked = await services.read(record, found, id)
    if known is not None and etag in known:
        return Response(status_code=HTTPStatus.NOT_MODIFIED, headers=headers)
    decoded = await services.decode(picture, services.decoders, asked, side)
    return Response(decoded.content, media_type=decoded.media_type, headers=headers)


@router.get("/{id}/thumbnail", response_class=Response, responses=JPEG)
async def get_thumbnail(collection: str, id: Id, services: Shared, side: Side = 256, known: Known = None) -> Response:
    """Give a small picture, whose longer side has at most so many pixels."""
    found, etag = services.shelf[collection], f'"{id}-{side}"'
    headers = {"ETag": etag, "Cache-Control": FOREVER}
    if known is not None and etag in known:
        return Response(status_code=HTTPStatus.NOT_MODIFIED, headers=headers)
    content = services.thumbnails.kept(found, id) if side == THUMBNAIL else None
    if content is None:
        content = await services.read(services.thumbnails.small, found, id, side)
    return Response(content, media_type="image/jpeg", headers=headers)


def _writable(services: Services, name: str) -> Collection:
    found = services.shelf[name]
    if not services.settings.writable:
        raise Refused(HTTPStatus.FORBIDDEN, "Nothing may be changed here: its operator can serve with --writable.")
    return found


def _added(services: Services, name: str, collection: Collection, content: bytes, file: str) -> models.Added:
    services.decoders.decoded(content, THUMBNAIL)
    id = content_id(content)
    if collection.records([id]):
        return models.Added(id=id, job=None)
    folder = incoming.put(collection.uri, content, file)
    job = services.jobs.start("add", name, works.add, collection.uri, str(folder), again=True)
    return models.Added(id=id, job=told(job))
