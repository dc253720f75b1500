"""Pictures that are shown to the server, to be looked for."""

from __future__ import annotations

from http import HTTPStatus
from typing import Annotated, Any

from fastapi import APIRouter, Path, Request, Response
from starlette.datastructures import UploadFile

from lookalike.app.server import models
from lookalike.app.server.problems import Refused
from lookalike.app.server.services import Services, Shared

router = APIRouter(prefix="/v1/uploads", tags=["uploads"])

_FILE: dict[str, Any] = {"type": "string", "format": "binary"}
_BODY = {
    "requestBody": {
        "required": True,
        "content": {
            "multipart/form-data": {
                "schema": {"type": "object", "required": ["file"], "properties": {"file": _FILE}},
            },
            "image/*": {"schema": _FILE},
        },
    }
}


@router.post("", status_code=HTTPStatus.CREATED, openapi_extra=_BODY)
async def add_upload(request: Request, services: Shared) -> models.Upload:
    """Upload a picture, which queries may then name as upload:<its name>."""
    content = await content_of(request, services)
    name, decoded = await services.decode(services.uploads.put, content)
    return models.Upload(upload=name, width=decoded.width, height=decoded.height)


@router.get("/{upload}", response_class=Response, responses={200: {"content": {"image/*": {}}}})
async def get_upload(
    upload: Annotated[str, Path(pattern="^[0-9a-f]{32}$")],
    services: Shared,
) -> Response:
    """Give an uploaded picture, as it was decoded and encoded anew."""
    decoded = services.uploads[upload]
    return Response(decoded.content, media_type=decoded.media_type, headers={"Cache-Control": "private, immutable"})


async def content_of(request: Request, services: Services) -> bytes:
    """The picture file that a request brings.

    :raises Refused: there is none, or it is too large.
    """
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind == "multipart/form-data":
        async with request.form(max_files=1, max_fields=4) as form:
            file = form.get("file")
            content = await file.read() if isinstance(file, UploadFile) else b""
    elif kind.startswith("image/"):
        content = await request.body()
    else:
        raise Refused(HTTPStatus.UNSUPPORTED_MEDIA_TYPE, "Send a picture, as multipart/form-data or as image/….")
    if not content:
        raise Refused(HTTPStatus.UNPROCESSABLE_ENTITY, "There is no picture in the request: send it as file.")
    if len(content) > services.settings.upload_bytes:
        most = f"at most {services.settings.upload_bytes:,} bytes are taken"
        raise Refused(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, f"The picture is too large: {most}.")
    return content
