"""What kind of picture one is, where its pixels say so with certainty: a silhouette, a line drawing, or neither."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from lookalike.describe.levels import border, otsu
from lookalike.describe.pixels import fitted, gray, once
from lookalike.types import Image

_TWO_VALUED = 0.9
"""Share of a silhouette's variance of the luma that lies between two levels, at the least."""
_UNSURE = 0.1
"""By so much some of the pixels may tell less."""
_FLAT, _NEAR = 0.92, 8
"""Share of a silhouette's pixels that are of one of the two levels, to within so many; the others are its edges."""
_ONE_PIECE = 0.8
"""Share of a silhouette's figure that hangs together."""

_PAPER = 200
"""The luma of paper, at the least."""
INK = 32
"""Levels by which what is drawn is darker than the paper."""
_COVERED = 0.2
"""Share of the paper that lines cover, at the most."""
_STROKE = 1 / 16
"""The width of a stroke, at the most, in sides of the picture."""
_FILLED = 0.1
"""Share of what is drawn that may be wider: a nose, a wheel."""
_BEYOND = 0.05
"""Share of the border that strokes may reach; patterns of lines go on beyond it."""


@once
def is_silhouette(image: Image) -> bool:
    """Whether a picture is a figure in one piece, of one level, on a ground of another, and no line drawing."""
    if not _may_be_two_valued(image):  # which is all that nearly every photograph is asked
        return False
    luma = levels_of(image)
    level, separation = otsu(luma)
    bright = luma > level
    if separation < _TWO_VALUED or _flat(luma, bright) < _FLAT:
        return False
    figure = ~bright if border(bright).mean() > 0.5 else bright
    return _largest(figure) >= _ONE_PIECE and not is_line_drawing(image)


@once
def is_line_drawing(image: Image) -> bool:
    """Whether a picture is light paper, all of one level, with dark strokes on it and nothing that is wider."""
    import cv2

    luma = levels_of(image)
    paper = paper_of(luma)
    ink = luma < paper - INK
    if paper < _PAPER or not 0 < ink.mean() <= _COVERED or border(ink).mean() > _BEYOND:
        return False
    width = max(3, round(_STROKE * min(luma.shape)))
    wide = cv2.morphologyEx(
        ink.astype(np.uint8), cv2.MORPH_OPEN, cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (width, width))
    )
    return bool(wide.sum() <= _FILLED * ink.sum())


def _may_be_two_valued(image: Image) -> bool:
    """By one pixel of each block of 6 x 6."""
    import cv2

    some = np.ascontiguousarray(fitted(image)[::6, ::6])
    return otsu(np.asarray(cv2.cvtColor(some, cv2.COLOR_RGB2GRAY)))[1] >= _TWO_VALUED - _UNSURE


def levels_of(image: Image) -> npt.NDArray[np.uint8]:
    """Luma (H, W) uint8 of :func:`fitted` pixels."""
    return np.round(gray(image) * 255).astype(np.uint8)


def paper_of(luma: npt.NDArray[np.uint8]) -> int:
    """The level that most pixels are of."""
    return int(np.bincount(luma.ravel(), minlength=256).argmax())


def _flat(luma: npt.NDArray[np.uint8], bright: npt.NDArray[np.bool_]) -> float:
    """The share of the pixels that are near the median of the bright ones or of the dark ones, 0 to 1."""
    levels = np.where(bright, np.median(luma[bright]), np.median(luma[~bright]))
    return float((np.abs(luma - levels) <= _NEAR).mean())


def _largest(figure: npt.NDArray[np.bool_]) -> float:
    """The share of a figure's pixels that its largest part has, 0 to 1."""
    import cv2

    count, _, sizes, _ = cv2.connectedComponentsWithStats(figure.astype(np.uint8), connectivity=4)
    return float(sizes[1:, cv2.CC_STAT_AREA].max() / figure.sum()) if count > 1 else 0.0
