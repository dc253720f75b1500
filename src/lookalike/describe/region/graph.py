"""The attributed graph of a picture's regions, or of its named objects, and their relations."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from lookalike.describe.pixels import once
from lookalike.describe.region.measuring import measured
from lookalike.describe.region.segments import segments
from lookalike.geometry import RELATIONS, Thing, rows
from lookalike.types import Box, Floats, Image


@dataclass(frozen=True)
class Region:
    """A node of the graph.

    :param name: what it is, where that is known.
    :param box: a named object's box; of a region, the rectangle of the same centre and spread.
    :param share: of the picture's area.
    :param color: the mean CIE Lab, L in 0..100, where the pixels were looked at.
    """

    name: str | None
    box: Box
    share: float
    color: tuple[float, float, float] | None = None


class Edge(NamedTuple):
    """What holds between two nodes, by their places, and to what degree, 0 to 1."""

    one: int
    relation: str
    other: int
    degree: float


@dataclass(frozen=True, eq=False)
class Graph:
    """Regions, and the degree to which every relation of :mod:`lookalike.geometry` holds between any two.

    :param degrees: (n, n) float32 by the relation's name, 0 on the diagonal.
    """

    regions: tuple[Region, ...]
    degrees: Mapping[str, Floats]

    def edges(self, least: float = 0.5) -> Iterator[Edge]:
        """The relations that hold to a degree of ``least`` or more."""
        for relation, degrees in self.degrees.items():
            for one, other in np.argwhere(degrees >= least):
                yield Edge(int(one), relation, int(other), float(degrees[one, other]))


@once
def graph(image: Image, n: int = 8) -> Graph:
    """The regions of a picture, the largest first; those that touch have a border in common."""
    found = segments(image, n)
    numbers = measured(image, found.labels)
    regions = tuple(
        Region(
            None,
            Box(*map(float, row[1:5])),
            float(row[0]),
            (100 * float(row[7]), 100 * float(row[8]), 100 * float(row[9])),
        )
        for row in numbers
    )
    return Graph(regions, {**_degrees(numbers[:, 1:5]), "touching": found.touching.astype(np.float32)})


def graph_of(things: Sequence[Thing]) -> Graph:
    """The graph of named objects."""
    regions = tuple(Region(thing.name, thing.box, thing.box.w * thing.box.h) for thing in things)
    return Graph(regions, _degrees(rows([thing.box for thing in things])))


def _degrees(boxes: Floats) -> dict[str, Floats]:
    apart = 1 - np.eye(len(boxes), dtype=np.float32)
    return {name: relation(boxes[:, None], boxes) * apart for name, relation in RELATIONS.items()}
