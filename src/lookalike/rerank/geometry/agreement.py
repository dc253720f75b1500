"""Whether two pictures show the same, pixel by pixel, once a transform has laid one over the other.

Structure is compared by local correlation, as in the third factor of structural similarity (Z. Wang, A. C. Bovik, H. R.
Sheikh and E. P. Simoncelli, Image quality assessment, IEEE TIP 13(4), 2004), which no change of brightness, contrast
or colour alters.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from lookalike.rerank.geometry.laying import Mask, Plane, canvas, covered, shared_canvas, shrunk, warped
from lookalike.types import Bytes

Levels = npt.NDArray[np.float32]

SIDE = 128
"""Pixels of the longer side at which pictures are compared."""

LEAST = 12
"""Pixels of the shorter side of what is compared."""

WINDOW = 9
"""Pixels of the side of the square over which a correlation is taken."""

CONTRAST = 5.0
"""The standard deviation in a window, of 0 to 255, from which something is there to be seen."""

ALIKE = 0.6
"""The correlation from which a window shows the same."""

_SMOOTH = 1.0
_EDGE = 2
_FINE = 256
"""Pixels of the longer side at which it is seen what lies beside a picture: strips are narrow."""

_LITTLE = 0.1


@dataclass(frozen=True)
class Agreement:
    """What two pictures have in common under a transform.

    :param structure: the share of windows with something to be seen in either that show the same, 0 to 1; 1 where
        nothing is to be seen in any.
    :param seen: the share of the windows in which something is to be seen.
    :param color: the mean difference of the colours where both pictures lie, 0 to 255.
    :param covers: the shares of the two pictures where both lie.
    :param plain: whether nothing is to be seen of the first picture beside the second, and of the second beside the
        first.
    """

    structure: float
    seen: float
    color: float
    covers: tuple[float, float]
    plain: tuple[bool, bool]


def agreement(one: Bytes, other: Bytes, transform: Plane) -> Agreement | None:
    """Compare two pictures, (H, W, 3) uint8 each, where a transform lays the first over the second.

    :param transform: (3, 3), from pixels of the first to pixels of the second, an affine one, which may mirror.
    :return: None where they have too little in common to be compared.
    """
    inverse = np.asarray(np.linalg.inv(transform), np.float64)
    covers = covered(other, one, inverse), covered(one, other, transform)
    # The picture of which more is in the other is the smaller part: at its size nothing of either is wasted.
    found = _compared(other, one, inverse) if covers[0] > covers[1] else _compared(one, other, transform)
    if found is None:
        return None
    return Agreement(*found, covers, (_plain(one, other, inverse), _plain(other, one, transform)))


def content(picture: Bytes, even: float = CONTRAST) -> tuple[int, int, int, int]:
    """The rectangle (left, top, right, bottom) that an even border leaves: the whole picture where it has none."""
    box = [0, 0, picture.shape[1], picture.shape[0]]
    for axis in (0, 1):
        lines = picture if axis else picture.transpose(1, 0, 2)
        bare = [_bare(lines, even), _bare(lines[::-1], even)]
        if sum(bare) < len(lines) - LEAST:
            box[axis], box[2 + axis] = bare[0], len(lines) - bare[1]
    return box[0], box[1], box[2], box[3]


def _bare(lines: Bytes, even: float) -> int:
    """How many lines from the first on are even, and as the first."""
    color = np.median(lines[0], axis=0)
    for place, line in enumerate(lines):
        if np.abs(line - color).mean() > even:
            return place
    return len(lines)


def _compared(one: Bytes, other: Bytes, transform: Plane) -> tuple[float, float, float] | None:
    """Structure, what is seen, and colour, in the frame of the second picture."""
    fitted, size = shared_canvas(transform, other, SIDE)
    if min(size) < LEAST:
        return None
    ours, mask = warped(one, fitted @ transform, size)
    theirs, _ = warped(other, fitted, size)
    inner = shrunk(mask, 2 * _EDGE + 1)
    if inner.sum() < LEAST**2:
        return None
    a, b = _luma(ours), _luma(theirs)
    ma, mb, va, vb = _mean(a), _mean(b), _variance(a), _variance(b)
    same = (_mean(a * b) - ma * mb) / np.sqrt(va * vb + 1) > ALIKE
    seen = (np.maximum(va, vb) > CONTRAST**2) & inner
    structure = float((same & seen).sum() / seen.sum()) if seen.any() else 1.0
    color = np.abs(ours.astype(np.float32) - theirs)[inner].mean()
    return structure, float(seen.sum() / inner.sum()), float(color)


def _plain(picture: Bytes, other: Bytes, transform: Plane) -> bool:
    """Whether nothing is to be seen of a picture where a transform does not lay the other over it.

    Windows see only what lies beside: the edge of a border is no part of it, and a narrow strip is seen none the less.
    """
    fitted, size = canvas(picture, _FINE)
    _, mask = warped(other, fitted @ transform, size)
    beside = (~_grown(mask)).astype(np.float32)
    luma = _luma(warped(picture, fitted, size)[0])
    share = np.maximum(_mean(beside), np.float32(1e-3))
    mean = _mean(beside * luma) / share
    variance = _mean(beside * luma * luma) / share - mean**2
    return bool((variance[beside > 0] > CONTRAST**2).sum() <= _LITTLE * beside.sum())


def _mean(plane: Levels) -> Levels:
    import cv2

    return np.asarray(cv2.blur(plane, (WINDOW, WINDOW), borderType=cv2.BORDER_REFLECT), np.float32)


def _variance(plane: Levels) -> Levels:
    return np.asarray(np.maximum(_mean(plane * plane) - _mean(plane) ** 2, 0), np.float32)


def _luma(pixels: Bytes) -> Levels:
    import cv2

    gray = cv2.cvtColor(pixels, cv2.COLOR_RGB2GRAY)
    return np.asarray(cv2.GaussianBlur(gray.astype(np.float32), (0, 0), _SMOOTH), np.float32)


def _grown(mask: Mask) -> Mask:
    import cv2

    return np.asarray(cv2.dilate(mask.astype(np.uint8), np.ones((2 * _EDGE + 1,) * 2, np.uint8)), bool)
