"""Histograms whose pixels vote for the nearest bins, over the cells of a grid."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeVar

import numpy as np
import numpy.typing as npt

from lookalike.describe.pixels import fitted, once
from lookalike.types import Floats, Image

Ints = npt.NDArray[np.intp]
_T = TypeVar("_T", bound=np.generic)

LATTICE = 96
"""So many rows and columns of pixels are counted, whatever a picture's size: cells of any small grid get some."""

# Least and largest values of the channels that sRGB colours reach.
_REACH = {"hsv": ((0, 0, 0), (360, 1, 1)), "lab": ((0, -87, -108), (100, 99, 95))}


@dataclass(frozen=True, eq=False)
class Votes:
    """For which bins each pixel votes.

    :param bins: (H, W, K), 0 to ``count`` - 1.
    :param shares: (H, W, K), that sum to 1 over K.
    """

    bins: Ints
    shares: Floats
    count: int

    def __mul__(self, other: Votes) -> Votes:
        """Votes for the pairs of two kinds of bins."""
        height, width, _ = self.bins.shape
        bins = self.bins[..., None] * other.count + other.bins[..., None, :]
        shares = self.shares[..., None] * other.shares[..., None, :]
        return Votes(bins.reshape(height, width, -1), shares.reshape(height, width, -1), self.count * other.count)

    def histograms(self, rows: int, columns: int) -> Floats:
        """(rows x columns, count): the histogram of each cell of a grid, summing to 1, cells from the top left."""
        height, width, _ = self.bins.shape
        cell = (np.arange(height) * rows // height)[:, None] * columns + np.arange(width) * columns // width
        places = cell[..., None] * self.count + self.bins
        counts = np.bincount(places.ravel(), self.shares.ravel(), minlength=rows * columns * self.count)
        histograms = counts.reshape(rows * columns, self.count)
        return np.asarray(histograms / histograms.sum(axis=1, keepdims=True), np.float32)


def soft(values: Floats, count: int, circular: bool = False) -> Votes:
    """Votes of values (H, W) in 0..1 for the two nearest of ``count`` equal bins, by how near their middles are."""
    along = values * np.float32(count) - np.float32(0.5)
    below = np.floor(along)
    above = along - below
    bins = below.astype(np.intp)[..., None] + np.arange(2)
    bins = bins % count if circular else np.clip(bins, 0, count - 1)
    return Votes(bins, np.stack([1 - above, above], axis=-1), count)


def lattice(plane: npt.NDArray[_T]) -> npt.NDArray[_T]:
    """The elements of (H, W, ...) on a regular lattice, (96, 96, ...)."""
    rows, columns = ((2 * np.arange(LATTICE) + 1) * n // (2 * LATTICE) for n in plane.shape[:2])
    return np.asarray(plane[rows[:, None], columns])


@once
def colors(image: Image, space: str) -> Floats:
    """(96, 96, 3) float32 in 0..1: "hsv", the hexcone of Smith (1978), or "lab", CIE 1976 under D65."""
    import cv2

    pixels = lattice(fitted(image)).astype(np.float32) / np.float32(255)
    converted = cv2.cvtColor(pixels, cv2.COLOR_RGB2HSV if space == "hsv" else cv2.COLOR_RGB2LAB)
    low, high = np.array(_REACH[space], np.float32)
    return np.asarray(np.clip((converted - low) / (high - low), 0, 1), np.float32)


@once
def color_votes(image: Image, space: str, bins: tuple[int, int, int]) -> Votes:
    """Votes of a lattice of pixels for the product of ``bins``, in the order of the channels."""
    first, second, third = np.moveaxis(colors(image, space), -1, 0)
    return soft(first, bins[0], circular=space == "hsv") * soft(second, bins[1]) * soft(third, bins[2])


def pyramid(votes: Votes, grids: Sequence[tuple[int, int]]) -> Floats:
    """The histograms of the cells of all grids, coarse to fine: (C x count,), summing to 1.

    Levels have the weights of Lazebnik, Schmid & Ponce (CVPR 2006), in equal shares to their cells.
    """
    finest = len(grids) - 1
    levels = []
    for level, (rows, columns) in enumerate(grids):
        weight = 2.0 ** -(finest if level == 0 else finest - level + 1)
        levels.append(votes.histograms(rows, columns).ravel() * np.float32(weight / (rows * columns)))
    return np.concatenate(levels)


def cell_weights(rows: int, columns: int, center: float) -> Floats:
    """(rows x columns,) that sum to 1: ``center`` times as much in the middle of the picture as in its corners."""
    y, x = ((2 * np.arange(n) + 1) / n - 1 for n in (rows, columns))
    weights = center ** (-(y[:, None] ** 2 + x**2) / 2)
    return np.asarray(weights / weights.sum(), np.float32).ravel()
