"""What is known of pictures that show the same: lists with ground truth, and the folders that people sort them into."""

from __future__ import annotations

import csv
from collections.abc import Callable, Sequence
from functools import cache
from pathlib import Path

import numpy as np
import numpy.typing as npt

from lookalike.types import LookalikeError

GROUND_TRUTH = "groundtruth.csv"
"""A table of pictures, by paths relative to its folder, and their labels, several joined by ``|``."""


def labels_of(paths: Sequence[Path]) -> npt.NDArray[np.int64]:
    """(P,): pictures with the same number have the same label, and those with -1 none.

    The nearest groundtruth.csv in or above a picture's folder tells its label, and one that lists others alone tells
    of none; where there is no such file, the folder that the picture lies in is its label. Pictures of several labels
    match those with just the same ones.

    :raises LookalikeError: such a file cannot be read.
    """
    listed = cache(_listed)
    numbers: dict[object, int] = {}
    labels = [_label(path.absolute(), listed) for path in paths]
    return np.array([-1 if label is None else numbers.setdefault(label, len(numbers)) for label in labels], np.int64)


def _label(path: Path, listed: Callable[[Path], dict[Path, str] | None]) -> object:
    for folder in path.parents:
        known = listed(folder)
        if known is not None:
            label = known.get(path)
            return (folder, label) if label else None
    return path.parent


def _listed(folder: Path) -> dict[Path, str] | None:
    """The labels of the pictures that the list of a folder has; None where there is no list."""
    file = folder / GROUND_TRUTH
    try:
        with file.open(encoding="utf-8-sig", newline="") as lines:
            rows = list(csv.DictReader(lines, restval=""))
    except FileNotFoundError:
        return None
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise LookalikeError(f"{file} is not a CSV file in UTF-8 that can be read: save it again as one.") from error
    if rows and not {"path", "label"} <= rows[0].keys():
        raise LookalikeError(f"{file} lacks the column path or label, from which labels are learnt: add them.")
    return {folder / row["path"]: "|".join(sorted(label.strip() for label in row["label"].split("|"))) for row in rows}
