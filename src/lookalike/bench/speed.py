"""How fast a collection is indexed and searched: ``python -m lookalike.bench.speed FOLDER``.

The rate of indexing, until all can be searched, stands beside that of ONNX Runtime alone, which runs the
same network on tensors that lie ready, on as many threads, before and after.
"""

from __future__ import annotations

import argparse
import json
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

import numpy as np

from lookalike import Collection
from lookalike.collection.scan import picture_files
from lookalike.cores import cores
from lookalike.describe.deep.networks import session
from lookalike.engine.represent.parallel import in_parallel
from lookalike.presets import DEFAULT_PRESET
from lookalike.reading import parse

NETWORK, OUTPUTS, SIZE = "efficientnet_lite0", ("head.gem", "block15.avg", "logits"), 256
"""What the preset that is measured runs."""

_SLICES = 5


def repeated(folder: Path, target: Path, count: int) -> None:
    """Write ``count`` files, in a few folders, that show given pictures and differ in their last bytes.

    A few bytes behind the end of a picture make another content of the same
    pixels, so that nothing is recognised as a copy.
    """
    sources = picture_files([folder])
    for i in range(count):
        source = sources[i % len(sources)]
        folder = target / str(i * _SLICES // count)
        folder.mkdir(exist_ok=True)
        (folder / f"{i:06d}{source.suffix}").write_bytes(source.read_bytes() + i.to_bytes(8, "little"))


def network_rate(pictures: int = 600) -> float:
    """Images a second of ONNX Runtime alone, one picture a run on every core."""
    tensors = np.random.default_rng(0).integers(0, 256, (16, 1, SIZE, SIZE, 3), dtype=np.uint8)
    run = session(NETWORK, OUTPUTS).run
    began = time.perf_counter()
    for _ in in_parallel(lambda i: run(OUTPUTS, {"pixels": tensors[i % 16]}), range(pictures)):
        pass
    return pictures / (time.perf_counter() - began)


def timed(work: Callable[[], object]) -> float:
    """Seconds that a call takes."""
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def _side_by_side(collection: Collection, photos: Path, count: int) -> tuple[list[float], list[float], float]:
    """Index folder by folder, between runs of the network alone: machines change speed from minute to minute.

    :return: the ratio of each slice, the network's rates, and the seconds of indexing in all.
    """
    network_rate(100)
    alone, seconds = [network_rate()], []
    for folder in sorted(photos.iterdir()):
        seconds.append(timed(partial(collection.add, folder)))
        alone.append(network_rate())
    rates = [count / len(seconds) / s for s in seconds]
    ratios = [2 * rate / (a + b) for rate, a, b in zip(rates, alone, alone[1:], strict=False)]
    return ratios, alone, sum(seconds)


def measure(folder: Path, count: int) -> dict[str, float]:
    """All figures, on ``count`` files made of the pictures of a folder."""
    if str(parse(DEFAULT_PRESET)).count(NETWORK) != len(OUTPUTS):
        raise SystemExit(f"The preset {DEFAULT_PRESET} runs another network than this benchmark.")
    with tempfile.TemporaryDirectory() as work:
        photos, place = Path(work) / "photos", Path(work) / "collection"
        photos.mkdir()
        repeated(folder, photos, count)
        collection = Collection.create(place)
        ratios, alone, first = _side_by_side(collection, photos, count)
        proving = timed(collection.prove)
        again = timed(lambda: collection.add(photos))
        queries = sorted(photos.glob("*/*"))[:: max(1, count // 50)][:50]
        collection.search(queries[0])
        warm = [timed(partial(collection.search, query)) for query in queries]
        command = [sys.executable, "-m", "lookalike", "search", "-c", str(place), str(queries[0])]
        cold = [timed(lambda: subprocess.run(command, check=True, capture_output=True)) for _ in range(3)]
    return {
        "files": count,
        "threads": cores(),
        "network_alone_images_per_s": statistics.median(alone),
        "indexing_images_per_s": count / first,
        "indexing_to_network": statistics.median(ratios),
        "indexing_to_network_least": min(ratios),
        "indexing_to_network_most": max(ratios),
        "proving_images_per_s": count / proving,
        "rerun_share_of_first": again / first,
        "search_warm_ms": 1000 * statistics.median(warm),
        "search_cold_s": statistics.median(cold),
    }


def main(arguments: Sequence[str] | None = None) -> None:
    """Print the figures as one JSON object."""
    parser = argparse.ArgumentParser(prog="python -m lookalike.bench.speed", description=__doc__)
    parser.add_argument("folder", type=Path, help="real pictures to repeat")
    parser.add_argument("--files", type=int, default=10_000)
    options = parser.parse_args(arguments)
    print(
        json.dumps({name: round(value, 4) for name, value in measure(options.folder, options.files).items()}, indent=2)
    )


if __name__ == "__main__":
    main()
