"""Textures drawn at any angle, within a disc, for the tests of texture descriptors."""

from __future__ import annotations

from functools import cache

import numpy as np
import numpy.typing as npt
from scipy.ndimage import gaussian_filter, map_coordinates
from skimage import data
from skimage.color import rgb2gray

from lookalike.types import Image

SIDE = 256
KINDS = ("stripes", "checks", "blobs", "grain")
PHOTOGRAPHS = ("brick", "camera", "rocket")


def picture(kind: str, degrees: float = 0, gain: float = 1, offset: float = 0) -> Image:
    """A texture turned by an angle, its contrast and brightness changed; nothing is clipped."""
    values = (127.5 + 100 * _disc() * _field(kind, degrees)) * gain + offset
    assert values.min() >= 0
    assert values.max() <= 255
    return Image(np.repeat(np.rint(values).astype(np.uint8)[..., None], 3, axis=2))


def photograph(kind: str, gain: float = 1, offset: float = 0) -> Image:
    """All of a photograph, its contrast and brightness changed; nothing is clipped."""
    pixels = getattr(data, kind)()
    values = np.rint(pixels * gain + offset).astype(np.uint8)
    return Image(values if values.ndim == 3 else np.repeat(values[..., None], 3, axis=2))


def turned(image: Image, quarters: int) -> Image:
    return Image(np.ascontiguousarray(np.rot90(image.pixels, quarters)))


def change(first: npt.NDArray[np.float32], second: npt.NDArray[np.float32]) -> float:
    """The L1 distance of two vectors against the first's length."""
    return float(np.abs(second - first).sum() / np.abs(first).sum())


def _field(kind: str, degrees: float) -> npt.NDArray[np.float64]:
    """(H, W) in -1..1."""
    y, x = np.mgrid[:SIDE, :SIDE] - (SIDE - 1) / 2
    cos, sin = np.cos(np.radians(degrees)), np.sin(np.radians(degrees))
    along, across = cos * x + sin * y, cos * y - sin * x
    if kind == "stripes":
        return np.sin(2 * np.pi * along / 11)
    if kind == "checks":
        return np.sin(2 * np.pi * along / 17) * np.sin(2 * np.pi * across / 17)
    found = _luma(kind) if kind in PHOTOGRAPHS else _noise({"blobs": 3.0, "grain": 1.2}[kind])
    down, right = ((length - 1) / 2 for length in found.shape)
    return np.clip(map_coordinates(found, [across + down, along + right], order=5), -1, 1)


@cache
def _noise(deviation: float) -> npt.NDArray[np.float64]:
    field = gaussian_filter(np.random.default_rng(3).standard_normal((2 * SIDE, 2 * SIDE)), deviation)
    return field / np.abs(field).max()


@cache
def _luma(kind: str) -> npt.NDArray[np.float64]:
    return np.asarray(2 * rgb2gray(photograph(kind).pixels) - 1)


@cache
def _disc() -> npt.NDArray[np.float64]:
    y, x = np.mgrid[:SIDE, :SIDE] - (SIDE - 1) / 2
    return 1 / (1 + np.exp((np.hypot(x, y) - 0.42 * SIDE) / 2))
