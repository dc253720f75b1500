"""Processes that decode pictures from outside, bounded in time, pixels and memory.

A decoder that is misled by a hostile file can do no more than end its own process: that can open no file and start no
other, and what it says is read as numbers and bytes alone.
"""

from __future__ import annotations

import json
import queue
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from multiprocessing.connection import Connection
from typing import Any

from lookalike.app.server.settings import Settings
from lookalike.app.server.spawning import spawning
from lookalike.types import LookalikeError

SIDE = 1600
"""Pixels of the longer side of what is kept of a picture."""

_STARTING = 60.0
"""Seconds that a process may take to begin."""


@dataclass(frozen=True)
class Decoded:
    """A picture that was decoded, made smaller and encoded anew, without anything but its pixels.

    :param content: a JPEG file, or a PNG file of a picture with transparent parts.
    :param width, height: of the picture as it was given, upright.
    """

    content: bytes
    width: int
    height: int

    @property
    def media_type(self) -> str:
        return "image/png" if self.content.startswith(b"\x89PNG") else "image/jpeg"


class Decoders:
    """A few processes that decode for the whole server.

    :param count: how many.
    """

    def __init__(self, settings: Settings, count: int) -> None:
        self._settings = settings
        self._idle: queue.SimpleQueue[_Worker | None] = queue.SimpleQueue()
        for _ in range(count):
            self._idle.put(None)
        self._count = count

    def start(self) -> None:
        """Start the processes, which is done when they are first used otherwise."""
        workers = [self._idle.get() or _Worker(self._settings) for _ in range(self._count)]
        for worker in workers:
            self._idle.put(worker)

    def decoded(self, content: bytes, side: int = SIDE) -> Decoded:
        """A picture file's content, decoded and encoded anew.

        :param side: pixels of the longer side, at most.
        :raises LookalikeError: it is no picture, or takes more than is allowed.
        """
        if len(content) > self._settings.upload_bytes:
            raise LookalikeError(f"The picture is too large: at most {self._settings.upload_bytes:,} bytes are taken.")
        with self._worker() as worker:
            return worker.decoded(content, side, self._settings.upload_seconds)

    def close(self) -> None:
        """End the processes."""
        for _ in range(self._count):
            worker = self._idle.get()
            if worker is not None:
                worker.end()
            self._idle.put(None)

    @contextmanager
    def _worker(self) -> Iterator[_Worker]:
        worker = self._idle.get()
        try:
            if worker is None or not worker.alive:
                worker = _Worker(self._settings)
            yield worker
        finally:
            self._idle.put(worker)


class _Worker:
    """One process, and the pipe to it."""

    def __init__(self, settings: Settings) -> None:
        context = spawning()
        self._pipe, theirs = context.Pipe()
        limits = settings.upload_pixels, settings.decoder_bytes
        self._process = context.Process(target=_work, args=(theirs, *limits), name="lookalike-decoder", daemon=True)
        self._process.start()
        theirs.close()
        self._ready = False

    @property
    def alive(self) -> bool:
        return self._process.is_alive()

    def decoded(self, content: bytes, side: int, seconds: float) -> Decoded:
        try:
            if not self._ready:
                self._ready = self._heard(_STARTING) is not None
            self._pipe.send_bytes(side.to_bytes(4, "big") + content)
            said = self._heard(seconds)
            if said is None:
                self.end()
                raise LookalikeError("The picture takes too long to decode: make it smaller.")
            if "reason" in said:
                raise LookalikeError(f"The picture cannot be read: {str(said['reason'])[:200]}.")
            return Decoded(self._pipe.recv_bytes(), int(said["width"]), int(said["height"]))
        except (OSError, EOFError, ValueError, KeyError) as error:
            self.end()
            raise LookalikeError("The picture cannot be decoded: save it anew, as a JPEG or a PNG.") from error

    def end(self) -> None:
        self._pipe.close()
        self._process.kill()
        self._process.join()

    def _heard(self, seconds: float) -> dict[str, Any] | None:
        """What the process says; None if it does not in time."""
        if not self._pipe.poll(seconds):
            return None
        said = json.loads(self._pipe.recv_bytes(maxlength=10_000))
        assert isinstance(said, dict)
        return said


def _work(pipe: Connection, pixels: int, memory: int) -> None:
    """What a process does until its pipe is closed."""
    from lookalike.app.server.reencoding import reencoded, warm_up

    warm_up()
    _shut_in(memory)
    with suppress(EOFError, OSError, KeyboardInterrupt):
        pipe.send_bytes(b"{}")
        while True:
            asked = pipe.recv_bytes()
            header, content = reencoded(asked[4:], int.from_bytes(asked[:4], "big"), pixels)
            pipe.send_bytes(json.dumps(header).encode())
            if content is not None:
                pipe.send_bytes(content)


def _shut_in(memory: int) -> None:
    """Let the process take no more memory, and open no file any more."""
    try:
        import resource
    except ImportError:  # not on Windows
        return
    limits = {resource.RLIMIT_AS: memory, resource.RLIMIT_FSIZE: 0, resource.RLIMIT_NOFILE: 0, resource.RLIMIT_CORE: 0}
    for which, most in limits.items():
        with suppress(ValueError, OSError):
            resource.setrlimit(which, (most, most))
