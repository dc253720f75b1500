"""How many requests are worked on at once."""

from __future__ import annotations

from starlette.types import ASGIApp, Receive, Scope, Send

from lookalike.app.server.guard.asgi import refuse


class Crowd:
    """Lets so many requests in at once; more are told to come again.

    Streams of events last as long as a page is open and cost nothing: they are not counted.
    """

    def __init__(self, app: ASGIApp, most: int) -> None:
        self._app, self._most, self._inside = app, most, 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["path"].endswith("/events"):
            await self._app(scope, receive, send)
        elif self._inside >= self._most:
            await refuse(send, 503, "The server is busy: ask again in a moment.", [(b"retry-after", b"1")])
        else:
            self._inside += 1
            try:
                await self._app(scope, receive, send)
            finally:
                self._inside -= 1
