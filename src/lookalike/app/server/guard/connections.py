"""Connections that do not wait for ever: for a request that comes a byte at a time, or an answer that nobody reads."""

from __future__ import annotations

import asyncio
from typing import Any

import h11
from uvicorn.protocols.http.h11_impl import H11Protocol


class Connection(H11Protocol):
    """uvicorn's protocol, which itself waits without end for the head of a request and for its answer to be read.

    :cvar MOST: connections of all clients; further ones are closed at once.
    :cvar HEAD: seconds that the head of a request may take, and what is left of a body that is not wanted any more.
    :cvar STALL: seconds in which a full buffer must have been read.
    """

    MOST = 500
    HEAD = 10.0
    STALL = 60.0

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self._head, self._stall = _Timer(), _Timer()

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        if len(self.connections) > self.MOST:
            transport.abort()
        else:
            self._watch()

    def data_received(self, data: bytes) -> None:
        super().data_received(data)
        self._watch()

    def on_response_complete(self) -> None:
        super().on_response_complete()
        self._watch()

    def connection_lost(self, exc: Exception | None) -> None:
        super().connection_lost(exc)
        self._head.stop()
        self._stall.stop()

    def pause_writing(self) -> None:
        super().pause_writing()
        self._stall.start(self.STALL, self.transport)

    def resume_writing(self) -> None:
        super().resume_writing()
        self._stall.stop()

    def timeout_keep_alive_handler(self) -> None:
        super().timeout_keep_alive_handler()
        # Closing waits until what was written has been read.
        self._stall.start(self.STALL, self.transport)

    def _watch(self) -> None:
        """Time what comes while no request is worked on, be it a part of a head or of a body that was refused."""
        if self.cycle is not None and not self.cycle.response_complete and self.conn.their_state is not h11.IDLE:
            self._head.stop()
        elif not self.transport.is_closing():
            self._head.start(self.HEAD, self.transport)


class _Timer:
    """Ends a connection, unless it is stopped before."""

    def __init__(self) -> None:
        self._running: asyncio.TimerHandle | None = None

    def start(self, seconds: float, transport: asyncio.Transport) -> None:
        """Begin, where it does not run already."""
        if self._running is None:
            self._running = asyncio.get_running_loop().call_later(seconds, transport.abort)

    def stop(self) -> None:
        if self._running is not None:
            self._running.cancel()
            self._running = None
