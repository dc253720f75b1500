"""What a method sees in a picture, in forms that a page can show."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt

from lookalike.types import Floats

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


Panel: TypeAlias = Drawing | Chart


def shown(plane: npt.NDArray[Any]) -> Pixels:
    """(H, W) numbers as grey pixels (H, W, 3), the least black and the largest white."""
    values = np.asarray(plane, np.float64)
    low, high = values.min(), values.max()
    grey = (values - low) * (255 / (high - low) if high > low else 0)
    return np.repeat(grey.round().astype(np.uint8)[..., None], 3, axis=2)
