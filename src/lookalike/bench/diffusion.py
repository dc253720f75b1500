"""How long the graph of neighbours and diffusion on it take: ``python -m lookalike.bench.diffusion``.

Simulated unit vectors lie in groups of many sizes, drawn from Zipf's law, about centres of their own. A query
is a group's member that is not in the collection; its time is that of scoring all rows, choosing the first 1,000,
taking their lists from the graph and diffusion, without that of describing a picture.
"""

from __future__ import annotations

import argparse
import json
import time
from collections.abc import Callable, Iterable
from functools import partial
from typing import TypeVar

import numpy as np
import numpy.typing as npt

from lookalike.cores import cores
from lookalike.index.graph.lists import Lists
from lookalike.rerank.alike.nearby import Neighbors, best_of
from lookalike.rerank.diffusion import Diffusion, diffused
from lookalike.types import Floats

Rows = npt.NDArray[np.intp]
T = TypeVar("T")

_GROUP, _NOISE, _ADDED = 50, 1.0, 0.01


def simulated(count: int, dimension: int, seed: int = 0) -> tuple[Floats, Floats]:
    """(count, dimension) and (50, dimension) float32 unit vectors: a collection, and queries."""
    rng = np.random.default_rng(seed)
    centres = rng.normal(size=(max(1, count // _GROUP), dimension)).astype(np.float32)
    chances = 1 / np.arange(1, len(centres) + 1)
    groups = rng.choice(len(centres), count + 50, p=chances / chances.sum())
    points = centres[groups]
    points += _NOISE * rng.standard_normal(points.shape, np.float32)
    points /= np.linalg.norm(points, axis=1, keepdims=True)
    return points[:count], points[count:]


def main() -> None:
    """Print the figures as JSON."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--images", type=int, default=100_000)
    parser.add_argument("--dimension", type=int, default=256)
    chosen = parser.parse_args()
    rows, queries = simulated(chosen.images, chosen.dimension)
    diffusion = Diffusion()
    Lists.of(rows[:100], diffusion.k)  # compiles
    lists, built = _timed(lambda: Lists.of(rows, diffusion.k))
    fewer = len(rows) - max(1, int(_ADDED * len(rows)))
    before = _without(lists, fewer)
    _, followed = _timed(lambda: before.followed(rows, np.ones(fewer, np.bool_)))
    neighbors = Neighbors(lists.places.astype(np.intp), lists.products)
    scoring, diffusing = [], []
    for query in queries:
        (scores, first), taken = _timed(partial(_first, rows, query, diffusion.depth))
        scoring.append(taken)
        _, taken = _timed(partial(_diffused, neighbors, scores, first, diffusion.alpha))
        diffusing.append(taken)
    figures = {
        "images": len(rows),
        "dimension": chosen.dimension,
        "cores": cores(),
        "graph_bytes": lists.places.nbytes + lists.products.nbytes,
        "built_s": _told(built, 1),
        "one_percent_added_s": _told(followed, 1),
        "scoring_ms": _told(np.median(scoring, axis=0), 1000),
        "diffusion_ms": _told(np.median(diffusing, axis=0), 1000),
        "diffusion_ms_p95": _told(np.quantile(diffusing, 0.95, axis=0), 1000),
    }
    print(json.dumps(figures, indent=1))


def _first(rows: Floats, query: Floats, depth: int) -> tuple[Floats, Rows]:
    scores = np.asarray(rows @ query, np.float32)
    return scores, best_of(scores[None], depth)[0]


def _diffused(neighbors: Neighbors, scores: Floats, first: Rows, alpha: float) -> Floats:
    return diffused(scores[first], neighbors.among(first), alpha)


def _timed(work: Callable[[], T]) -> tuple[T, tuple[float, float]]:
    """What some work gives, and its seconds: those that passed, and those of the processor by all threads."""
    wall, processor = time.perf_counter(), time.process_time()
    given = work()
    return given, (time.perf_counter() - wall, time.process_time() - processor)


def _told(seconds: Iterable[float], scale: int) -> dict[str, float]:
    return {name: round(scale * float(value), 1) for name, value in zip(("wall", "processor"), seconds, strict=True)}


def _without(lists: Lists, count: int) -> Lists:
    """The lists of the first rows, without the neighbours that come after them: what takes as long to follow."""
    gone = lists.places[:count] >= count
    return Lists(np.where(gone, -1, lists.places[:count]), np.where(gone, -np.inf, lists.products[:count]))


if __name__ == "__main__":
    main()
