"""Whether two pictures show the same, pixel by pixel, once a transform has laid one over the other.

Structure is compared by local correlation, as in the third factor of structural similarity (Z. Wang, A. C. Bovik, H. R.
Sheikh and E. P. Simoncelli, Image quality assessment, IEEE TIP 13(4), 2004), which no change of brightness, contrast
or colour alters.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from lookalike.types import Bytes

Plane = npt.NDArray[np.float64]
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
_LITTLE = 0.02


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
    covers = _covered(other, one, inverse), _covered(one, other, transform)
    # The picture of which more is in the other is the smaller part: at its size nothing of either is wasted.
    found = _compared(other, one, inverse) if covers[0] > covers[1] else _compared(one, other, transform)
    if found is None:
        return None
    return Agreement(*found, covers, (_plain(one, other, inverse), _plain(other, one, transform)))


def corners(picture: Bytes) -> npt.NDArray[np.float32]:
    """(4, 2), the corners of a picture in its pixels."""
    height, width = picture.shape[:2]
    return np.array([(0, 0), (width, 0), (width, height), (0, height)], np.float32) - np.float32(0.5)


def whole(one: Bytes, other: Bytes) -> Plane:
    """The transform that lays the whole of one picture over the whole of another."""
    return boxes((0, 0, one.shape[1], one.shape[0]), (0, 0, other.shape[1], other.shape[0]))


def boxes(one: tuple[int, int, int, int], other: tuple[int, int, int, int]) -> Plane:
    """The transform that lays a rectangle (left, top, right, bottom), edges of pixels, over another."""
    zoom = [(other[2 + axis] - other[axis]) / (one[2 + axis] - one[axis]) for axis in range(2)]
    shift = [other[axis] - 0.5 - z * (one[axis] - 0.5) for axis, z in enumerate(zoom)]
    return np.array([[zoom[0], 0, shift[0]], [0, zoom[1], shift[1]], [0, 0, 1]])


def mirror(picture: Bytes) -> Plane:
    """The transform that mirrors a picture, left to right."""
    return np.array([[-1.0, 0, picture.shape[1] - 1], [0, 1, 0], [0, 0, 1]])


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


def _covered(one: Bytes, other: Bytes, transform: Plane) -> float:
    """The share of the second picture that the first lies over."""
    import cv2

    outline = corners(one).astype(np.float64) @ transform[:2, :2].T + transform[:2, 2]
    frame = corners(other)
    common = cv2.intersectConvexConvex(outline.astype(np.float32), frame)[0]
    return min(1.0, float(common) / float(other.shape[0] * other.shape[1]))


def _compared(one: Bytes, other: Bytes, transform: Plane) -> tuple[float, float, float] | None:
    """Structure, what is seen, and colour, in the frame of the second picture."""
    zoom = float(np.sqrt(abs(np.linalg.det(transform[:2, :2]))))
    # Finer than the pixels of either there is nothing to compare.
    fitted, size = _canvas(other, min(1.0, 1 / max(zoom, 1e-6)))
    if min(size) < LEAST:
        return None
    ours, mask = _warped(one, fitted @ transform, size)
    theirs, _ = _warped(other, fitted, size)
    inner = _shrunk(mask)
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
    """Whether nothing is to be seen of a picture where a transform does not lay the other over it."""
    fitted, size = _canvas(picture)
    _, mask = _warped(other, fitted @ transform, size)
    beside = ~_grown(mask)
    return bool((beside & (_variance(_luma(_warped(picture, fitted, size)[0])) > CONTRAST**2)).mean() < _LITTLE)


def _canvas(picture: Bytes, most: float = 1.0) -> tuple[Plane, tuple[int, int]]:
    """What lays a picture on a small canvas, and the canvas's width and height."""
    height, width = picture.shape[:2]
    share = min(most, SIDE / max(width, height))
    size = max(1, round(width * share)), max(1, round(height * share))
    return boxes((0, 0, width, height), (0, 0, *size)), size


def _mean(plane: Levels) -> Levels:
    import cv2

    return np.asarray(cv2.blur(plane, (WINDOW, WINDOW), borderType=cv2.BORDER_REFLECT), np.float32)


def _variance(plane: Levels) -> Levels:
    return np.asarray(np.maximum(_mean(plane * plane) - _mean(plane) ** 2, 0), np.float32)


def _luma(pixels: Bytes) -> Levels:
    import cv2

    gray = cv2.cvtColor(pixels, cv2.COLOR_RGB2GRAY)
    return np.asarray(cv2.GaussianBlur(gray.astype(np.float32), (0, 0), _SMOOTH), np.float32)


def _shrunk(mask: npt.NDArray[np.bool_]) -> npt.NDArray[np.bool_]:
    import cv2

    kernel = np.ones((2 * _EDGE + 1,) * 2, np.uint8)
    return np.asarray(cv2.erode(mask.astype(np.uint8), kernel, borderType=cv2.BORDER_REPLICATE), bool)


def _grown(mask: npt.NDArray[np.bool_]) -> npt.NDArray[np.bool_]:
    import cv2

    return np.asarray(cv2.dilate(mask.astype(np.uint8), np.ones((WINDOW, WINDOW), np.uint8)), bool)


def _warped(picture: Bytes, transform: Plane, size: tuple[int, int]) -> tuple[Bytes, npt.NDArray[np.bool_]]:
    """A picture as a transform lays it on a canvas of (width, height), and where it lies there."""
    import cv2

    zooms = np.linalg.norm(transform[:2, :2], axis=0)
    height, width = picture.shape[:2]
    small = tuple(max(1, round(n * min(1.0, float(z)))) for n, z in zip((width, height), zooms, strict=True))
    if small != (width, height):  # averaging, as a transform alone would leave pixels out
        reduced = np.asarray(cv2.resize(picture, small, interpolation=cv2.INTER_AREA), np.uint8)
        transform = transform @ boxes((0, 0, *small), (0, 0, width, height))
    else:
        reduced = picture
    matrix = transform[:2].astype(np.float64)
    laid = cv2.warpAffine(reduced, matrix, size, flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
    lies = cv2.warpAffine(np.full(reduced.shape[:2], 255, np.uint8), matrix, size, flags=cv2.INTER_LINEAR)
    return np.asarray(laid, np.uint8), np.asarray(lies) > 127
