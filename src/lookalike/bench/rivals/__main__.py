"""Ours beside other libraries, on the same local features: ``python -m lookalike.bench.rivals SET --learn-on FOLDER…``.

All learn from the same rows, index the same pictures and are asked for each of them in turn, in one process and
with one thread to each numeric library. What a query takes is counted from its SIFT rows on. pycolmap, asmk and
pyvisim are measured where they are installed: ``pip install --no-deps pycolmap asmk pyvisim`` leaves other packages
as they are, and asmk needs faiss-cpu and pyyaml besides, pyvisim safetensors.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
from threadpoolctl import threadpool_limits

from lookalike.bench.harness.datasets import Dataset, DatasetError, located
from lookalike.bench.harness.measures import Judged, average_precision, nister_stewenius, rank
from lookalike.bench.rivals.engine import Engine, Ours, Search
from lookalike.bench.rivals.libraries import LIBRARIES
from lookalike.collection.decode import read_picture
from lookalike.collection.labels import GROUND_TRUTH
from lookalike.collection.scan import picture_files
from lookalike.engine.represent.describing import Pointer
from lookalike.engine.represent.parallel import in_parallel
from lookalike.reading import parse_rows
from lookalike.types import Features, Floats

OURS = ("bow", "bow_he", "asmk", "vlad")
ROWS = 150_000
_COLUMNS = f"{'':40} {'N-S':>6} {'mAP':>6} {'CPU ms':>8} {'wall ms':>8} {'learn s':>8} {'MB':>6}"


class Answers(NamedTuple):
    """What a search gave for every picture, and how long each took.

    :param scores: (N, N).
    :param times: (N, 2) seconds, of the processor and by the clock.
    """

    scores: Floats
    times: npt.NDArray[np.float64]


def described(paths: Sequence[Path]) -> list[Features]:
    """The SIFT rows of pictures, as our presets take them."""
    points = Pointer.of(parse_rows("sift(contrast=0.01)")).points
    return list(in_parallel(lambda path: points(read_picture(path)), paths))


def thinned(pictures: Sequence[Features], most: int) -> Features:
    """The rows of all pictures, so many at most, at equal steps."""
    rows = Features.joined(pictures)
    return rows if len(rows) <= most else rows.at(np.linspace(0, len(rows) - 1, most).astype(np.intp))


def asked(searches: Mapping[str, Search], count: int) -> dict[str, Answers]:
    """Each search asked for every picture, in turn, as a machine's speed changes from minute to minute."""
    answers = {name: Answers(np.empty((count, count), np.float32), np.empty((count, 2))) for name in searches}
    for search in searches.values():
        search(0)  # What comes once, such as compiling, does not count.
    for place in range(count):
        for name, search in searches.items():
            processor, clock = time.process_time(), time.perf_counter()
            answers[name].scores[place] = search(place)
            answers[name].times[place] = time.process_time() - processor, time.perf_counter() - clock
    return answers


def engines(ours: Sequence[str]) -> Iterator[Engine]:
    """Ours, and those of the libraries that are installed; the others are named."""
    yield from map(Ours, ours)
    for name, made in LIBRARIES.items():
        try:
            yield made()
        except ImportError as error:
            print(f"{name} is left out: {error}", file=sys.stderr)


def measured(dataset: Dataset, learnt_on: Sequence[Path], ours: Sequence[str], most: int) -> Iterator[str]:
    """A line for each search.

    :raises LookalikeError: the dataset is not one of classes, or there is too little to learn from.
    """
    if not dataset.has_classes:
        raise DatasetError(f"{dataset.folder / GROUND_TRUTH} must give every picture one label and the role 'both'.")
    sample = thinned(described(picture_files([located(folder) for folder in learnt_on])), most)
    pictures = described(dataset.paths(dataset.database))
    yield f"{len(sample):,} rows to learn from; {len(pictures)} pictures of {np.mean(list(map(len, pictures))):.0f}"
    searches: dict[str, Search] = {}
    costs: dict[str, tuple[float, int]] = {}
    taking_part = list(engines(ours))
    with tempfile.TemporaryDirectory() as folder, threadpool_limits(1):
        for number, engine in enumerate(taking_part):
            began = time.process_time()
            engine.learn(sample)
            learning = time.process_time() - began
            indexed = engine.index(pictures, Path(folder) / str(number))
            for suffix, search in indexed.searches.items():
                searches[engine.name + suffix], costs[engine.name + suffix] = search, (learning, indexed.size)
        answers = asked(searches, len(pictures))
    yield _COLUMNS
    for name, answer in answers.items():
        yield _line(name, dataset, answer, *costs[name])


def _line(name: str, dataset: Dataset, answers: Answers, learning: float, size: int) -> str:
    judged = Judged.of(rank(answers.scores), dataset.relevance(), dataset.own)
    quality = f"{nister_stewenius(judged).mean():6.3f} {average_precision(judged).mean():6.3f}"
    processor, clock = 1000 * np.median(answers.times, axis=0)
    return f"{name:40} {quality} {processor:8.2f} {clock:8.2f} {learning:8.0f} {size / 1e6:6.2f}"


def main(arguments: Sequence[str] | None = None) -> None:
    """Print a table."""
    parser = argparse.ArgumentParser(prog="python -m lookalike.bench.rivals", description=__doc__)
    parser.add_argument("set", type=Path, help="a folder with a groundtruth.csv of classes, such as UKBench's")
    parser.add_argument("--learn-on", type=Path, nargs="+", required=True, help="folders of other pictures")
    parser.add_argument("-r", "--representation", nargs="+", default=OURS, help="ours, presets or expressions")
    parser.add_argument("--rows", type=int, default=ROWS, help="the most SIFT rows to learn from")
    options = parser.parse_args(arguments)
    for line in measured(Dataset.read(options.set), options.learn_on, options.representation, options.rows):
        print(line, flush=True)


if __name__ == "__main__":
    main()
