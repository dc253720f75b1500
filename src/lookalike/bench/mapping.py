"""How true the map of a collection is: ``python -m lookalike.bench.mapping FOLDER``.

The folder has a ``groundtruth.csv``. Trustworthiness (Venna & Kaski, ICANN 2001) says how far the 10 points nearest
to a point are of pictures that are near in the collection, too, 1 at the best and 0.5 by chance; purity, which part
of them has the same label, beside that of the collection's own 10 nearest. ``--tsne`` measures scikit-learn's t-SNE
(van der Maaten & Hinton, JMLR 9, 2008) of the same similarities beside it. ``--simulated N`` times N random vectors
in groups instead, with the graph of neighbours.
"""

from __future__ import annotations

import argparse
import json
import time
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np
import numpy.typing as npt

from lookalike.bench.diffusion import simulated
from lookalike.bench.harness.datasets import Dataset
from lookalike.collection.paths import text_path
from lookalike.engine.browse.layout import laid_out
from lookalike.engine.browse.mapping import NEIGHBORS
from lookalike.engine.collection import Collection
from lookalike.engine.represent.scoring import FileScorer
from lookalike.engine.represent.trained import represented
from lookalike.index.graph.kept import LINKS
from lookalike.index.graph.lists import Lists
from lookalike.presets import DEFAULT_PRESET
from lookalike.types import Floats

_NEAR = 10


def main() -> None:
    """Print the figures as JSON."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", nargs="?", type=Path)
    parser.add_argument("-r", "--representation", default=DEFAULT_PRESET)
    parser.add_argument("--tsne", action="store_true")
    parser.add_argument("--simulated", type=int, default=0)
    parser.add_argument("--dimension", type=int, default=256)
    chosen = parser.parse_args()
    if chosen.simulated:
        figures = timed(chosen.simulated, chosen.dimension)
    elif chosen.folder:
        figures = measured(Dataset.read(chosen.folder), chosen.representation, chosen.tsne)
    else:
        parser.error("name a folder, or --simulated and a number")
    print(json.dumps(figures, indent=1))


def measured(dataset: Dataset, representation: str, rival: bool) -> dict[str, Any]:
    """How true the map of a dataset's pictures is, and t-SNE as its rival."""
    places = {dataset.folder / entry.path: place for place, entry in enumerate(dataset.entries)}
    with TemporaryDirectory() as folder:
        collection = Collection.create(Path(folder) / "c", representation)
        collection.add(places)
        began = time.perf_counter()
        found = collection.map()
        seconds = time.perf_counter() - began
        records = collection.records(id.decode() for id in found.ids)
    paths = [text_path(records[id.decode()].path) for id in found.ids]
    labels = np.array([dataset.entries[places[path]].labels[:1] or "" for path in paths]).reshape(len(paths))
    scores = FileScorer(represented(representation)).similarities(paths, paths).scores
    figures = {"pictures": len(paths), "seconds": round(seconds, 1), **truth(found.points, scores, labels)}
    return figures | ({"tsne": _tsne(scores, labels)} if rival else {})


def _tsne(similarities: Floats, labels: npt.NDArray[np.str_]) -> dict[str, float]:
    from sklearn.manifold import TSNE

    distances = np.sqrt(2 * np.maximum(1 - similarities, 0))
    np.fill_diagonal(distances, 0)
    began = time.perf_counter()
    points = TSNE(metric="precomputed", init="random", random_state=0).fit_transform(distances)
    return {"seconds": round(time.perf_counter() - began, 1), **truth(points, similarities, labels)}


def truth(points: Floats, similarities: Floats, labels: npt.NDArray[np.str_]) -> dict[str, float]:
    """What may be believed of points (N, 2), by similarities (N, N) and labels (N,)."""
    from sklearn.manifold import trustworthiness

    distances = 1 - np.minimum(similarities, 1)
    np.fill_diagonal(distances, 0)
    apart = np.linalg.norm(points[:, None] - points[None], axis=2)
    return {
        "trustworthiness": round(float(trustworthiness(distances, points, n_neighbors=_NEAR, metric="precomputed")), 4),
        "purity": _purity(apart, labels),
        "purity_of_neighbors": _purity(distances, labels),
    }


def _purity(distances: Floats, labels: npt.NDArray[np.str_]) -> float:
    others = distances + np.diag(np.full(len(distances), np.inf))
    nearest = np.argsort(others, axis=1, kind="stable")[:, :_NEAR]
    return round(float((labels[nearest] == labels[:, None]).mean()), 4)


def timed(count: int, dimension: int) -> dict[str, float]:
    """The seconds of the graph and of the layout of simulated pictures."""
    rows, _ = simulated(count, dimension)
    began = time.perf_counter()
    lists = Lists.of(rows, LINKS)
    known = time.perf_counter()
    near = lists.places[:, :NEIGHBORS], np.sqrt(np.maximum(2 - 2 * lists.products[:, :NEIGHBORS], 0))
    laid_out(*near, np.ascontiguousarray(rows[:, :2]) * 10)
    return {
        "pictures": count,
        "graph_seconds": round(known - began, 1),
        "layout_seconds": round(time.perf_counter() - known, 1),
    }


if __name__ == "__main__":
    main()
