"""``lookalike serve`` in a process of its own, and clients that ask it."""

from __future__ import annotations

import asyncio
import re
import signal
import subprocess
import sys
import threading
from collections import deque
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import IO, NamedTuple, Self

_READY = re.compile(r"http://([\d.]+):(\d+)")
_UNLIMITED = 1e9


class Served:
    """A server on a free port of this machine, as a context; without a limit of the rate, and with any further options.

    :raises RuntimeError: it does not come up.
    """

    host: str
    port: int

    def __init__(self, collections: Sequence[Path], *options: str) -> None:
        places = [str(place) for place in collections]
        command = ["serve", *places, "--port", "0", "--rate", str(_UNLIMITED), *options]
        self._command = [sys.executable, "-m", "lookalike", *command]
        self.log: deque[str] = deque(maxlen=10_000)
        """What it has said, line by line."""

    def __enter__(self) -> Self:
        self._process = subprocess.Popen(self._command, stderr=subprocess.PIPE, text=True)
        assert self._process.stderr is not None
        for line in self._process.stderr:
            if found := _READY.search(line):
                self.host, self.port = found[1], int(found[2])
                self._listener = threading.Thread(target=self._listen, args=(self._process.stderr,))
                self._listener.start()
                return self
            self.log.append(line)
        self._end()
        raise RuntimeError(f"The server did not come up: {''.join(self.log)}")

    def __exit__(self, *failure: object) -> None:
        self._process.send_signal(signal.SIGINT)
        try:
            self._process.wait(30)
        except subprocess.TimeoutExpired:
            self._process.kill()
        self._listener.join()
        self._end()

    def _end(self) -> None:
        self._process.wait()
        assert self._process.stderr is not None
        self._process.stderr.close()

    def _listen(self, said: IO[str]) -> None:
        self.log.extend(said)

    def alive(self) -> bool:
        return self._process.poll() is None

    def resident(self) -> int:
        """Bytes of memory of it and its processes, mapped pages of files included, shared ones once; Linux alone."""
        return sum(map(_resident, _family(self._process.pid)))


def _family(pid: int) -> Iterator[int]:
    yield pid
    for told in Path(f"/proc/{pid}/task").glob("*/children"):
        for child in told.read_text().split():
            yield from _family(int(child))


def _resident(pid: int) -> int:
    try:
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    except OSError:  # it has ended since
        return 0
    return sum(int(line.split()[1]) * 1024 for line in lines if line.startswith("Pss:"))


class Reply(NamedTuple):
    """What a server answered; header names are in small letters."""

    status: int
    headers: Mapping[str, str]
    body: bytes


class Client:
    """One connection that is kept, or opened anew where the server has closed it."""

    def __init__(self, host: str, port: int) -> None:
        self._place = host, port
        self._streams: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None = None

    async def ask(self, method: str, path: str, headers: Mapping[str, str] | None = None, body: bytes = b"") -> Reply:
        """Send a request, and wait for its answer.

        :raises OSError: the server closes the connection instead.
        """
        given = {"Host": "{}:{}".format(*self._place)} | dict(headers or {})
        if body or method not in ("GET", "HEAD"):
            given.setdefault("Content-Length", str(len(body)))
        head = f"{method} {path} HTTP/1.1\r\n" + "".join(f"{name}: {value}\r\n" for name, value in given.items())
        return await self.send(head.encode("latin-1") + b"\r\n" + body, empty=method == "HEAD")

    async def send(self, request: bytes, empty: bool = False) -> Reply:
        """The same of a request as it goes over the wire.

        :param empty: the answer has no body, whatever it says.
        """
        if self._streams is None:
            self._streams = await asyncio.open_connection(*self._place)
        reader, writer = self._streams
        try:
            writer.write(request)
            reply = await _reply(reader, empty)
        except (OSError, EOFError) as error:
            self.close()
            raise ConnectionError("The server has closed the connection.") from error
        if reply.headers.get("connection") == "close":
            self.close()
        return reply

    def close(self) -> None:
        if self._streams is not None:
            self._streams[1].transport.abort()
            self._streams = None


async def _reply(reader: asyncio.StreamReader, empty: bool) -> Reply:
    head, *lines = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")[:-2]
    headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines)}
    status = int(head.split()[1])
    if empty or status in (204, 304):
        return Reply(status, headers, b"")
    if headers.get("transfer-encoding") == "chunked":
        return Reply(status, headers, await _chunks(reader))
    if "content-length" in headers:
        return Reply(status, headers, await reader.readexactly(int(headers["content-length"])))
    return Reply(status, headers, await reader.read())


async def _chunks(reader: asyncio.StreamReader) -> bytes:
    body = b""
    while size := int(await reader.readline(), 16):
        body += await reader.readexactly(size)
        await reader.readexactly(2)
    await reader.readexactly(2)
    return body
