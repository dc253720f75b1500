"""Runs the application in this process."""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable, Mapping
from urllib.parse import urlencode

import uvicorn

from lookalike.app.server.application import build
from lookalike.app.server.guard.connections import Connection
from lookalike.app.server.settings import Settings
from lookalike.app.server.shelf import warm_up
from lookalike.engine.collection import Collection
from lookalike.types import LookalikeError

_HEAD = 1 << 16
"""Bytes of the head of a request, in which a whole query must find room."""

_PATIENCE = 5
"""Seconds that requests may take to end when the server is stopped."""


def run(
    collections: Mapping[str, Collection], settings: Settings, host: str, port: int, ready: Callable[[str], None]
) -> None:
    """Serve until the process is interrupted.

    :param ready: is told the address to open, as soon as connections are taken.
    :raises LookalikeError: the address cannot be listened at.
    """
    app = build(collections, settings)
    listening = _listening(host, port)
    name = f"[{host}]" if ":" in host else host
    config = uvicorn.Config(
        app,
        http=Connection,
        ws="none",
        h11_max_incomplete_event_size=_HEAD,
        access_log=False,  # addresses may hold the token
        log_level="warning",
        server_header=False,
        date_header=True,
        timeout_graceful_shutdown=_PATIENCE,
    )
    threading.Thread(target=_warm_up, args=(collections,), name="lookalike-warm-up", daemon=True).start()
    entry = "" if settings.token is None else f"?{urlencode({'token': settings.token})}"
    ready(f"http://{name}:{listening.getsockname()[1]}/{entry}")
    uvicorn.Server(config).run([listening])


def _warm_up(collections: Mapping[str, Collection]) -> None:
    for collection in collections.values():
        warm_up(collection)


def _listening(host: str, port: int) -> socket.socket:
    try:
        family = socket.AF_INET6 if ":" in host else socket.AF_INET
        listening = socket.create_server((host, port), family=family, backlog=2048)
        # Head and body of an answer are written one after the other: without this, the body of a small picture waits
        # 40 ms for the browser to acknowledge the head. Connections inherit it.
        listening.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        return listening
    except OSError as error:
        raise LookalikeError(f"Cannot listen at {host}, port {port}: {error.strerror}; try another --port.") from error
