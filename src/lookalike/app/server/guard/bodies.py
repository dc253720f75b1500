"""What is sent here: how large, and how slowly."""

from __future__ import annotations

import asyncio
import re
from dataclasses import dataclass

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from lookalike.app.server.guard.asgi import header, refuse

PLAIN = 1 << 20
"""Bytes of a body that is no picture."""

_PICTURES = re.compile(r"/v1/uploads|/v1/collections/[^/]+/images")


@dataclass(frozen=True)
class Pace:
    """How slow a client may be.

    :param idle: seconds without a byte.
    :param grace: seconds that any body may take.
    :param slowest: bytes a second beyond that.
    """

    idle: float = 10
    grace: float = 20
    slowest: float = 20_000


class Bodies:
    """Cuts bodies off that are too large or too slow, and answers in the application's place.

    :param pictures: bytes of a body where pictures are sent.
    :param together: bytes of all bodies that are being read, beyond which no further one is begun.
    """

    def __init__(self, app: ASGIApp, pictures: int, together: int = 1 << 28, pace: Pace | None = None) -> None:
        self._app, self._pictures, self._together, self._pace = app, pictures, together, pace or Pace()
        self._held = 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        most = self._pictures if _PICTURES.fullmatch(scope["path"]) else PLAIN
        length = _length(scope)
        if length is None:
            await refuse(send, 400, "The length of the body is no number: send it as Content-Length.")
        elif length > most:
            await refuse(send, 413, _large(most))
        elif length and self._held + length > self._together:
            await refuse(send, 429, "Too much is being sent at this moment: wait, and send again.", _LATER)
        else:
            body = _Body(receive, send, most, self._pace)
            self._held += length
            try:
                await self._app(scope, body.receive, body.send)
            except Exception:
                if body.fault is None:
                    raise
            finally:
                self._held -= length
            await body.finish()


class _Body:
    """A body as it comes. One that is cut off looks to the application like a client that has gone away."""

    def __init__(self, receive: Receive, send: Send, most: int, pace: Pace) -> None:
        self._receive, self._send, self._most, self._pace = receive, send, most, pace
        self._began = asyncio.get_running_loop().time()
        self._got, self._whole, self._started = 0, False, False
        self.fault: tuple[int, str] | None = None

    async def receive(self) -> Message:
        if self.fault is not None:
            return {"type": "http.disconnect"}
        if self._whole:
            return await self._receive()
        now = asyncio.get_running_loop().time()
        last = self._began + self._pace.grace + self._got / self._pace.slowest
        try:
            async with asyncio.timeout_at(min(now + self._pace.idle, last)):
                message = await self._receive()
        except TimeoutError:
            return self._cut(408, "The body came too slowly: send it again on a better connection.")
        self._got += len(message.get("body", b""))
        self._whole = not message.get("more_body", False)
        return self._cut(413, _large(self._most)) if self._got > self._most else message

    def _cut(self, status: int, sentence: str) -> Message:
        self.fault = status, sentence
        return {"type": "http.disconnect"}

    async def send(self, message: Message) -> None:
        if self.fault is None or self._started:
            self._started = True
            await self._send(message)

    async def finish(self) -> None:
        """Say what was wrong, where nothing has been said yet."""
        if self.fault is not None and not self._started:
            await refuse(self._send, *self.fault, [(b"connection", b"close")])


_LATER = [(b"retry-after", b"5")]


def _length(scope: Scope) -> int | None:
    said = header(scope, b"content-length") or "0"
    return int(said) if said.isascii() and said.isdigit() else None


def _large(most: int) -> str:
    return f"The body is larger than {most / 1e6:.3g} MB, which is the most that is taken here: send a smaller one."
