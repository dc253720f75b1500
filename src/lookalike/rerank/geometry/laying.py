"""Pictures laid over each other by a plane transform."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from lookalike.types import Bytes

Plane = npt.NDArray[np.float64]
Mask = npt.NDArray[np.bool_]


def corners(picture: Bytes) -> npt.NDArray[np.float32]:
    """(4, 2), the corners of a picture in its pixels."""
    height, width = picture.shape[:2]
    return np.array([(0, 0), (width, 0), (width, height), (0, height)], np.float32) - np.float32(0.5)


def moved(points: Plane, transform: Plane) -> Plane:
    """Points (N, 2) where an affine transform lays them."""
    return np.asarray(points @ transform[:2, :2].T + transform[:2, 2], np.float64)


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


def covered(one: Bytes, other: Bytes, transform: Plane) -> float:
    """The share of the second picture that the first lies over."""
    import cv2

    outline = moved(corners(one).astype(np.float64), transform)
    frame = corners(other)
    common = cv2.intersectConvexConvex(outline.astype(np.float32), frame)[0]
    return min(1.0, float(common) / float(other.shape[0] * other.shape[1]))


def canvas(picture: Bytes, side: int, most: float = 1.0) -> tuple[Plane, tuple[int, int]]:
    """What lays a picture on a canvas of at most so many pixels a side, and the canvas's width and height.

    :param most: the largest zoom.
    """
    height, width = picture.shape[:2]
    share = min(most, side / max(width, height))
    size = max(1, round(width * share)), max(1, round(height * share))
    return boxes((0, 0, width, height), (0, 0, *size)), size


def shared_canvas(one: Plane, other: Bytes, side: int) -> tuple[Plane, tuple[int, int]]:
    """What lays a picture on a canvas, as :func:`canvas` does, to be compared with one that a transform lays over it:
    finer than the pixels of either there is nothing to compare.

    :param one: (3, 3), the transform.
    """
    zoom = float(np.sqrt(abs(np.linalg.det(one[:2, :2]))))
    return canvas(other, side, min(1.0, 1 / max(zoom, 1e-6)))


def shrunk(mask: Mask, window: int) -> Mask:
    """Where a square of so many pixels a side, an odd number, lies in a mask with all that it has of the canvas."""
    import cv2

    square = np.ones((window, window), np.uint8)
    return np.asarray(cv2.erode(mask.astype(np.uint8), square, borderType=cv2.BORDER_REPLICATE), bool)


def warped(picture: Bytes, transform: Plane, size: tuple[int, int]) -> tuple[Bytes, Mask]:
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
