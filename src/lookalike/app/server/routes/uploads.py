"""Pictures that are shown to the server, to be looked for."""

from __future__ import annotations

from http import HTTPStatus
from typing import Annotated, Any

from fastapi import APIRouter, Path, Request, Response

from lookalike.app.server import models
from lookalike.app.server.receiving import BODY, content_of
from lookalike.app.server.services import Shared

PICTURE: dict[int | str, dict[str, Any]] = {
    200: {"content": {"image/*": {"schema": {"type": "string", "format": "binary"}}}, "description": "The picture."}
}

router = APIRouter(prefix="/v1/uploads", tags=["uploads"])


@router.post("", status_code=HTTPStatus.CREATED, openapi_extra=BODY)
async def add_upload(request: Request, services: Shared) -> models.Upload:
    """Upload a picture, which queries may then name as upload:<its name>."""
    content, _ = await content_of(request, services)
    name, decoded = await services.decode(services.uploads.put, content)
    return models.Upload(upload=name, width=decoded.width, height=decoded.height)


@router.get("/{upload}", response_class=Response, responses=PICTURE)
async def get_upload(
    upload: Annotated[str, Path(pattern="^[0-9a-f]{32}$")],
    services: Shared,
) -> Response:
    """Give an uploaded picture, as it was decoded and encoded anew."""
    decoded = services.uploads[upload]
    return Response(decoded.content, media_type=decoded.media_type, headers={"Cache-Control": "private, immutable"})
