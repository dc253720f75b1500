"""The picture that a request brings."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

from fastapi import Request
from starlette.datastructures import UploadFile

from lookalike.app.server.problems import Refused
from lookalike.app.server.services import Services

_FILE: dict[str, Any] = {"type": "string", "format": "binary"}
BODY = {
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
"""What requests that bring a picture look like, for the documentation."""


async def content_of(request: Request, services: Services) -> tuple[bytes, str]:
    """The content of the picture file that a request brings, and the file's name, if it has one.

    :raises Refused: there is none, or it is too large.
    """
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind == "multipart/form-data":
        async with request.form(max_files=1, max_fields=4) as form:
            file = form.get("file")
            content, name = (await file.read(), file.filename) if isinstance(file, UploadFile) else (b"", None)
    elif kind.startswith("image/"):
        content, name = await request.body(), None
    else:
        raise Refused(HTTPStatus.UNSUPPORTED_MEDIA_TYPE, "Send a picture, as multipart/form-data or as image/….")
    if not content:
        raise Refused(HTTPStatus.UNPROCESSABLE_ENTITY, "There is no picture in the request: send it as file.")
    if len(content) > services.settings.upload_bytes:
        most = f"at most {services.settings.upload_bytes:,} bytes are taken"
        raise Refused(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, f"The picture is too large: {most}.")
    return content, name or ""
