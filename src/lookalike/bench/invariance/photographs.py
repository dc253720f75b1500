"""The photographs that changes are tried on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np

from lookalike.bench.harness.datasets import DatasetError, located
from lookalike.bench.invariance.changes import Pixels
from lookalike.collection.decode import Unreadable, read_picture
from lookalike.collection.scan import picture_files
from lookalike.types import Skip

CARRIED = ("astronaut", "camera", "chelsea", "coffee")
"""Those of scikit-image that come with it."""

SIDE = 512
"""Pixels of the shorter side that larger pictures of a folder are brought to."""

_LEAST = 128


class Photographs(NamedTuple):
    """Pixels (H, W, 3) uint8 by name, and the files that are of no use."""

    pixels: Mapping[str, Pixels]
    skipped: Sequence[Skip] = ()


def photographs(folder: Path | None = None) -> Photographs:
    """Those that scikit-image carries, or all pictures of a folder that can be read and are large enough.

    :raises LookalikeError: there is no such picture in the folder.
    """
    return Photographs(_carried()) if folder is None else _found(located(folder))


def _carried() -> dict[str, Pixels]:
    from skimage import data

    return {name: _in_color(getattr(data, name)()) for name in CARRIED}


def _in_color(pixels: Pixels) -> Pixels:
    return np.ascontiguousarray(np.broadcast_to(np.atleast_3d(pixels), (*pixels.shape[:2], 3)))


def _found(folder: Path) -> Photographs:
    pixels, skipped = {}, []
    for file in picture_files([folder]):
        try:
            pixels[str(file.relative_to(folder.absolute()))] = _fitting(file)
        except Unreadable as error:
            skipped.append(Skip(file, error.reason))
    if not pixels:
        raise DatasetError(f"There is no photograph of {_LEAST} px or more in {folder}: name a folder that has some.")
    return Photographs(pixels, skipped)


def _fitting(file: Path) -> Pixels:
    import cv2

    pixels = read_picture(file).image(SIDE).pixels
    least = min(pixels.shape[:2])
    if least < _LEAST:
        raise Unreadable(f"smaller than {_LEAST} px", file)
    if least <= SIDE:
        return pixels
    size = [round(length * SIDE / least) for length in pixels.shape[1::-1]]
    return np.asarray(cv2.resize(pixels, size, interpolation=cv2.INTER_AREA), np.uint8)
