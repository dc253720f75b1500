"""Work that takes long, each in a process of its own: searches go on meanwhile, and it can be ended at any moment."""

from __future__ import annotations

import json
import os
import threading
import time
import uuid
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, field
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from typing import Any, Literal

from lookalike.app.server.spawning import spawning
from lookalike.types import LookalikeError, Progress

State = Literal["waiting", "running", "done", "failed", "cancelled"]

Work = Callable[..., Any]
"""Takes what tells the progress and arguments of its own; gives what JSON can say. Module-level, as it is spawned."""

_KEPT = 100
"""Jobs that are remembered."""

_TOLD = 0.1
"""Seconds between two words of progress."""

_KINDER = 10
"""By how much a job gives way to searches."""


@dataclass(eq=False)
class Job:
    """A piece of work, and how far it is.

    :param done, total: pictures or pairs, as the work counts.
    :param result: what it gave, if it is done.
    :param detail: why it failed, if it did.
    """

    kind: str
    collection: str
    work: Work
    arguments: tuple[Any, ...]
    id: str = field(default_factory=lambda: uuid.uuid4().hex)
    state: State = "waiting"
    done: int = 0
    total: int = 0
    began: float | None = None
    ended: float | None = None
    result: Any = None
    detail: str | None = None

    @property
    def over(self) -> bool:
        return self.state in ("done", "failed", "cancelled")

    @property
    def rate(self) -> float | None:
        """What is done in a second."""
        seconds = 0.0 if self.began is None else (self.ended or time.monotonic()) - self.began
        return self.done / seconds if seconds > 0 and self.done else None


class Jobs:
    """Jobs by id, of which one is worked on at a time."""

    def __init__(self) -> None:
        self._jobs: dict[str, Job] = {}
        self._processes: dict[str, BaseProcess] = {}
        self._lock = threading.Lock()
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="lookalike-jobs")

    def __iter__(self) -> Iterator[Job]:
        """All that are remembered, the newest first."""
        with self._lock:
            return reversed(list(self._jobs.values()))

    def get(self, id: str) -> Job | None:
        return self._jobs.get(id)

    def start(self, kind: str, collection: str, work: Work, *arguments: Any, again: bool = False) -> Job:
        """Begin a job as soon as there is time, or give the one of its kind and collection that waits or runs.

        :param again: one that runs already does not do.
        """
        with self._lock:
            for job in self._jobs.values():
                same = (job.kind, job.collection) == (kind, collection)
                if same and (job.state == "waiting" or (job.state == "running" and not again)):
                    return job
            job = Job(kind, collection, work, arguments)
            self._jobs[job.id] = job
            for old in [each.id for each in self._jobs.values() if each.over][: max(0, len(self._jobs) - _KEPT)]:
                del self._jobs[old]
        self._thread.submit(self._run, job)
        return job

    def cancel(self, job: Job) -> None:
        """End a job, if it has not ended; what it has stored stays."""
        with self._lock:
            if job.over:
                return
            job.state, job.ended = "cancelled", time.monotonic()
            process = self._processes.get(job.id)
        if process is not None:
            process.kill()

    def close(self) -> None:
        """End all."""
        for job in self:
            self.cancel(job)
        self._thread.shutdown(cancel_futures=True)

    def _run(self, job: Job) -> None:
        context = spawning()
        ours, theirs = context.Pipe(duplex=False)
        process = context.Process(target=_work, args=(theirs, job.work, job.arguments), name=f"lookalike-{job.kind}")
        with self._lock:
            if job.over:
                return
            job.state, job.began = "running", time.monotonic()
            process.start()
            self._processes[job.id] = process
        theirs.close()
        with suppress(EOFError, OSError):
            while not job.over:
                self._hear(job, json.loads(ours.recv_bytes()))
        process.join()
        with self._lock:
            self._processes.pop(job.id)
            if not job.over:
                job.state, job.detail, job.ended = "failed", "The work ended unexpectedly: try again.", time.monotonic()

    def _hear(self, job: Job, said: Mapping[str, Any]) -> None:
        with self._lock:
            if job.over:
                return
            if "done" in said:
                job.done, job.total = said["done"], said["total"]
                return
            job.result, job.detail = said.get("result"), said.get("detail")
            job.state, job.ended = "done" if job.detail is None else "failed", time.monotonic()


def _work(pipe: Connection, work: Work, arguments: tuple[Any, ...]) -> None:
    """What the process does."""
    if hasattr(os, "nice"):
        os.nice(_KINDER)
    try:
        said = {"result": work(_telling(pipe), *arguments)}
    except LookalikeError as error:
        said = {"detail": str(error)}
    pipe.send_bytes(json.dumps(said).encode())


def _telling(pipe: Connection) -> Progress:
    """What tells the server of progress, now and then."""
    last = 0.0

    def tell(done: int, total: int) -> None:
        nonlocal last
        if done == total or time.monotonic() - last > _TOLD:
            last = time.monotonic()
            pipe.send_bytes(json.dumps({"done": done, "total": total}).encode())

    return tell
