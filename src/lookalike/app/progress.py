"""How far a long command is, on stderr."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import TYPE_CHECKING

from lookalike.app.output import note

if TYPE_CHECKING:
    from lookalike.types import Progress

SECONDS_BETWEEN_LINES = 5.0
KNOWN_AFTER = 10
"""Things that tell how fast it goes."""


@contextmanager
def progress(doing: str, things: str = "images") -> Iterator[Progress]:
    """A bar on a terminal, elsewhere a line every few seconds.

    :param doing: "Indexing", for example.
    :param things: what is counted.
    """
    if sys.stderr.isatty():
        with _bar(doing, things) as update:
            yield update
    else:
        yield _lines(doing, things)


@contextmanager
def _bar(doing: str, things: str) -> Iterator[Progress]:
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, TextColumn
    from rich.progress import Progress as Bar

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TextColumn("{task.fields[pace]}"))
    with Bar(*columns, console=Console(stderr=True), transient=True) as bar:
        task, pace = bar.add_task(doing, total=None, pace=""), _Pace(things)

        def update(done: int, total: int) -> None:
            bar.update(task, completed=done, total=total, pace=pace.told(done, total, time.monotonic()))

        yield update


def _lines(doing: str, things: str) -> Progress:
    last, pace = time.monotonic(), _Pace(things)

    def update(done: int, total: int) -> None:
        nonlocal last
        now = time.monotonic()
        told = pace.told(done, total, now)
        if not done or now - last < SECONDS_BETWEEN_LINES:
            return
        last = now
        note(f"{doing}: {done:,} of {total:,} {things}{told and f', {told}'}")

    return update


class _Pace:
    """How fast it goes, and how long it will."""

    def __init__(self, things: str) -> None:
        self._things = things
        self._first: tuple[int, float] | None = None

    def told(self, done: int, total: int, now: float) -> str:
        """For people; nothing until it is known."""
        # The very first wait for models to be loaded and for code to be compiled, and tell nothing of the rest.
        if self._first is None:
            self._first = (done, now) if done else None
            return ""
        counted, seconds = done - self._first[0], now - self._first[1]
        if counted < KNOWN_AFTER:
            return ""
        rate = counted / max(seconds, 1e-9)
        speed = f"{rate:,.0f} {self._things}/s, " if rate >= 1 else ""
        return f"{speed}{timedelta(seconds=round((total - done) / rate))} left"
