"""The protocol against clients that are slow on purpose, over real sockets."""

from __future__ import annotations

import asyncio
import socket
import threading
import time
from contextlib import contextmanager

import pytest
import uvicorn

from lookalike.app.server.guard.connections import Connection

LARGE = 20_000_000


class Impatient(Connection):
    MOST, HEAD, STALL = 8, 0.4, 0.4


async def app(scope, receive, send):
    size = LARGE if scope["path"] == "/large" else 2
    if scope["path"] == "/slow":
        await asyncio.sleep(1)
    await send({"type": "http.response.start", "status": 200, "headers": [(b"content-length", str(size).encode())]})
    for start in range(0, size, 65536):
        await send({"type": "http.response.body", "body": b"a" * min(65536, size - start), "more_body": True})
    await send({"type": "http.response.body", "body": b""})


@pytest.fixture(scope="module")
def server():
    with socket.create_server(("127.0.0.1", 0)) as listening:
        server = uvicorn.Server(uvicorn.Config(app, http=Impatient, lifespan="off", log_level="critical"))
        thread = threading.Thread(target=server.run, args=([listening],))
        thread.start()
        while not server.started:
            time.sleep(0.01)
        yield server, listening.getsockname()
        server.should_exit = True
        thread.join()


@contextmanager
def connected(server):
    with socket.create_connection(server[1], timeout=5) as client:
        yield client


def read(client):
    """Everything until the server closes."""
    got = bytearray()
    try:
        while chunk := client.recv(1 << 20):
            got += chunk
    except ConnectionResetError:
        pass
    return bytes(got)


def trickle(client, content, seconds=5.0):
    """Send a byte at a time; the seconds until the server closes."""
    began = time.monotonic()
    client.settimeout(0.05)
    for byte in content:
        if time.monotonic() - began > seconds:
            break
        try:
            client.sendall(bytes([byte]))
            if not client.recv(1):
                break
        except TimeoutError:
            continue
        except OSError:
            break
    return time.monotonic() - began


def test_a_head_that_never_comes_is_not_waited_for(server):
    with connected(server) as client:
        began = time.monotonic()
        assert read(client) == b""
        assert time.monotonic() - began < 2


def test_a_head_a_byte_at_a_time_is_not_waited_for(server):
    with connected(server) as client:
        assert trickle(client, b"GET / HTTP/1.1\r\nHost: a\r\n" + b"X: y\r\n" * 100) < 2


def test_the_next_head_is_not_waited_for_either(server):
    with connected(server) as client:
        client.sendall(b"GET / HTTP/1.1\r\nHost: a\r\n\r\n")
        assert client.recv(1000).startswith(b"HTTP/1.1 200")
        assert trickle(client, b"GET / HTTP/1.1\r\nHost: a\r\n" + b"X: y\r\n" * 100) < 2


def test_a_body_that_nobody_wants_is_not_read_for_ever(server):
    with connected(server) as client:
        client.sendall(b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1000000\r\n\r\n")
        time.sleep(0.2)
        assert client.recv(1000).startswith(b"HTTP/1.1 200")
        assert trickle(client, bytes(1000)) < 2


def test_an_answer_may_take_longer_than_a_head(server):
    with connected(server) as client:
        client.sendall(b"GET /slow HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")
        assert read(client).endswith(b"\r\n\r\naa")


def test_an_answer_that_is_read_is_sent_whole(server):
    with connected(server) as client:
        client.sendall(b"GET /large HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")
        assert len(read(client).partition(b"\r\n\r\n")[2]) == LARGE


def test_an_answer_that_nobody_reads_is_given_up(server):
    with connected(server) as client:
        client.sendall(b"GET /large HTTP/1.1\r\nHost: a\r\n\r\n")
        time.sleep(1.5)
        assert not server[0].server_state.connections
        assert len(read(client)) < LARGE


def test_connections_are_bounded(server):
    held = [socket.create_connection(server[1], timeout=5) for _ in range(Impatient.MOST)]
    with connected(server) as client:
        began = time.monotonic()
        assert read(client) == b""
        assert time.monotonic() - began < 0.2
    for each in held:
        each.sendall(b"GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")
        assert read(each).endswith(b"aa")
        each.close()
