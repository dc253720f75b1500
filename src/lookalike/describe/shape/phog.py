"""Pyramid of histograms of oriented gradients."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Annotated, Literal

import numpy as np
import numpy.typing as npt
from annotated_types import Interval

from lookalike.describe.base import GlobalDescriptor
from lookalike.describe.pixels import gray, once
from lookalike.registry import register
from lookalike.seen import Chart, Drawing, Panel, shown
from lookalike.types import Floats, Image

_GLYPH = 32


@register
@dataclass(frozen=True, kw_only=True)
class Phog(GlobalDescriptor):
    """Histograms of the directions of edges, of the whole picture and of ever smaller cells of it.

    :param levels: how often cells are quartered, 0 to 3.
    :param bins: intervals of the direction, 4 to 40.
    :param turn: the range of directions: "half", 0 to 180 degrees, in which an edge is the same whichever side is
        dark, or "full", 0 to 360.

    Vectors are (D,) float32, D being ``bins`` times the number of cells (1, 5, 21 or 85) and one more number; they are
    not negative and sum to 1. Edges count by the size of their gradient. The last number is 1 for a picture that
    has no edges, and otherwise 0.

    Source: Bosch, Zisserman and Munoz, Representing shape with a spatial pyramid kernel, CIVR 2007.

    Deviations: the picture is smoothed by a Gaussian of 1 px before Sobel's masks; an edge is shared by the two nearest
    directions; every level weighs the same in the vector; vectors compare by intersection instead of chi-squared.
    """

    name = "phog"
    measure = "intersection"

    levels: Annotated[int, Interval(ge=0, le=3)] = 2
    bins: Annotated[int, Interval(ge=4, le=40)] = 8
    turn: Literal["half", "full"] = "full"

    @property
    def dimension(self) -> int:
        return self.bins * sum(1 << 2 * level for level in range(self.levels + 1)) + 1

    def vector(self, image: Image) -> Floats:
        finest = self._cells(image)
        pyramid = [finest]
        for _ in range(self.levels):
            finest = finest[::2, ::2] + finest[1::2, ::2] + finest[::2, 1::2] + finest[1::2, 1::2]
            pyramid.insert(0, finest)
        counts = np.concatenate([level.ravel() for level in pyramid])
        total = counts.sum()
        return np.append(counts / max(total, 1e-9), float(total == 0)).astype(np.float32)

    def _cells(self, image: Image) -> npt.NDArray[np.float64]:
        """(C, C, bins): the histograms of the smallest cells."""
        y, x, strength, angle = _edges(image)
        height, width = gray(image).shape
        across = 2**self.levels
        cell = (y * across // height) * across + x * across // width
        place = angle / (np.pi if self.turn == "half" else 2 * np.pi) * self.bins
        low = np.floor(place).astype(np.int64)
        share = place - low
        size = across * across * self.bins
        counts = np.bincount(cell * self.bins + low % self.bins, strength * (1 - share), size)
        counts += np.bincount(cell * self.bins + (low + 1) % self.bins, strength * share, size)
        return np.asarray(counts, np.float64).reshape(across, across, self.bins)

    def seen(self, image: Image) -> Sequence[Panel]:
        y, x, strength, _ = _edges(image)
        plane = np.zeros(gray(image).shape, np.float32)
        plane[y, x] = np.sqrt(strength)
        cells = self._cells(image)
        return [
            Drawing("edges", shown(plane), "Brighter where the gradient is larger."),
            Drawing(
                "cells", self._glyphs(cells), "In each cell, strokes along its edges, brighter the more there are."
            ),
            Chart("the whole picture", cells.sum(axis=(0, 1)).astype(np.float32), note="By direction of the gradient."),
        ]

    def _glyphs(self, cells: npt.NDArray[np.float64]) -> npt.NDArray[np.uint8]:
        brightness = np.sqrt(cells / max(float(cells.max()), 1e-9))
        glyphs = np.einsum("ijb,bhw->ihjwb", brightness, _strokes(self.bins, self.turn)).max(axis=-1)
        across = len(cells) * _GLYPH
        return shown(glyphs.reshape(across, across))


@once
def _edges(image: Image) -> tuple[npt.NDArray[np.intp], npt.NDArray[np.intp], Floats, Floats]:
    """Row, column, gradient's size and its direction in 0..2 pi of every pixel that Canny's detector takes for edge."""
    import cv2

    luma = np.round(gray(image) * 255).astype(np.uint8)
    soft = cv2.GaussianBlur(luma, (0, 0), 1)
    across, down = (cv2.Sobel(soft, cv2.CV_16S, *axis, ksize=3) for axis in ((1, 0), (0, 1)))
    y, x = np.nonzero(cv2.Canny(across, down, 60, 150))
    dx, dy = across[y, x].astype(np.float32), down[y, x].astype(np.float32)
    return y, x, np.hypot(dx, dy), np.mod(np.arctan2(dy, dx), np.float32(2 * np.pi))


@cache
def _strokes(bins: int, turn: str) -> npt.NDArray[np.float64]:
    """(bins, 32, 32) of 0 and 1: a stroke along the edge whose gradient has the direction of each bin."""
    angles = np.arange(bins) * (np.pi if turn == "half" else 2 * np.pi) / bins
    axis = np.arange(_GLYPH) - (_GLYPH - 1) / 2
    along = np.cos(angles)[:, None, None] * axis[None, None] + np.sin(angles)[:, None, None] * axis[None, :, None]
    inside = np.hypot(axis[:, None], axis[None]) < _GLYPH * 0.45
    return np.asarray((np.abs(along) < 0.8) & inside, np.float64)
