"""Sequences of pictures of a flat scene, in the form of those of Mikolajczyk et al. (IJCV 2005)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from lookalike.bench.harness.datasets import DatasetError, located
from lookalike.bench.invariance.regions import Values
from lookalike.collection.decode import read_picture
from lookalike.types import Image

FORM = "folders of img1, img2, … (.png, .jpg or .ppm) and H1to2p, …, which map pixels of img1 to those of img2"

_HOMOGRAPHY = re.compile(r"H1to(\d+)p")


@dataclass(frozen=True)
class Sequence:
    """A reference picture, and others with the homographies that take its pixels to theirs.

    :param others: by the picture's file, (3, 3) float64.
    """

    name: str
    reference: Path
    others: dict[Path, Values]


def sequences(folder: Path) -> list[Sequence]:
    """Those in a folder, which is one itself or holds them at any depth, by their names.

    :raises DatasetError: there is none, or a file of one is missing or wrong.
    """
    found = located(folder)
    places = sorted({file.parent for file in found.rglob("H1to*p") if _HOMOGRAPHY.fullmatch(file.name)})
    if not places:
        raise DatasetError(f"There are no sequences in {folder}: it should hold {FORM}.")
    return [_sequence(place) for place in places]


def read(file: Path) -> Image:
    """A picture of a sequence, of which the netpbm formats are those of the original ones.

    :raises LookalikeError: it cannot be read.
    """
    if file.suffix.lower() not in {".ppm", ".pgm"}:
        return read_picture(file).image(None)
    import cv2

    pixels = cv2.imdecode(np.frombuffer(file.read_bytes(), np.uint8), cv2.IMREAD_COLOR)
    if pixels is None:
        raise DatasetError(f"{file} is no picture: replace it.")
    return Image(np.ascontiguousarray(np.asarray(pixels, np.uint8)[:, :, ::-1]))


def _sequence(place: Path) -> Sequence:
    numbers = sorted(int(match[1]) for file in place.iterdir() if (match := _HOMOGRAPHY.fullmatch(file.name)))
    others = {_picture(place, number): _homography(place / f"H1to{number}p") for number in numbers}
    return Sequence(place.name, _picture(place, 1), others)


def _picture(place: Path, number: int) -> Path:
    for suffix in (".png", ".jpg", ".jpeg", ".ppm", ".pgm"):
        if (file := place / f"img{number}{suffix}").is_file():
            return file
    raise DatasetError(f"There is no picture img{number} in {place}: it should hold {FORM}.")


def _homography(file: Path) -> Values:
    try:
        values = np.array(file.read_text(encoding="utf-8").split(), np.float64).reshape(3, 3)
    except (ValueError, OSError) as error:
        raise DatasetError(f"{file} is no homography: it should hold three lines of three numbers.") from error
    if not np.isfinite(values).all() or values[2, 2] == 0 or np.linalg.matrix_rank(values) < 3:
        raise DatasetError(f"{file} is no homography that can be inverted: correct its nine numbers.")
    return np.asarray(values / values[2, 2])
