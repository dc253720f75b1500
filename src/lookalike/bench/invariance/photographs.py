"""The photographs that changes are tried on."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import numpy as np

from lookalike.bench.datasets import DatasetError, located
from lookalike.bench.invariance.changes import Pixels
from lookalike.collection.decode import read_picture
from lookalike.collection.scan import picture_files

CARRIED = ("astronaut", "camera", "chelsea", "coffee")
"""Those of scikit-image that come with it."""

SIDE = 512
"""Pixels of the shorter side that larger pictures of a folder are brought to."""

_LEAST = 128


def photographs(folder: Path | None = None) -> Mapping[str, Pixels]:
    """Pixels (H, W, 3) uint8 by name: those that scikit-image carries, or all pictures of a folder.

    :raises LookalikeError: there is no picture in the folder, or one cannot be read or is too small.
    """
    return _carried() if folder is None else _found(located(folder))


def _carried() -> dict[str, Pixels]:
    from skimage import data

    return {name: _in_color(getattr(data, name)()) for name in CARRIED}


def _in_color(pixels: Pixels) -> Pixels:
    return np.ascontiguousarray(np.broadcast_to(np.atleast_3d(pixels), (*pixels.shape[:2], 3)))


def _found(folder: Path) -> dict[str, Pixels]:
    files = picture_files([folder])
    if not files:
        raise DatasetError(f"There is no picture in {folder}: name a folder of photographs.")
    return {str(file.relative_to(folder.absolute())): _fitting(file) for file in files}


def _fitting(file: Path) -> Pixels:
    import cv2

    pixels = read_picture(file).image(SIDE).pixels
    least = min(pixels.shape[:2])
    if least < _LEAST:
        raise DatasetError(f"{file} is too small to be changed and compared: take pictures of {_LEAST} px or more.")
    if least <= SIDE:
        return pixels
    size = [round(length * SIDE / least) for length in pixels.shape[1::-1]]
    return np.asarray(cv2.resize(pixels, size, interpolation=cv2.INTER_AREA), np.uint8)
