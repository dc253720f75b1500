"""How well each layer of a network retrieves: the hierarchy of learned features made visible."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from time import perf_counter
from typing import Any

import numpy as np

from lookalike.bench.harness.bootstrap import intervals
from lookalike.bench.harness.datasets import Dataset
from lookalike.bench.harness.run import answerable, measured
from lookalike.bench.reports.report import machine, versions
from lookalike.collection.decode import read_picture
from lookalike.describe.deep import networks
from lookalike.describe.deep.cnn import Cnn
from lookalike.describe.deep.pooling import IN_GRAPH
from lookalike.engine.represent.describing import Describer
from lookalike.engine.represent.parallel import in_parallel
from lookalike.index.measures.base import unit
from lookalike.spec import Part, Representation
from lookalike.types import Floats, Progress

MEASURE = "mAP"
"""What the curve shows."""


@dataclass(frozen=True)
class Pooled:
    """A layer under one pool.

    :param depth: the layer's place from 1.
    :param representation: what gives these figures in ``lookalike bench DATASET -r``.
    :param measures: means over the queries, by the names of ``measures.MEASURES``.
    :param intervals: [low, high] of the 95 % bootstrap for each measure.
    """

    layer: str
    depth: int
    channels: int
    pool: str
    representation: str
    measures: dict[str, float]
    intervals: dict[str, list[float]]


@dataclass(frozen=True)
class Depths:
    """The figures of all layers of a network on a dataset.

    :param figures: layers in order of depth, each under every pool; one without places is the same under all.
    :param queries: how many were measured; ``left_out`` had nothing relevant to find.
    :param images: how many the database holds.
    :param ms_per_image: from file to the vectors of all layers.
    :param command: gives the same figures again.
    """

    dataset: str
    network: str
    figures: list[Pooled]
    queries: int
    left_out: int
    images: int
    ms_per_image: float
    command: str
    seed: int
    versions: dict[str, str]
    machine: dict[str, int]

    @property
    def layers(self) -> list[list[Pooled]]:
        """In order of depth, each under every pool."""
        return [self.figures[i : i + len(self.pools)] for i in range(0, len(self.figures), len(self.pools))]

    @property
    def pools(self) -> list[str]:
        return list(dict.fromkeys(each.pool for each in self.figures))

    @property
    def best(self) -> Pooled:
        """The layer and pool of the highest mean average precision."""
        return max(self.figures, key=lambda each: each.measures[MEASURE])

    def to_json(self) -> dict[str, Any]:
        """One object of JSON's own types, keyed by the names of the fields."""
        return asdict(self)


def depths(dataset: Dataset, network: str, command: str, seed: int = 0, progress: Progress | None = None) -> Depths:
    """Measure every layer of a network, under every pool that its graph knows, in one pass over the pictures.

    :param network: its name.
    :param command: what the user can run to get the same figures.
    :param seed: of the resampling behind the intervals.
    :param progress: is told of the files described.
    :raises LookalikeError: there is no such network, a file cannot be read, or no query can be answered.
    """
    asked = answerable(dataset)
    layers = networks.network(network).layers
    descriptors = [Cnn(network, layer=layer, pool=pool) for layer in layers for pool in IN_GRAPH]
    began = perf_counter()
    rows = _described(descriptors, dataset.paths(np.arange(len(dataset.entries))), progress)
    seconds = perf_counter() - began
    figures = []
    for place, (descriptor, vectors) in enumerate(zip(descriptors, rows, strict=True)):
        values = measured(vectors[asked.places] @ vectors[dataset.database].T, asked, dataset.has_classes)
        figures.append(
            Pooled(
                layer=descriptor.layer,
                depth=1 + place // len(IN_GRAPH),
                channels=layers[descriptor.layer],
                pool=descriptor.pool,
                representation=str(descriptor),
                measures={name: float(value.mean()) for name, value in values.items()},
                intervals=intervals(values, seed),
            )
        )
    return Depths(
        dataset=dataset.name,
        network=network,
        figures=figures,
        queries=len(asked.places),
        left_out=len(dataset.queries) - len(asked.places),
        images=len(dataset.database),
        ms_per_image=1000 * seconds / len(dataset.entries),
        command=command,
        seed=seed,
        versions=versions(),
        machine=machine(),
    )


def _described(descriptors: Sequence[Cnn], files: Sequence[Path], progress: Progress | None) -> Iterator[Floats]:
    """(E, D) float32 unit rows of the files, by each descriptor."""
    describer = Describer(Representation(tuple(Part(1.0, (each,)) for each in descriptors)))
    said = []
    for vectors in in_parallel(lambda path: describer.vectors(read_picture(path)), files):
        said.append(vectors)
        if progress:
            progress(len(said), len(files))
    return (unit(np.concatenate(rows)) for rows in zip(*said, strict=True))
