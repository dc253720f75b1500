"""How well pictures are found by how their objects lie: ``python -m lookalike.bench.relations FOLDER``.

The folder holds pictures and a ``boxes.json`` of the named objects in them. A query
is a triple (name, relation, name) that is true in some picture, and right answers are
all pictures in which it is. What is true is said here by the corners of the boxes, yes
or no, and on purpose not by the degrees of :mod:`lookalike.geometry`, which rank.

It is asked in two ways: by names, with the boxes given; and by two blobs of an example
picture, with nothing given of the other pictures but the regions that they fall into.
"""

from __future__ import annotations

import argparse
import sys
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import permutations
from pathlib import Path
from typing import NamedTuple, TypeAlias

import numpy as np

from lookalike.bench.harness.datasets import located
from lookalike.bench.harness.measures import Bools, Judged, average_precision, rank
from lookalike.collection.boxes import read_boxes
from lookalike.collection.decode import read_picture
from lookalike.describe.region.regions import Regions
from lookalike.geometry import RELATIONS, Thing
from lookalike.index.measures.regions import REGIONS, WIDTH, like_region, placed
from lookalike.query.relation import Clause, Wanted, ranked
from lookalike.types import Floats, LookalikeError

BOXES = "boxes.json"

_GAP = 0.01
_OVERHANG = 0.02
_AMPLE = 1.5
"""What is nearly so is so: gaps between what touches, overhangs of what is inside, in
parts of the picture; and how many times the area is larger."""

Triple: TypeAlias = tuple[str, str, str]
Pair: TypeAlias = tuple[Thing, Thing]
Pictures: TypeAlias = Mapping[str, Sequence[Thing]]


class _Corners(NamedTuple):
    left: float
    top: float
    right: float
    bottom: float

    @classmethod
    def of(cls, thing: Thing) -> _Corners:
        cx, cy, w, h = thing.box
        return cls(cx - w / 2, cy - h / 2, cx + w / 2, cy + h / 2)

    @property
    def area(self) -> float:
        return (self.right - self.left) * (self.bottom - self.top)


def _left_of(a: _Corners, b: _Corners) -> bool:
    """Neither reaches over the other's middle."""
    return a.right <= (b.left + b.right) / 2 and (a.left + a.right) / 2 <= b.left


def _above(a: _Corners, b: _Corners) -> bool:
    return a.bottom <= (b.top + b.bottom) / 2 and (a.top + a.bottom) / 2 <= b.top


def _inside(a: _Corners, b: _Corners) -> bool:
    overhangs = (b.left - a.left, b.top - a.top, a.right - b.right, a.bottom - b.bottom)
    return max(overhangs) <= _OVERHANG and a.area < b.area


def _touching(a: _Corners, b: _Corners) -> bool:
    return max(a.left - b.right, b.left - a.right, a.top - b.bottom, b.top - a.bottom) <= _GAP


def _larger(a: _Corners, b: _Corners) -> bool:
    return a.area >= _AMPLE * b.area


TRUE: Mapping[str, Callable[[_Corners, _Corners], bool]] = {
    "left of": _left_of,
    "right of": lambda a, b: _left_of(b, a),
    "above": _above,
    "below": lambda a, b: _above(b, a),
    "inside": _inside,
    "contains": lambda a, b: _inside(b, a),
    "touching": _touching,
    "larger than": _larger,
    "smaller than": lambda a, b: _larger(b, a),
}


@dataclass(frozen=True)
class Figures:
    """One way of asking: the mean average precision over its queries, and what a random order gives."""

    queries: int
    value: float
    chance: float


def truths(pictures: Pictures) -> dict[Triple, dict[str, Pair]]:
    """The triples that are true somewhere: by picture, the largest pair of things of which they are."""
    found: dict[Triple, dict[str, Pair]] = defaultdict(dict)
    for picture, things in pictures.items():
        by_size = sorted(permutations(things, 2), key=lambda pair: -sum(_Corners.of(thing).area for thing in pair))
        for one, other in by_size:
            for relation, holds in TRUE.items():
                if holds(_Corners.of(one), _Corners.of(other)):
                    found[one.name, relation, other.name].setdefault(picture, (one, other))
    return dict(found)


def by_name(pictures: Pictures, both_there: bool = False) -> dict[str, Figures]:
    """Every triple asked for by its names, with the boxes given; figures by relation, and of all.

    :param both_there: rank only the pictures that have both objects, where some are wrong: the names alone
        give no answer away.
    """
    values: dict[str, list[tuple[float, float]]] = defaultdict(list)
    for (one, relation, other), where in truths(pictures).items():
        names = one.casefold(), other.casefold()
        clause = Clause(Wanted(names[0]), relation, Wanted(names[1], 2 if names[0] == names[1] else 1))
        answers = ranked([clause], pictures)
        if both_there:
            answers = [(picture, match) for picture, match in answers if match.chosen]
        relevance = np.array([picture in where for picture, _ in answers])
        if not (both_there and relevance.all()):
            values[relation].append(_judged(np.array([m.score for _, m in answers], np.float32), relevance, -1))
    return _figures(values)


def by_blobs(pictures: Pictures, folder: Path, relation_counts: bool = True) -> dict[str, Figures]:
    """Every triple asked for by two blobs of each picture where it is true, among the regions of the others.

    :param relation_counts: False leaves the relation out of the score, to see what it adds.
    """
    descriptor, names = Regions(), list(pictures)
    images = [read_picture(folder / name).image(descriptor.side) for name in names]
    rows = REGIONS.embed(descriptor.describe(images).floats)
    boxes = placed(rows)
    degrees = {name: relation(boxes[:, :, None], boxes[:, None]) for name, relation in RELATIONS.items()}
    itself = np.eye(boxes.shape[1], dtype=bool)
    values: dict[str, list[tuple[float, float]]] = defaultdict(list)
    for relation, relevance, own, pair in _examples(pictures):
        first, second = (
            like_region(descriptor.describe_part(images[own], thing.box).floats[0, :WIDTH], rows) for thing in pair
        )
        scores = first[:, :, None] + second[:, None] + relation_counts * degrees[relation]
        there = (first > 0)[:, :, None] & (second > 0)[:, None] & ~itself
        best = np.where(there, scores, 0).max(axis=(1, 2))
        values[relation].append(_judged(best, relevance, own))
    return _figures(values)


def _examples(pictures: Pictures) -> Iterator[tuple[str, Bools, int, Pair]]:
    """Relation, which pictures it is true of but for the example, the example's place, and its two things."""
    names = list(pictures)
    for (_, relation, _), where in truths(pictures).items():
        for picture, pair in where.items():
            if len(where) > 1:
                yield relation, np.array([p in where and p != picture for p in names]), names.index(picture), pair


def _judged(scores: Floats, relevance: Bools, own: int) -> tuple[float, float]:
    """Average precision, and what it is to be expected of a random order."""
    judged = Judged.of(rank(scores[None]), relevance[None], np.array([own]))
    return float(average_precision(judged)[0]), chance(int(relevance.sum()), len(relevance) - (own >= 0))


def chance(right: int, count: int) -> float:
    """The expected average precision of a random order of ``count`` pictures of which ``right`` are right.

    The k-th right answer at place p has on average 1 + (p - 1)(r - 1) / (n - 1) right ones down to it.
    """
    harmonic = float((1 / np.arange(1, count + 1)).sum())
    return (harmonic + (right - 1) / max(1, count - 1) * (count - harmonic)) / count


def _figures(values: Mapping[str, Sequence[tuple[float, float]]]) -> dict[str, Figures]:
    everything = {**values, "all": [value for some in values.values() for value in some]}
    return {name: Figures(len(some), *map(float, np.mean(some, axis=0))) for name, some in everything.items()}


def main(arguments: Sequence[str] | None = None) -> None:
    """Print the figures of a folder."""
    parser = argparse.ArgumentParser(prog="python -m lookalike.bench.relations", description=__doc__)
    parser.add_argument("folder", type=Path, help="pictures with a boxes.json, there or under $LOOKALIKE_DATA")
    folder = located(parser.parse_args(arguments).folder)
    pictures = read_boxes(folder / BOXES)
    ways = {
        "by name, boxes given": by_name(pictures),
        "by name, among the pictures that have both": by_name(pictures, both_there=True),
        "by blobs": by_blobs(pictures, folder),
        "by blobs, relation ignored": by_blobs(pictures, folder, relation_counts=False),
    }
    for way, figures in ways.items():
        print(f"{way}\n{'relation':14}{'queries':>8}{'mAP':>8}{'chance':>8}")
        for relation, f in figures.items():
            print(f"{relation:14}{f.queries:8}{f.value:8.3f}{f.chance:8.3f}")


if __name__ == "__main__":
    try:
        main()
    except LookalikeError as error:
        sys.exit(f"Error: {error}")
