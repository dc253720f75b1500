"""What a method sees in a picture, in forms that a page can show."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt

from lookalike.types import Bools, Floats

Pixels: TypeAlias = npt.NDArray[np.uint8]


@dataclass(frozen=True, eq=False)
class Drawing:
    """A picture of what was seen.

    :param pixels: (H, W, 3) uint8 sRGB.
    :param note: one sentence on how to read it.
    """

    title: str
    pixels: Pixels
    note: str = ""


@dataclass(frozen=True, eq=False)
class Chart:
    """Numbers as bars, in their order.

    :param values: (N,) float32.
    :param labels: N texts, or none.
    :param colors: N CSS colours, or none.
    """

    title: str
    values: Floats
    labels: Sequence[str] = ()
    colors: Sequence[str] = ()
    note: str = ""


@dataclass(frozen=True, eq=False)
class Heat:
    """Where in two pictures is what makes them alike.

    :param asked: (h, w) float32, what each place of the first adds to their similarity, of which it is the sum.
    :param kept: (h', w') float32, the same of the second.
    :param pairs: (h, w, h', w') float32, -1 to 1: how alike each place of the one is to each of the other.
    """

    asked: Floats
    kept: Floats
    pairs: Floats


@dataclass(frozen=True, eq=False)
class Cells:
    """What is seen in the cells of a grid that is laid over a picture, from the top left, row by row.

    :param grid: rows and columns.
    :param names: of each cell the strongest first.
    :param scores: (cells, names) float32, not negative.
    """

    grid: tuple[int, int]
    names: Sequence[Sequence[str]]
    scores: Floats


@dataclass(frozen=True, eq=False)
class Swatches:
    """Colours that were asked for in the cells of a grid, and those that are there.

    :param asked: (rows, columns, 3) uint8 sRGB.
    :param known: (rows, columns), whether any colour was asked for.
    :param kept: (rows, columns, 3) uint8 sRGB.
    :param alike: (rows, columns) float32, 1 for the same colour, 0 for one as far away as can be told.
    """

    asked: Pixels
    known: Bools
    kept: Pixels
    alike: Floats


Panel: TypeAlias = Drawing | Chart


def shown(plane: npt.NDArray[Any]) -> Pixels:
    """(H, W) numbers as grey pixels (H, W, 3), the least black and the largest white."""
    values = np.asarray(plane, np.float64)
    low, high = values.min(), values.max()
    grey = (values - low) * (255 / (high - low) if high > low else 0)
    return np.repeat(grey.round().astype(np.uint8)[..., None], 3, axis=2)
