"""Colour auto-correlograms."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Annotated, Any, TypeAlias

import numpy as np
import numpy.typing as npt
from annotated_types import Interval

from lookalike.describe.color.base import OfColors
from lookalike.describe.color.binning import numbered, rgb_centers
from lookalike.describe.color.spaces import Space, channels, css, painted
from lookalike.registry import register
from lookalike.seen import Chart, Drawing, Panel, shown
from lookalike.types import Floats, Image

Counts: TypeAlias = npt.NDArray[np.uint8]
Cells: TypeAlias = npt.NDArray[np.uint16]
Part: TypeAlias = tuple[slice, slice]

_PRESENCE = 1e-3
_CHARTED = 32


@register
@dataclass(frozen=True, kw_only=True)
class AutoCorrelogram(OfColors):
    """How likely a pixel at some distance from one of a colour is of the same colour, for each colour: whether it
    comes in areas, in stripes or in specks.

    :param space: "hsv", "rgb", "lab" or "opponent", as in color_histogram.
    :param bins: how many equal intervals each channel is cut into, 1 to 16 each.
    :param distances: two distances in pixels of the sampled picture (128 to 255 on the shorter side), 1 to 15
        each; a pixel's neighbours at a distance are those on the square around it.

    Vectors are (2 D,) float32 with D the product of ``bins``: the probabilities at the first distance, then those at
    the second, each in 0..1 and 0 for a colour that is not there.

    Source: J. Huang, S. R. Kumar, M. Mitra, W.-J. Zhu and R. Zabih, Image indexing using color correlograms, CVPR 1997.

    Deviations: two distances instead of 1, 3, 5 and 7, of which the outer ones tell nearly all; HSV instead of 64
    colours of RGB; the probability is over the neighbours inside the picture; a thousandth of the colour's share is
    added, so that there is a vector even where no two neighbours are alike; they compare by chi-squared.
    """

    name = "auto_correlogram"
    measure = "chi2"

    space: Space = "hsv"
    bins: Annotated[tuple[int, int, int], Interval(ge=1, le=16)] = (16, 4, 4)
    distances: Annotated[tuple[int, int], Interval(ge=1, le=15)] = (1, 7)

    @property
    def dimension(self) -> int:
        return 2 * int(np.prod(self.bins))

    def vector(self, image: Image) -> Floats:
        """(2, D) float32."""
        cells = self._cells(image)
        count = int(np.prod(self.bins))
        shares = _PRESENCE * _summed(cells, np.ones(cells.shape), count) / cells.size
        rows = []
        for distance in self.distances:
            like = _summed(cells, alike(cells, distance), count)
            every = _summed(cells, neighbors(cells.shape, distance), count)
            rows.append(like / np.maximum(every, 1) + shares)
        return np.minimum(rows, 1).astype(np.float32)

    def seen(self, image: Image) -> Sequence[Panel]:
        cells = self._cells(image)
        near = self.distances[0]
        share = alike(cells, near) / np.maximum(neighbors(cells.shape, near), 1)
        colors = rgb_centers(self.space, self.bins)
        commonest = np.argsort(-np.bincount(cells.ravel(), minlength=len(colors)), kind="stable")[:_CHARTED]
        charts = [
            Chart(f"the commonest colours at distance {distance}", part[commonest], colors=css(colors[commonest]))
            for distance, part in zip(self.distances, self.vector(image), strict=True)
        ]
        return [
            Drawing("the colours that it tells apart", painted(colors[cells])),
            Drawing("like neighbours", shown(share), f"Brighter where more pixels at distance {near} are alike."),
            *charts,
        ]

    def _cells(self, image: Image) -> Cells:
        return numbered(channels(image, self.space), self.space, self.bins).astype(np.uint16)


def alike(cells: Cells, distance: int) -> Counts:
    """How many pixels on the square at a distance around each pixel are in its bin, (H, W) uint8."""
    found = np.zeros(cells.shape, np.uint8)
    for here, there in _pairs(cells.shape, distance):
        same = cells[here] == cells[there]
        found[here] += same
        found[there] += same
    return found


def neighbors(shape: tuple[int, ...], distance: int) -> npt.NDArray[np.int64]:
    """How many pixels of the picture are on the square at a distance around each pixel, (H, W)."""

    def box(radius: int) -> npt.NDArray[np.int64]:
        rows, columns = (
            np.minimum(np.arange(n) + radius, n - 1) - np.maximum(np.arange(n) - radius, 0) + 1 for n in shape
        )
        return np.outer(rows, columns)

    return box(distance) - box(distance - 1)


def _pairs(shape: tuple[int, ...], distance: int) -> Iterator[tuple[Part, Part]]:
    """Half of the square's shifts, each as the part of the picture that has a neighbour there and that neighbour."""
    height, width = shape
    span = range(-distance, distance + 1)
    for dy, dx in ((y, x) for y in span for x in span if max(abs(y), abs(x)) == distance and (y, x) > (0, 0)):
        if dy < height and abs(dx) < width:
            here = (slice(0, height - dy), slice(max(0, -dx), width - max(0, dx)))
            there = (slice(dy, height), slice(max(0, dx), width - max(0, -dx)))
            yield here, there


def _summed(cells: Cells, values: npt.NDArray[Any], count: int) -> npt.NDArray[np.float64]:
    return np.asarray(np.bincount(cells.ravel(), weights=values.ravel(), minlength=count), np.float64)
