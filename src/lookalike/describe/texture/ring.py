"""Samples on circles around every pixel, and what patterns of 0 and 1 on a circle have in common."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from lookalike.types import Floats

Codes = npt.NDArray[np.uint32]

_EQUAL = 1e-5
"""Interpolation blurs equal values by less than this; values lie in 0..1, with 1/255 between grey levels."""


def ring(plane: Floats, points: int, radius: float) -> list[Floats]:
    """(H, W) planes of the bilinear samples at ``points`` places on a circle around each pixel.

    They begin on the right and go counterclockwise; the plane is mirrored at its borders.
    """
    import cv2

    margin = int(np.ceil(radius)) + 1
    padded = np.asarray(cv2.copyMakeBorder(plane, margin, margin, margin, margin, cv2.BORDER_REFLECT_101), np.float32)
    angles = 2 * np.pi * np.arange(points) / points
    downs, rights = np.round(-radius * np.sin(angles), 6), np.round(radius * np.cos(angles), 6)
    return [_shifted(padded, margin + y, margin + x, plane.shape) for y, x in zip(downs, rights, strict=True)]


def _shifted(padded: Floats, top: float, left: float, shape: tuple[int, ...]) -> Floats:
    """The window of a shape whose corner lies at a place between pixels."""
    import cv2

    y, x = int(top), int(left)
    window = padded[y : y + shape[0] + 1, x : x + shape[1] + 1]
    for axis, share in enumerate((top - y, left - x)):
        near, far = (window[:-1], window[1:]) if axis == 0 else (window[:, :-1], window[:, 1:])
        window = np.asarray(cv2.addWeighted(near, 1 - share, far, share, 0), np.float32) if share else near
    return window


def codes(samples: list[Floats], threshold: Floats) -> Codes:
    """(H, W) patterns: bit i is whether sample i is at least the threshold."""
    floor = threshold - np.float32(_EQUAL)
    found = np.zeros(samples[0].shape, np.uint32)
    for i, sample in enumerate(samples):
        found |= (sample >= floor).astype(np.uint32) << np.uint32(i)
    return found


def starts(patterns: Codes, points: int) -> Codes:
    """The ones that follow a 0 on the way round: a single bit in uniform patterns, none in all 0 and all 1."""
    turned = (patterns << np.uint32(1)) | (patterns >> np.uint32(points - 1))
    return patterns & ~turned


def riu2(patterns: Codes, points: int) -> npt.NDArray[np.uint8]:
    """The number of ones of uniform patterns, those of at most two changes; ``points + 1`` for the others."""
    uniform = np.bitwise_count(starts(patterns, points)) <= 1
    return np.where(uniform, np.bitwise_count(patterns), np.uint8(points + 1))
