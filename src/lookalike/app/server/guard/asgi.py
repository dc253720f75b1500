"""What the guards share: headers of requests, and answers of their own."""

from __future__ import annotations

import json
from collections.abc import Iterable
from http import HTTPStatus

from starlette.types import Scope, Send

Pairs = Iterable[tuple[bytes, bytes]]


def header(scope: Scope, name: bytes) -> str | None:
    """The first header of a name in small letters."""
    return next((value.decode("latin-1") for key, value in scope["headers"] if key == name), None)


async def refuse(send: Send, status: int, detail: str, headers: Pairs = ()) -> None:
    """Answer with problem details (RFC 9457) of one sentence."""
    problem = {"type": "about:blank", "title": HTTPStatus(status).phrase, "status": status, "detail": detail}
    await answer(send, status, b"application/problem+json", json.dumps(problem).encode(), headers)


async def answer(send: Send, status: int, kind: bytes, body: bytes, headers: Pairs = ()) -> None:
    """Answer with a whole body."""
    always = [(b"content-type", kind), (b"content-length", str(len(body)).encode()), (b"cache-control", b"no-store")]
    await send({"type": "http.response.start", "status": status, "headers": [*always, *headers]})
    await send({"type": "http.response.body", "body": body})
