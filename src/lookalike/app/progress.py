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
    from rich.progress import BarColumn, MofNCompleteColumn, ProgressColumn, Task, TextColumn, TimeRemainingColumn
    from rich.progress import Progress as Bar
    from rich.text import Text

    class Rate(ProgressColumn):
        def render(self, task: Task) -> Text:
            return Text(f"{task.speed:,.0f} {things}/s" if task.speed else "")

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), Rate(), TimeRemainingColumn())
    with Bar(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task(doing, total=None)

        def update(done: int, total: int) -> None:
            bar.update(task, completed=done, total=total)

        yield update


def _lines(doing: str, things: str) -> Progress:
    last = time.monotonic()
    first: tuple[int, float] | None = None

    def update(done: int, total: int) -> None:
        nonlocal last, first
        now = time.monotonic()
        # The very first wait for models to be loaded and for code to be compiled, and tell nothing of the rest.
        first = (done, now) if first is None and done else first
        if first is None or now - last < SECONDS_BETWEEN_LINES:
            return
        last = now
        note(f"{doing}: {done:,} of {total:,} {things}{_pace(things, total - done, done - first[0], now - first[1])}")

    return update


def _pace(things: str, left: int, done: int, seconds: float) -> str:
    """How fast it goes, and how long it will; nothing until that is known."""
    if done < KNOWN_AFTER:
        return ""
    rate = done / seconds
    speed = f", {rate:,.0f} {things}/s" if rate >= 1 else ""
    return f"{speed}, {timedelta(seconds=round(left / rate))} left"
