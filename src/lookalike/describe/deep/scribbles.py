"""Drawings of nothing in particular."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

import numpy as np
import numpy.typing as npt

from lookalike.types import Image

_COUNT, _SIDE = 16, 256
_CURVES, _WIDTHS = (1, 15), (1, 4)
"""Fewest and most curves of a drawing, and pixels of its pencil."""
_POINTS, _WAVES = 200, 4


@cache
def scribbles() -> Sequence[Image]:
    """16 drawings of curves at random, always the same: what is common to them is common to drawings."""
    rng = np.random.default_rng(0)
    return tuple(_scribble(rng) for _ in range(_COUNT))


def _scribble(rng: np.random.Generator) -> Image:
    import cv2

    paper = np.full((_SIDE, _SIDE, 3), 255, np.uint8)
    width = int(rng.integers(*_WIDTHS, endpoint=True))
    for _ in range(int(rng.integers(*_CURVES, endpoint=True))):
        drawn = _curve(rng)[: round(_POINTS * rng.uniform(0.4, 1))]
        corners = np.round(8 * _SIDE * np.column_stack([drawn.real, drawn.imag])).astype(np.int32)
        cv2.polylines(paper, [corners], False, (0, 0, 0), width, cv2.LINE_AA, shift=3)
    return Image(paper)


def _curve(rng: np.random.Generator) -> npt.NDArray[np.complex128]:
    """A smooth closed curve (200,) about a place of the unit square: a circle, and less and less of faster turns."""
    turns = np.concatenate([np.arange(-_WAVES, 0), np.arange(1, _WAVES + 1)])
    sizes = rng.normal(size=(2, len(turns))).T @ [0.4, 0.4j] / np.abs(turns)
    sizes[turns == 1] = np.exp(2j * np.pi * rng.uniform())
    along = np.exp(2j * np.pi * np.outer(np.linspace(0, 1, _POINTS), turns))
    return np.asarray(complex(*rng.uniform(0.2, 0.8, 2)) + rng.uniform(0.08, 0.3) * (along @ sizes), np.complex128)
