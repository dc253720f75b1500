"""How fast the inverted file answers, and what it takes: ``python -m lookalike.bench.inverted``.

Pictures of 300 words out of 65,536 are drawn from Zipf's law, and so are the queries: a word's
chance is inverse to its rank, which fills the lists of the commonest words. Every engine gives the best
100. Each figure comes from a process of its own; memory-mapped pages count as resident.
"""

from __future__ import annotations

import argparse
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path
from typing import Any, NamedTuple, Protocol

import numpy as np
import numpy.typing as npt

from lookalike.index.inverted import InvertedFile
from lookalike.types import Features, Voting

WORDS, FEATURES, QUERIES, BEST, BATCH = 65_536, 300, 50, 100, 16_384

TFIDF = Voting("tfidf", WORDS)
HAMMING = Voting("hamming", WORDS, bits=64, threshold=24, sharpness=12, burst=True)

_Search = Callable[[Features], npt.NDArray[np.intp]]


class Figures(NamedTuple):
    """What an engine needs for some pictures; times of building without that of drawing them.

    :param opening_s: to open the index in a new process and to answer once.
    :param cpu_ms: the median of a query's processor time, of all threads.
    """

    build_s: float
    disk_bytes: int
    build_resident: int
    opening_s: float
    p50_ms: float
    p95_ms: float
    cpu_ms: float
    resident: int


def drawn(images: int, bits: int, seed: int) -> Features:
    """Pictures of 300 words by Zipf's law, with random signatures."""
    rng = np.random.default_rng(seed)
    chances = np.cumsum(1 / np.arange(1, WORDS + 1))
    rows = images * FEATURES
    words = np.searchsorted(chances, rng.random(rows) * chances[-1], "right").astype(np.int32)
    signatures = rng.integers(0, 256, (rows, bits // 8), dtype=np.uint8)
    return Features(signatures, np.repeat(np.arange(images), FEATURES), images, words=words)


def batches(images: int, bits: int = 0) -> Iterator[tuple[int, Features]]:
    """The number of the first picture and the features of each batch."""
    for start in range(0, images, BATCH):
        yield start, drawn(min(BATCH, images - start), bits, 1 + start)


def best(scores: npt.NDArray[Any]) -> npt.NDArray[np.intp]:
    """The places of the highest scores, best first."""
    places = np.argpartition(-scores, min(BEST, len(scores) - 1))[:BEST]
    return places[np.argsort(-scores[places], kind="stable")]


class _Engine(Protocol):
    @property
    def voting(self) -> Voting: ...

    def build(self, folder: Path, images: int) -> float:
        """Seconds that it took to index so many pictures."""

    def open(self, folder: Path) -> _Search:
        """What answers queries from the files alone."""


class _Ours:
    """The inverted file."""

    def __init__(self, voting: Voting) -> None:
        self.voting = voting

    def build(self, folder: Path, images: int) -> float:
        file, seconds = InvertedFile.open(folder, self.voting), 0.0
        for start, features in batches(images, self.voting.bits):
            ids = [f"{i:032x}" for i in range(start, start + features.images)]
            began = time.perf_counter()
            file.add(ids, features)
            seconds += time.perf_counter() - began
        began = time.perf_counter()
        file.merge()
        return seconds + time.perf_counter() - began

    def open(self, folder: Path) -> _Search:
        snapshot = InvertedFile.open(folder, self.voting).snapshot
        return lambda query: best(snapshot.scores(query))


class _Sparse:
    """The product of a sparse query and a sparse matrix (words, images) in scipy; both hold tf-idf weights."""

    voting = TFIDF

    def build(self, folder: Path, images: int) -> float:
        from scipy import sparse

        parts = [(features.ordinals + start, features.words) for start, features in batches(images)]
        began = time.perf_counter()
        places, words = (np.concatenate(column) for column in zip(*parts, strict=True))
        counts = sparse.csr_array((np.ones(len(words), np.float32), (words, places)), shape=(WORDS, images))
        idf = np.log((images + 1) / np.maximum(np.diff(counts.indptr), 1)).astype(np.float32)
        weighed = counts.multiply(idf[:, None]).tocsr()
        norms = np.sqrt(weighed.power(2).sum(axis=0))
        folder.mkdir()
        sparse.save_npz(folder / "matrix.npz", weighed.multiply(1 / norms[None]).tocsr(), compressed=False)
        np.save(folder / "idf.npy", idf)
        return time.perf_counter() - began

    def open(self, folder: Path) -> _Search:
        from scipy import sparse

        matrix, idf = sparse.load_npz(folder / "matrix.npz"), np.load(folder / "idf.npy")

        def search(query: Features) -> npt.NDArray[np.intp]:
            words, counts = np.unique(np.asarray(query.words), return_counts=True)
            weights = counts * idf[words]
            row = sparse.csr_array((weights / np.linalg.norm(weights), words, [0, len(words)]), shape=(1, WORDS))
            return best((row @ matrix).toarray()[0])

        return search


class _Lance:
    """LanceDB's full-text index (BM25) on the words' numbers as text."""

    voting = TFIDF

    def build(self, folder: Path, images: int) -> float:
        import lancedb
        import pyarrow as pa

        database, table, seconds = lancedb.connect(folder), None, 0.0
        for start, features in batches(images):
            rows = np.asarray(features.words).reshape(-1, FEATURES).tolist()
            text = [" ".join(map(str, row)) for row in rows]
            began = time.perf_counter()
            batch = pa.table({"id": np.arange(start, start + len(text)), "words": text})
            table = table or database.create_table("images", schema=batch.schema)
            table.add(batch)
            seconds += time.perf_counter() - began
        assert table is not None
        began = time.perf_counter()
        plain: dict[str, Any] = {"base_tokenizer": "whitespace", "stem": False, "remove_stop_words": False}
        table.create_fts_index("words", **plain)
        return seconds + time.perf_counter() - began

    def open(self, folder: Path) -> _Search:
        import lancedb
        from lancedb.query import MatchQuery

        table: Any = lancedb.connect(folder).open_table("images")
        match: Any = MatchQuery

        def search(query: Features) -> npt.NDArray[np.intp]:
            text = " ".join(map(str, np.asarray(query.words).tolist()))
            found = table.search(match(text, "words"), query_type="fts").select(["id", "_score"]).limit(BEST)
            return np.asarray(found.to_arrow()["id"])

        return search


ENGINES: dict[str, _Engine] = {
    "inverted": _Ours(TFIDF),
    "inverted, hamming": _Ours(HAMMING),
    "scipy": _Sparse(),
    "lance": _Lance(),
}


def resident() -> int:
    """The most bytes that this process has had in memory; Linux alone tells."""
    for line in Path("/proc/self/status").read_text().splitlines():
        if line.startswith("VmHWM:"):
            return int(line.split()[1]) * 1024
    raise SystemExit("This system does not tell how much memory a process has had.")


def _build(engine: str, folder: Path, images: int) -> tuple[float, int]:
    return ENGINES[engine].build(folder, images), resident()


def _ask(engine: str, folder: Path) -> tuple[float, npt.NDArray[np.float64], int]:
    """Seconds to the first answer; (Q, 2) of each further one, by the clock and of the processor."""
    queries = [drawn(1, ENGINES[engine].voting.bits, -1 + 2**32 + i) for i in range(QUERIES + 1)]
    moments = [(time.perf_counter(), time.process_time())]
    search = ENGINES[engine].open(folder)
    for query in queries:
        search(query)
        moments.append((time.perf_counter(), time.process_time()))
    times = np.diff(np.array(moments), axis=0)
    return float(times[0, 0]), times[1:], resident()


def measure(engine: str, images: int, work: Path) -> Figures:
    """The figures of an engine on so many pictures, in a folder that is removed afterwards."""
    with (
        tempfile.TemporaryDirectory(dir=work) as place,
        ProcessPoolExecutor(1, get_context("spawn"), max_tasks_per_child=1) as processes,
    ):
        folder = Path(place) / "index"
        build, most = processes.submit(_build, engine, folder, images).result()
        size = sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())
        first, times, asking = processes.submit(_ask, engine, folder).result()
    p50, p95 = 1000 * np.percentile(times[:, 0], [50, 95])
    return Figures(build, size, most, first, p50, p95, 1000 * np.median(times[:, 1]), asking)


def line(engine: str, images: int, figures: Figures) -> str:
    """A row of the table."""
    sizes = figures.disk_bytes, figures.build_resident, figures.resident
    gigabytes = " ".join(f"{size / 1e9:9.2f}" for size in sizes)
    times = f"{figures.opening_s:8.2f} {figures.p50_ms:8.2f} {figures.p95_ms:8.2f} {figures.cpu_ms:8.2f}"
    growth = f"{1e6 * figures.p50_ms / images:9.1f}"
    return f"{engine:18} {images:>9,} {figures.build_s:9.1f} {gigabytes} {times} {growth}"


def main(arguments: Sequence[str] | None = None) -> None:
    """Print a table, line by line."""
    parser = argparse.ArgumentParser(prog="python -m lookalike.bench.inverted", description=__doc__)
    parser.add_argument("--images", type=int, nargs="+", default=[10_000, 100_000], help="pictures, e.g. 1000000")
    parser.add_argument("--rivals", type=int, default=100_000, help="the most pictures for the other engines")
    parser.add_argument("--work", type=Path, help="where to write; by default where temporary files go")
    options = parser.parse_args(arguments)
    print(f"{'engine':18} {'images':>9} {'build s':>9} {'disk GB':>9} {'build GB':>9} {'query GB':>9}", end=" ")
    print(f"{'open s':>8} {'p50 ms':>8} {'p95 ms':>8} {'cpu ms':>8} {'ns/image':>9}", flush=True)
    for images in options.images:
        for engine in ENGINES if images <= options.rivals else ["inverted"]:
            print(line(engine, images, measure(engine, images, options.work)), flush=True)


if __name__ == "__main__":
    main()
