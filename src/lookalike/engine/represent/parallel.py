"""Work on many items by threads, one for each core."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from itertools import islice, takewhile
from typing import TypeVar

from lookalike.cores import cores, one_thread_each

_HANDFUL = 8
_AHEAD = 4
"""Handfuls of items that wait or are worked on for every core, so that a slow one holds up none."""

_T = TypeVar("_T")
_R = TypeVar("_R")


def in_parallel(work: Callable[[_T], _R], items: Iterable[_T]) -> Iterator[_R]:
    """Results in the order of the items, worked out on all cores, a bounded number ahead.

    What has not begun when the consumer stops is never begun.
    """
    return in_handfuls(lambda some: map(work, some), items)


def in_handfuls(work: Callable[[Sequence[_T]], Iterable[_R]], items: Iterable[_T]) -> Iterator[_R]:
    """The same by work that takes some items at a time and gives a result for each.

    It may give them one by one, and is not asked for more once the consumer stops.
    """
    stopped = threading.Event()

    def work_off(some: Sequence[_T]) -> list[_R]:
        return list(takewhile(lambda _: not stopped.is_set(), () if stopped.is_set() else work(some)))

    queue = _handfuls(items)
    with one_thread_each(), ThreadPoolExecutor(cores(), thread_name_prefix="lookalike") as pool:
        pending = deque(pool.submit(work_off, some) for some in islice(queue, _AHEAD * cores()))
        try:
            while pending:
                results = pending.popleft().result()
                pending.extend(pool.submit(work_off, some) for some in islice(queue, 1))
                yield from results
        finally:
            stopped.set()


def _handfuls(items: Iterable[_T]) -> Iterator[list[_T]]:
    """Some items at a time, as handing over each of them alone costs more."""
    queue = iter(items)
    while some := list(islice(queue, _HANDFUL)):
        yield some
