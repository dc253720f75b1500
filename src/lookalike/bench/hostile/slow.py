"""Clients that hold on to a connection as long as they can."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Iterator
from itertools import count

from lookalike.bench.hostile.attacks import Target, request

PATIENCE = 150.0
"""Seconds after which a server that still waits is at fault."""


async def hold_on(place: str, beginning: bytes, drop: bytes, reads: bool) -> float | None:
    """Send the beginning, then a drop every second; the seconds until the server gives up, None if it does not.

    :param place: a host and its port.
    :param drop: nothing more is sent where it is empty.
    :param reads: what the server answers is read, else the connection is held with full buffers, and only what is sent
        tells that the server has closed it.
    """
    began = time.monotonic()
    host, port = place.split(":")
    reader, writer = await asyncio.open_connection(host, int(port), limit=1 << 10)
    reading = asyncio.ensure_future(_read(reader)) if reads else None
    try:
        writer.write(beginning)
        while time.monotonic() - began < PATIENCE:
            await asyncio.sleep(1)
            if (reading is not None and reading.done()) or writer.transport.is_closing():
                return time.monotonic() - began
            writer.write(drop)
    except OSError:
        return time.monotonic() - began
    finally:
        writer.transport.abort()
        if reading is not None:
            reading.cancel()
    return None


async def _read(reader: asyncio.StreamReader) -> None:
    try:
        while await reader.read(1 << 16):
            pass
    except OSError:
        pass


def ways(target: Target) -> Iterator[tuple[bytes, bytes, bool]]:
    """What :func:`hold_on` takes: beginnings, drops, and whether answers are read."""
    picture = f"/v1/collections/{target.collection}/images/{target.id}/picture?side=1600"
    upload = {"Content-Length": "1000000", "Content-Type": "image/jpeg"}
    chunked = {"Transfer-Encoding": "chunked", "Content-Type": "image/jpeg"}
    for turn in count():
        yield (
            (b"", b"", True),
            (b"GET / HTTP/1.1\r\nHost: a\r\n", b"X: y\r\n", True),
            (request("POST", "/v1/uploads", target.host, upload, b"\xff\xd8"), b"a", True),
            (request("POST", "/v1/uploads", target.host, upload), b"", True),
            (request("POST", "/v1/uploads", target.host, chunked, b"1\r\na\r\n"), b"1\r\na\r\n", True),
            (request("GET", picture, target.host) * 200, b"\r\n", False),
        )[turn % 6]
