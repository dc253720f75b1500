"""What serving costs: ``python -m lookalike.bench.serving COLLECTION --new FOLDER``.

As many threads as cores search the collection by the library alone; then clients search it through ``lookalike
serve``. No picture is asked for twice, so that no answer is one that was kept. Both are done again while another
process indexes new pictures, which are forgotten afterwards.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, nullcontext
from dataclasses import asdict, dataclass
from itertools import cycle
from pathlib import Path
from urllib.parse import quote

import numpy as np

from lookalike import Collection
from lookalike.bench.harness.served import Client, Served
from lookalike.bench.speed import repeated
from lookalike.cores import cores

BEST, NEW = 50, 9000
"""Hits of an answer, and pictures for the writer: more than it can index meanwhile."""

SETTLING = 3
"""Seconds that are not counted: who comes first waits for nobody."""


@dataclass(frozen=True)
class Figures:
    """What was measured of one side for some seconds.

    :param errors: answers that were none, or had no hits.
    """

    answers: int
    errors: int
    per_s: float
    p50_ms: float
    p95_ms: float

    @classmethod
    def of(cls, times: Sequence[float], errors: int, seconds: float) -> Figures:
        p50, p95 = 1000 * np.percentile(times or [np.nan], [50, 95])
        return cls(len(times), errors, len(times) / seconds, float(p50), float(p95))


def library(place: Path, ids: Iterator[str], seconds: float) -> Figures:
    """Searches and records of their hits, on as many threads as cores, for some seconds."""
    collection = Collection.open(place)
    collection.search(next(ids))
    ends = time.monotonic() + seconds

    def work(_: int) -> list[float]:
        times = []
        while time.monotonic() < ends:
            began = time.perf_counter()
            hits = collection.search(next(ids), k=BEST).hits
            collection.records(hit.id for hit in hits)
            times.append(time.perf_counter() - began)
        return times

    with ThreadPoolExecutor(cores()) as threads:
        times = [second for some in threads.map(work, range(cores())) for second in some]
    return Figures.of(times, 0, seconds)


async def clients(served: Served, name: str, ids: Iterator[str], count: int, seconds: float) -> Figures:
    """So many clients, each of which asks as soon as it was answered; the answers of some seconds."""
    times: list[float] = []
    errors = 0
    begins = time.monotonic() + SETTLING
    ends = begins + seconds

    async def work() -> None:
        nonlocal errors
        client = Client(served.host, served.port)
        while time.monotonic() < ends:
            query = quote(f'image("{next(ids)}")')
            began = time.monotonic()
            try:
                reply = await client.ask("GET", f"/v1/collections/{name}/search?q={query}&k={BEST}")
                good = reply.status == 200 and len(json.loads(reply.body)["hits"]) > 0
            except OSError:
                good = False
            ended = time.monotonic()
            if not good:
                errors += 1
            elif begins <= ended < ends:
                times.append(ended - began)
        client.close()

    await asyncio.gather(*(work() for _ in range(count)))
    return Figures.of(times, errors, seconds)


@contextmanager
def writing(place: Path, new: Path) -> Iterator[None]:
    """Another process indexes new pictures meanwhile."""
    command = [sys.executable, "-m", "lookalike", "index", str(new), "-c", str(place)]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    time.sleep(5)  # until it stores
    try:
        yield
        if process.poll() is not None:
            raise SystemExit(f"The writer was done too early, with {process.returncode}: give it more --new-pictures.")
    finally:
        process.send_signal(signal.SIGINT)
        process.wait()


class _Memory:
    """The most memory that a server has while this runs, as a context."""

    def __init__(self, served: Served) -> None:
        self._served, self._over = served, threading.Event()
        self._thread = threading.Thread(target=self._look)
        self.most = 0

    def __enter__(self) -> _Memory:
        self._thread.start()
        return self

    def __exit__(self, *failure: object) -> None:
        self._over.set()
        self._thread.join()

    def _look(self) -> None:
        while not self._over.wait(0.5):
            self.most = max(self.most, self._served.resident())


def measure(place: Path, new: Path, count: int, seconds: float) -> dict[str, object]:
    """All figures, by a collection that is left with the images that it has."""
    collection = Collection.open(place)
    known = [record.id for record in collection]
    ids = cycle(np.random.default_rng(0).permutation(known).tolist())
    found: dict[str, object] = {"images": len(known), "cores": cores(), "clients": count}
    try:
        for state, writer in (("quiet", nullcontext()), ("writing", writing(place, new))):
            with Served([place]) as served, _Memory(served) as memory, writer:
                alone = [library(place, ids, seconds / 2)]
                through = asyncio.run(clients(served, place.stem, ids, count, seconds))
                alone.append(library(place, ids, seconds / 2))
            rate = sum(figures.per_s for figures in alone) / 2
            found[state] = {
                "library": [asdict(figures) for figures in alone],
                "server": asdict(through),
                "throughput_to_library": through.per_s / rate,
                "p95_to_fair_share": through.p95_ms / 1000 * through.per_s / count,
                "server_most_bytes": memory.most,
            }
    finally:
        if any(Path(record.path).is_relative_to(new) for record in collection):
            collection.remove(new)
    return found


def main(arguments: Sequence[str] | None = None) -> None:
    """Print the figures as one JSON object."""
    parser = argparse.ArgumentParser(prog="python -m lookalike.bench.serving", description=__doc__)
    parser.add_argument("collection", type=Path, help="as python -m lookalike.bench.simulated makes one")
    parser.add_argument("--new", type=Path, required=True, help="a folder of pictures, repeated for the writer")
    parser.add_argument("--new-pictures", type=int, default=NEW, help="how many the writer is given")
    parser.add_argument("--clients", type=int, default=50)
    parser.add_argument("--seconds", type=float, default=20)
    options = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory() as work:
        new = Path(work).resolve() / "new"
        new.mkdir()
        repeated(options.new, new, options.new_pictures)
        print(json.dumps(measure(options.collection, new, options.clients, options.seconds), indent=2))


if __name__ == "__main__":
    main()
