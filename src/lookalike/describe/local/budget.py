"""Where features are wanted, and which of those found are kept."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple, TypeAlias

import numpy as np
import numpy.typing as npt

from lookalike.types import Box, Floats

Rows: TypeAlias = npt.NDArray[np.intp]

_CELLS = 8
"""Cells of the grid along the longer side of the area."""


class Area(NamedTuple):
    """A rectangle in pixels, centres at .0, so that a whole picture begins at -0.5."""

    left: float
    top: float
    right: float
    bottom: float

    @classmethod
    def of(cls, box: Box, width: int, height: int) -> Area:
        """What a box covers of a picture of a size."""
        left, right = (np.clip(box.cx + side * box.w / 2, 0, 1) * width - 0.5 for side in (-1, 1))
        top, bottom = (np.clip(box.cy + side * box.h / 2, 0, 1) * height - 0.5 for side in (-1, 1))
        return cls(float(left), float(top), float(right), float(bottom))

    def moved(self, right: float, down: float) -> Area:
        return Area(self.left + right, self.top + down, self.right + right, self.bottom + down)

    def holds(self, frames: Floats) -> npt.NDArray[np.bool_]:
        """(R,): the centre of each frame lies within, or on the left or upper edge."""
        x, y = frames[:, 0], frames[:, 1]
        return np.asarray((self.left <= x) & (x < self.right) & (self.top <= y) & (y < self.bottom))

    def cells(self, frames: Floats) -> Rows:
        """(R,): the number of the cell in which each frame lies, of a grid of squares, 8 along the longer side."""
        side = max(self.right - self.left, self.bottom - self.top) / _CELLS
        columns, rows = ((frames[:, axis] - self[axis]) // side for axis in (0, 1))
        return np.asarray(rows * (_CELLS + 1) + columns, np.intp)


@dataclass(frozen=True)
class Choice:
    """Which of what is found is kept: takes frames (R, 4) and responses (R,), and gives the rows, the best first.

    :param whole: the area is all that is looked at.
    """

    area: Area
    n: int
    spread: bool
    whole: bool

    def __call__(self, frames: Floats, responses: Floats) -> Rows:
        return chosen(frames, responses, self.area, self.n, self.spread)

    @property
    def strongest(self) -> int | None:
        """So many of the strongest are enough to choose from; None: all are needed."""
        return self.n if self.whole and not self.spread else None


def chosen(frames: Floats, responses: Floats, area: Area, n: int, spread: bool) -> Rows:
    """At most n rows whose centres lie in an area, by response, the largest first, then by position.

    :param spread: of more than n, the strongest of each cell of a grid are kept, then the second of each, and so on;
        of the last of these turns, those with the largest responses.
    """
    order = np.lexsort((frames[:, 3], frames[:, 2], frames[:, 0], frames[:, 1], -responses))
    order = order[area.holds(frames[order])]
    if len(order) <= n or not spread:
        return order[:n]
    turns = ranks(area.cells(frames[order]))
    return order[np.sort(np.argsort(turns, kind="stable")[:n])]


def ranks(labels: Rows) -> Rows:
    """(R,): how many rows of the same label come before each one, for labels from 0."""
    grouped = np.argsort(labels, kind="stable")
    firsts = np.flatnonzero(np.diff(labels[grouped], prepend=-1))
    found = np.empty_like(grouped)
    found[grouped] = np.arange(len(labels)) - np.repeat(firsts, np.diff(firsts, append=len(labels)))
    return found
