"""How well pictures are found by where their colours and their objects lie: ``python -m lookalike.bench.layouts``.

Colours: a query is the sixteen mean colours of a picture's own 4 x 4 cells, and the picture is to come among the
first ten. Named: a query is one of the eleven basic colours, and told is how much of it the first ten pictures have, of
the most that ten of them could; ``color_names()`` tells how much that is. Concepts: a query names the two largest boxes
of different names in a picture, with their places or without, and the picture is to come early: the mean share of the
collection that comes before it is told. No picture of the collection is told what its boxes are; they are asked for,
and looked for in what the network sees where.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np

from lookalike.bench.harness.datasets import located
from lookalike.bench.harness.indexed import Indexed, indexed
from lookalike.bench.relations import BOXES
from lookalike.collection.boxes import read_boxes
from lookalike.collection.decode import read_picture
from lookalike.describe.color.naming import NAMES, ColorNames
from lookalike.describe.pixels import fitted
from lookalike.geometry import Thing
from lookalike.query.base import Query
from lookalike.query.color import Color
from lookalike.query.colors import Colors
from lookalike.query.concept import Concept
from lookalike.query.places import Place
from lookalike.types import LookalikeError

GRID = 4
QUERIES = 100
FIRST = 10


def mean_colors(file: Path) -> Colors:
    """A picture's own mean colours in 4 x 4 cells, as a query."""
    pixels = fitted(read_picture(file).image(256)).astype(np.float64)
    cells = [np.array_split(band, GRID, axis=1) for band in np.array_split(pixels, GRID)]
    side = 1 / GRID
    return Colors(
        tuple(
            ((column * side, row * side, side, side), "#{:02x}{:02x}{:02x}".format(*_mean(cell)))
            for row, band in enumerate(cells)
            for column, cell in enumerate(band)
        )
    )


def _mean(cell: np.ndarray[tuple[int, ...], np.dtype[np.float64]]) -> list[int]:
    return [round(float(channel)) for channel in cell.mean(axis=(0, 1))]


def by_colors(among: Indexed, count: int = QUERIES) -> dict[str, float]:
    """The share of pictures, taken at equal steps, that come first and among the first ten by their mean colours."""
    chosen = np.unique(np.linspace(0, len(among.files) - 1, count).astype(int))
    ranks = np.array([_rank(among, mean_colors(among.files[place]), place) for place in chosen])
    return {
        "queries": len(ranks),
        "first": float((ranks == 0).mean()),
        f"in the first {FIRST}": float((ranks < FIRST).mean()),
    }


def by_names(among: Indexed) -> dict[str, float]:
    """How much the first ten have of a colour that is asked for by its name, of what the ten have that have most."""
    pictures = (read_picture(file).image(256) for file in among.files)
    shares = np.concatenate([ColorNames().describe([picture]).floats for picture in pictures])
    found = {}
    for shown, name in zip(shares.T, NAMES, strict=True):
        first = among.places(Color(name))[:FIRST]
        found[name] = float(shown[first].mean() / np.sort(shown)[-FIRST:].mean())
    return {"mean": float(np.mean(list(found.values()))), **found}


def by_concepts(among: Indexed, boxes: Mapping[Path, Sequence[Thing]]) -> dict[str, float]:
    """The mean share of the collection that comes before the right picture, by two objects with places and without."""
    with_places, without = [], []
    for place, file in enumerate(among.files):
        pair = two_largest(boxes.get(file, ()))
        if pair is not None:
            with_places.append(_rank(among, _together(pair, placed=True), place))
            without.append(_rank(among, _together(pair, placed=False), place))
    others = len(among.files) - 1
    return {
        "queries": len(with_places),
        "concepts with places": float(np.mean(with_places)) / others,
        "concepts alone": float(np.mean(without)) / others,
    }


def two_largest(things: Sequence[Thing]) -> tuple[Thing, Thing] | None:
    """The largest thing, and the largest of another name; None where there is none."""
    by_size = sorted(things, key=lambda thing: -thing.box.w * thing.box.h)
    other = next((thing for thing in by_size if thing.name != by_size[0].name), None)
    return None if other is None else (by_size[0], other)


def _together(pair: tuple[Thing, Thing], placed: bool) -> Query:
    one, other = (Concept(thing.name, _place(thing) if placed else "anywhere") for thing in pair)
    return one + other


def _place(thing: Thing) -> Place:
    """A box, cut where it reaches beyond the picture."""
    cx, cy, w, h = thing.box
    left, top = max(cx - w / 2, 0.0), max(cy - h / 2, 0.0)
    return left, top, min(cx + w / 2, 1.0) - left, min(cy + h / 2, 1.0) - top


def _rank(among: Indexed, query: Query, place: int) -> int:
    """How many pictures come before the one at a place."""
    return int(np.flatnonzero(among.places(query) == place)[0])


def main(arguments: Sequence[str] | None = None) -> None:
    """Print the figures as JSON."""
    parser = argparse.ArgumentParser(prog="python -m lookalike.bench.layouts", description=__doc__)
    parser.add_argument("--colors", type=Path, default=Path("corel1k"), help="pictures, there or under $LOOKALIKE_DATA")
    parser.add_argument("--concepts", type=Path, default=Path("coco128"), help="pictures with a boxes.json, likewise")
    parser.add_argument("-r", "--representation", default="everything")
    options = parser.parse_args(arguments)
    with indexed(located(options.colors), options.representation) as among:
        colors, named = by_colors(among), by_names(among)
    folder = located(options.concepts).absolute()
    boxes = {folder / name: things for name, things in read_boxes(folder / BOXES).items()}
    with indexed(folder, options.representation) as among:
        concepts = by_concepts(among, boxes)
    print(
        json.dumps(
            {"representation": options.representation, "colours": colors, "named": named, "concepts": concepts},
            indent=2,
        )
    )


if __name__ == "__main__":
    try:
        main()
    except LookalikeError as error:
        sys.exit(f"Error: {error}")
