"""What is written of pictures, what is seen in them, and both: ``python -m lookalike.bench.keywords CAPTIONED``.

The first caption of each picture is written beside it, and its last one, by another person, is asked for. Every second
picture's caption tells how much the seen part of words is to count; the captions of the others measure it.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt

from lookalike.bench.combined import annotated
from lookalike.bench.harness.datasets import located
from lookalike.bench.harness.indexed import Indexed, indexed
from lookalike.bench.harness.intentions import read_captions
from lookalike.query.base import Query, Sum
from lookalike.query.words import Seen, Words, Written
from lookalike.types import LookalikeError

WEIGHTS = (0.25, 0.5, 1.0, 2.0)
"""What is seen against what is written."""


def ways(text: str) -> dict[str, Query]:
    """The queries for a text, by name."""
    written, seen = Written(text), Seen(text)
    weighed = {f"written + {weight:g} seen": Sum(((1.0, written), (weight, seen))) for weight in WEIGHTS}
    return {"written": written, "seen": seen, **weighed, "words": Words(text)}


def ranks(among: Indexed, asked: Sequence[tuple[str, int]]) -> dict[str, npt.NDArray[np.float64]]:
    """(Q,) the ranks of the right pictures, from 1, by each of :func:`ways`; infinite where one is not given.

    :param asked: texts, and the places of the pictures that they are of.
    """
    found: dict[str, list[float]] = {}
    for text, right in asked:
        for name, query in ways(text).items():
            places = np.flatnonzero(among.places(query) == right)
            found.setdefault(name, []).append(float(places[0]) + 1 if len(places) else np.inf)
    return {name: np.array(each) for name, each in found.items()}


def figures(found: npt.NDArray[np.float64]) -> dict[str, float]:
    """The mean reciprocal rank, and the shares that come first and among the first ten."""
    shares = {"MRR": (1 / found).mean(), "R@1": (found <= 1).mean(), "R@10": (found <= 10).mean()}
    return {name: round(float(share), 3) for name, share in shares.items()}


def main(arguments: Sequence[str] | None = None) -> None:
    """Print the figures as JSON."""
    parser = argparse.ArgumentParser(prog="python -m lookalike.bench.keywords", description=__doc__)
    parser.add_argument("folder", type=Path, help="pictures with a captions.json, there or under $LOOKALIKE_DATA")
    parser.add_argument("-r", "--representation", default="words")
    options = parser.parse_args(arguments)
    source = located(options.folder)
    captions = read_captions(source)
    with annotated(source, captions) as folder, indexed(folder, options.representation) as among:
        asked = [(captions[file.relative_to(folder).as_posix()][-1], place) for place, file in enumerate(among.files)]
        found = ranks(among, asked)
    halves = {"to choose by": slice(0, None, 2), "to measure by": slice(1, None, 2)}
    told = {half: {way: figures(each[part]) for way, each in found.items()} for half, part in halves.items()}
    print(json.dumps(told, indent=2))


if __name__ == "__main__":
    try:
        main()
    except LookalikeError as error:
        sys.exit(f"Error: {error}")
