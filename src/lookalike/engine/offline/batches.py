"""What is worked out one by one, written many at once."""

from __future__ import annotations

import time
from collections.abc import Iterator
from typing import TypeVar

BATCH = 512
SECONDS = 3.0

_T = TypeVar("_T")


def batches(items: Iterator[_T]) -> Iterator[list[_T]]:
    """Lists to write at once: of a size, or of what came within some seconds.

    What has come when the run is interrupted is still handed on.
    """
    batch: list[_T] = []
    began = time.monotonic()
    try:
        for item in items:
            batch.append(item)
            if len(batch) >= BATCH or time.monotonic() - began > SECONDS:
                yield batch
                batch, began = [], time.monotonic()
    except KeyboardInterrupt:
        if batch:
            yield batch
        raise
    if batch:
        yield batch
