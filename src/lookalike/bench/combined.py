"""How much better combined queries are than their parts: ``python -m lookalike.bench.combined``.

The queries are those of :mod:`lookalike.bench.harness.intentions`: two examples of a class, two concepts at places,
two words, an example and a word that it lacks, a thing and its colour, and a caption where another one is written of
each picture. Each part is asked alone, and both as a sum with equal weights, by a collection of the preset
``everything``. Nothing is chosen by these queries.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

import numpy as np
import numpy.typing as npt

from lookalike.bench.harness.bootstrap import intervals
from lookalike.bench.harness.datasets import located
from lookalike.bench.harness.indexed import Indexed, indexed
from lookalike.bench.harness.intentions import (
    Captions,
    Intention,
    of_boxes,
    of_captions,
    of_labels,
    of_notes,
    read_captions,
)
from lookalike.query.base import Query
from lookalike.types import LookalikeError

WAYS = ("first part", "second part", "combined")


def precision(among: Indexed, folder: Path, query: Query, asked: Intention) -> float:
    """The average precision of a query; 0 for what it does not give."""
    names = [among.files[place].relative_to(folder).as_posix() for place in among.places(query)]
    right = np.array([name in asked.right for name in names if name not in asked.shown], np.bool_)
    running = np.cumsum(right) / np.arange(1, len(right) + 1)
    return float(running[right].sum()) / len(asked.right)


def measured(among: Indexed, folder: Path, asked: Sequence[Intention]) -> npt.NDArray[np.float64]:
    """(Q, 3) the average precision of the parts and of both together."""
    return np.array(
        [[precision(among, folder, query, each) for query in (*each.parts, each.whole)] for each in asked], np.float64
    )


def figures(kinds: Sequence[str], values: npt.NDArray[np.float64], seed: int = 0) -> dict[str, dict[str, object]]:
    """The mean average precision of each way by kind and of all; and what is gained on the better part, with its
    95 % bootstrap interval over queries.
    """
    told: dict[str, dict[str, object]] = {}
    for kind in (*dict.fromkeys(kinds), "all"):
        rows = values[[kind in (each, "all") for each in kinds]]
        better = int(rows[:, :2].mean(axis=0).argmax())
        gain = rows[:, 2] - rows[:, better]
        low, high = intervals({"gain": gain}, seed)["gain"]
        means = {way: round(float(mean), 4) for way, mean in zip(WAYS, rows.mean(axis=0), strict=True)}
        told[kind] = {"queries": len(rows), **means, "gain": round(float(gain.mean()), 4), "interval": [low, high]}
    return told


@contextmanager
def annotated(folder: Path, captions: Captions) -> Iterator[Path]:
    """A folder of links to captioned pictures, with the first caption of each in a text beside it."""
    with tempfile.TemporaryDirectory() as place:
        for name, said in captions.items():
            link = Path(place) / name
            link.parent.mkdir(parents=True, exist_ok=True)
            link.symlink_to((folder / name).absolute())
            link.with_suffix(".txt").write_text(said[0], encoding="utf-8")
        yield Path(place)


def by_dataset(
    folders: Mapping[str, Path], representation: str
) -> Iterator[tuple[list[Intention], npt.NDArray[np.float64]]]:
    """The queries of each dataset and what was measured of them.

    :param folders: of pictures with "labels", "boxes" and "captions".
    """
    for what, make in (("labels", of_labels), ("boxes", of_boxes)):
        asked = make(folders[what])
        with indexed(folders[what], representation) as among:
            yield asked, measured(among, folders[what], asked)
    captions = read_captions(folders["captions"])
    with annotated(folders["captions"], captions) as folder, indexed(folder, representation) as among:
        asked = [*of_captions(captions, folder), *of_notes(captions)]
        yield asked, measured(among, folder, asked)


def main(arguments: Sequence[str] | None = None) -> None:
    """Print the figures as JSON."""
    parser = argparse.ArgumentParser(prog="python -m lookalike.bench.combined", description=__doc__)
    for what, usual in (("labels", "corel1k"), ("boxes", "coco128"), ("captions", "flickr8k500")):
        parser.add_argument(f"--{what}", type=Path, default=Path(usual), help="there or under $LOOKALIKE_DATA")
    parser.add_argument("-r", "--representation", default="everything")
    options = parser.parse_args(arguments)
    folders = {what: located(getattr(options, what)).absolute() for what in ("labels", "boxes", "captions")}
    found = list(by_dataset(folders, options.representation))
    kinds = [each.kind for asked, _ in found for each in asked]
    print(json.dumps(figures(kinds, np.concatenate([values for _, values in found])), indent=2))


if __name__ == "__main__":
    try:
        main()
    except LookalikeError as error:
        sys.exit(f"Error: {error}")
