"""Blobs by the determinant of the Hessian, from sums over boxes."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from itertools import pairwise
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from lookalike.describe.local.base import Plane
from lookalike.types import Floats

_OCTAVES, _LAYERS = 4, 4

_FLAT = 1e-9

Numbers = npt.NDArray[np.float64]


class Blobs(NamedTuple):
    """Blobs of a picture.

    :param places: (R, 3) float64: x, y, and the scale, 1.2 for a filter of 9 px.
    :param responses: (R,) float32, the determinants.
    """

    places: Numbers
    responses: Floats


def blobs(gray: Plane, threshold: float) -> Blobs:
    """Where the determinant of the Hessian is the largest among its neighbours in place and scale.

    :param gray: (H, W) uint8, continued beyond its borders by its outermost pixels.
    :param threshold: the least determinant, in grey levels squared.
    """
    import cv2

    margin = _length(_OCTAVES - 1, _LAYERS - 1) // 2 + 1
    padded = cv2.copyMakeBorder(gray, margin, margin, margin, margin, cv2.BORDER_REPLICATE)
    sums = np.asarray(cv2.integral(padded, sdepth=cv2.CV_64F), np.float64)
    found = []
    for octave in range(_OCTAVES):
        lengths = [_length(octave, layer) for layer in range(_LAYERS)]
        stack = np.stack([determinants()(sums, margin, *gray.shape, 2**octave, length) for length in lengths])
        found.append(_peaks(stack, octave, threshold))
    return Blobs(*(np.concatenate(columns) for columns in zip(*found, strict=True)))


def _length(octave: int, layer: int) -> int:
    """Pixels of the side of a layer's filter: 9, 15, 21, 27; 15, 27, 39, 51; and so on."""
    return 3 * ((2 << octave) * (layer + 1) + 1)


@cache
def determinants() -> Callable[..., Floats]:
    """The kernel (integral, margin, H, W, step, length) -> (ceil(H / step), ceil(W / step)) float32."""
    from numba import njit

    @njit(cache=True, nogil=True)
    def box(sums: Any, y: int, x: int, height: int, width: int) -> Any:
        """The sum over a box of odd height and width around a pixel."""
        top, left = y - height // 2, x - width // 2
        bottom, right = top + height, left + width
        return sums[bottom, right] - sums[top, right] - sums[bottom, left] + sums[top, left]

    @njit(cache=True, nogil=True)
    def run(sums: Any, margin: int, rows: int, columns: int, step: int, length: int) -> Any:
        lobe = length // 3
        across, apart = 2 * lobe - 1, lobe // 2 + 1
        found = np.empty((-(-rows // step), -(-columns // step)), np.float32)
        for i in range(len(found)):
            y = margin + i * step
            for j in range(found.shape[1]):
                x = margin + j * step
                xx = box(sums, y, x, across, length) - 3 * box(sums, y, x, across, lobe)
                yy = box(sums, y, x, length, across) - 3 * box(sums, y, x, lobe, across)
                rising = box(sums, y - apart, x + apart, lobe, lobe) + box(sums, y + apart, x - apart, lobe, lobe)
                falling = box(sums, y - apart, x - apart, lobe, lobe) + box(sums, y + apart, x + apart, lobe, lobe)
                # The factor is what boxes give too much of the mixed derivative, as in the paper.
                found[i, j] = (xx * yy - (0.9 * (falling - rising)) ** 2) / float(length) ** 4
        return found

    kernel: Callable[..., Floats] = run
    return kernel


def _peaks(stack: Floats, octave: int, threshold: float) -> Blobs:
    import cv2

    square = np.ones((3, 3), np.uint8)
    highest = np.stack([cv2.dilate(plane, square) for plane in stack])
    around = np.stack([np.maximum(one, other) for one, other in pairwise(highest)])
    inner = stack[1:-1]
    peaks = (inner > threshold) & (inner >= around[:-1]) & (inner >= around[1:])
    peaks[:, [0, -1]] = peaks[:, :, [0, -1]] = False
    at = np.argwhere(peaks) + np.array([1, 0, 0])
    shifts, sound = refined(stack, at)
    at, shifts = at[sound], shifts[sound]
    layers, y, x = (at + shifts).T
    scales = 1.2 / 9 * 3 * ((2 << octave) * (layers + 1) + 1)
    return Blobs(np.stack([x * 2**octave, y * 2**octave, scales], axis=1), stack[tuple(at.T)])


def refined(stack: Floats, at: npt.NDArray[np.int64]) -> tuple[Numbers, npt.NDArray[np.bool_]]:
    """(R, 3) shifts to the peaks of the parabolas through the neighbours, and which of them stay between these."""
    offsets = np.stack(np.meshgrid(*[np.arange(-1, 2)] * 3, indexing="ij"), axis=-1)
    near = stack[tuple(np.moveaxis(at[:, None, None, None] + offsets, -1, 0))].astype(np.float64)
    # Differences along each axis of the (R, 3, 3, 3) neighbours, at their middle.
    slopes = np.stack([(_line(near, axis)[:, 2] - _line(near, axis)[:, 0]) / 2 for axis in range(3)], axis=1)
    bends = np.empty((len(at), 3, 3))
    for one, other in np.ndindex(3, 3):
        if one == other:
            bends[:, one, one] = np.diff(_line(near, one), 2, axis=1)[:, 0]
        else:
            plane = np.take(near, 1, axis=4 - one - other)
            bends[:, one, other] = (plane[:, 0, 0] + plane[:, 2, 2] - plane[:, 0, 2] - plane[:, 2, 0]) / 4
    sound = np.abs(np.linalg.det(bends)) > _FLAT
    shifts = np.zeros((len(at), 3))
    shifts[sound] = -np.linalg.solve(bends[sound], slopes[sound][..., None])[..., 0]
    return shifts, sound & (np.abs(shifts).max(axis=1, initial=0) <= 1)


def _line(near: Numbers, axis: int) -> Numbers:
    """(R, 3): the middle and its two neighbours along an axis."""
    middle: list[int | slice] = [1, 1, 1]
    middle[axis] = slice(None)
    return near[(slice(None), *middle)]
