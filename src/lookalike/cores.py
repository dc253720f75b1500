"""How many cores there are to work on, and who keeps each of them busy."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager


def cores() -> int:
    """Those that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


@contextmanager
def one_thread_each() -> Iterator[None]:
    """A thread a core is busy already: those of BLAS and OpenCV would take turns with them, and round otherwise."""
    import cv2
    from threadpoolctl import threadpool_limits

    threads = cv2.getNumThreads()
    with threadpool_limits(1, "blas"):
        cv2.setNumThreads(1)
        try:
            yield
        finally:
            cv2.setNumThreads(threads)
