"""How many cores there are to work on, and who keeps each of them busy."""

from __future__ import annotations

import os
from collections.abc import Iterator
from concurrent.futures import Future
from contextlib import ExitStack, contextmanager, suppress
from functools import cache
from importlib import import_module
from queue import SimpleQueue
from threading import Lock, Thread
from typing import Any

_PATIENCE = 10.0
"""Seconds that a limit is waited for: while the interpreter ends, nobody sets or takes back any."""


def cores() -> int:
    """Those that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


@contextmanager
def one_thread_each() -> Iterator[None]:
    """A thread a core is busy already: those of BLAS and OpenCV would take turns with them, and round otherwise.

    The limit is the process's own, so it stays until the last of those who work within it at the same time is done.
    """
    _LIMIT.enter()
    try:
        yield
    finally:
        _LIMIT.leave()


class _Limit:
    """Set by the first who enters, and taken back by the last who leaves.

    threadpoolctl lets only the thread that set a limit take it back, and the last to leave is hardly the first who
    entered: one thread does both for all. Nobody waits for it when the program ends, however it was interrupted.
    """

    def __init__(self) -> None:
        self._lock, self._inside = Lock(), 0
        self._orders: SimpleQueue[tuple[bool, Future[None]]] = SimpleQueue()
        self._thread: Thread | None = None

    def enter(self) -> None:
        with self._lock:
            if not self._inside:
                self._order(True)
            self._inside += 1

    def leave(self) -> None:
        with self._lock:
            self._inside -= 1
            if not self._inside:
                self._order(False)

    def _order(self, limited: bool) -> None:
        if self._thread is None:
            self._thread = Thread(target=self._work, name="lookalike-limit", daemon=True)
            self._thread.start()
        done: Future[None] = Future()
        self._orders.put((limited, done))
        with suppress(TimeoutError):
            done.result(_PATIENCE)

    def _work(self) -> None:
        taken_back = ExitStack()
        while True:
            limited, done = self._orders.get()
            try:
                if limited:
                    taken_back.enter_context(_one_thread())
                else:
                    taken_back.close()
            except BaseException as error:  # whoever gave the order is told
                done.set_exception(error)
            else:
                done.set_result(None)


_LIMIT = _Limit()


@contextmanager
def _one_thread() -> Iterator[None]:
    import cv2

    threads = cv2.getNumThreads()
    with _blas().limit(limits=1):
        cv2.setNumThreads(1)
        try:
            yield
        finally:
            cv2.setNumThreads(threads)


@cache
def _blas() -> Any:
    """Those of NumPy, and of SciPy, which compiled loops call; finding them takes longer than looking up a picture."""
    from threadpoolctl import ThreadpoolController

    import_module("scipy.linalg.cython_blas")
    return ThreadpoolController().select(user_api="blas")
