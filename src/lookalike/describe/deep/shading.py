"""Line drawings as if they were pictures of things."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from lookalike.describe.kinds import INK, levels_of, paper_of
from lookalike.types import Image

_SHADE = 0.7
"""How light what is enclosed becomes, where lines are at 1 and the paper at 0."""


def shaded(drawing: Image) -> Image:
    """Light lines on dark ground, and what they enclose nearly as light: a thing of one piece, as photographs show it.

    The shorter side is of 256 pixels, or less.
    """
    luma = levels_of(drawing)
    paper = paper_of(luma)
    light = np.clip(paper - luma.astype(np.int32), 0, paper).astype(np.float32)
    light = np.where(_enclosed(luma, paper), _SHADE * paper + (1 - _SHADE) * light, light)
    return Image(np.repeat(np.round(light).astype(np.uint8)[:, :, None], 3, axis=2))


def _enclosed(luma: npt.NDArray[np.uint8], paper: int) -> npt.NDArray[np.bool_]:
    """(H, W), whether a pixel is of a line, or cannot be reached from outside the picture but through one."""
    import cv2

    around = np.pad((luma >= paper - INK).astype(np.uint8), 1, constant_values=1)
    cv2.floodFill(around, None, (0, 0), 2)
    return np.asarray(around[1:-1, 1:-1] != 2)
