"""Answers that were given a moment ago: the pages of a long one are asked for one after the other."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable

from lookalike.types import Ranking

STEPS = (200, 1000, 5000)
"""Hits that are ranked at once when pages beyond the first are asked for."""

DEEPEST = STEPS[-1]
"""No more hits than these are ranked: nobody looks through more, and each takes time and memory."""

_KEPT = 50_000
"""Hits that are kept."""


class Answers:
    """The first hits of answers by what was asked; those asked for last stay."""

    def __init__(self) -> None:
        self._kept: OrderedDict[Hashable, tuple[int, Ranking]] = OrderedDict()
        self._lock = threading.Lock()

    def page(self, key: Hashable, offset: int, k: int, ranked: Callable[[int], Ranking]) -> Ranking:
        """A page of an answer.

        :param key: all that the answer depends on.
        :param ranked: gives so many of the first hits, or all that there are.
        """
        last = min(offset + k, DEEPEST)
        found = self._get(key, last)
        if found is None:
            reach = last if offset == 0 else next(step for step in STEPS if step >= last)
            found = ranked(reach)
            self._keep(key, reach, found)
        return Ranking(found.hits[offset:last], found.total, found.matches)

    def _get(self, key: Hashable, last: int) -> Ranking | None:
        with self._lock:
            reach, found = self._kept.get(key, (0, None))
            if found is None or reach < last:
                return None
            self._kept.move_to_end(key)
            return found

    def _keep(self, key: Hashable, reach: int, found: Ranking) -> None:
        with self._lock:
            self._kept[key] = reach, found
            self._kept.move_to_end(key)
            while len(self._kept) > 1 and sum(len(each) for _, each in self._kept.values()) > _KEPT:
                self._kept.popitem(last=False)
