"""Colour spaces: pictures into them, and their numbers back to sRGB and CIE L*a*b*."""

from __future__ import annotations

from typing import Any, Literal, TypeAlias

import numpy as np
import numpy.typing as npt

from lookalike.describe.pixels import once
from lookalike.types import Floats, Image

Bytes: TypeAlias = npt.NDArray[np.uint8]
Space: TypeAlias = Literal["rgb", "hsv", "lab", "opponent"]
"""sRGB; the hexcone of Smith (1978); CIE 1976 under D65; (R-G, R+G-2B, R+G+B) scaled to equal ranges."""

_SAMPLED = 128
"""Of a larger picture, so many rows or columns of pixels are counted; more change nothing."""

# The part of a channel's 0..255 that sRGB colours reach.
_REACH = {"lab": ((0, 255), (42, 226), (20, 223))}
_FULL = ((0, 255), (0, 255), (0, 255))
_LAB_OFFSET = np.array([0, 128, 128], np.float32)
_LAB_SCALE = np.array([100 / 255, 1, 1], np.float32)
_HEXCONE = np.array([360 / 256, 1 / 255, 1 / 255], np.float32)


@once
def sampled(image: Image) -> Bytes:
    """Pixels (H, W, 3) uint8 on a regular grid, 128 to 255 on the shorter side of a large picture."""
    import cv2

    step = max(1, min(image.height, image.width) // _SAMPLED)
    if step == 1:
        return image.pixels
    sampled = cv2.resize(image.pixels, None, fx=1 / step, fy=1 / step, interpolation=cv2.INTER_NEAREST)
    return np.asarray(sampled, np.uint8)


@once
def channels(image: Image, space: Space) -> Bytes:
    """:func:`sampled` pixels in a colour space, (H, W, 3) uint8."""
    return converted(sampled(image), space)


def converted(pixels: Bytes, space: Space) -> Bytes:
    """SRGB pixels (H, W, 3) in a colour space, each channel scaled to 0..255."""
    import cv2

    match space:
        case "rgb":
            return pixels
        case "hsv":
            return np.asarray(cv2.cvtColor(pixels, cv2.COLOR_RGB2HSV_FULL), np.uint8)
        case "lab":
            return np.asarray(cv2.cvtColor(pixels, cv2.COLOR_RGB2LAB), np.uint8)
        case "opponent":
            r, g, b = (pixels[..., i].astype(np.int16) for i in range(3))
            planes = ((r - g + 255) // 2, (r + g - 2 * b + 510) // 4, (r + g + b) // 3)
            return np.stack(planes, axis=-1).astype(np.uint8)


def reach(space: Space) -> tuple[tuple[int, int], ...]:
    """The least and the largest value that sRGB colours have in each channel."""
    return _REACH.get(space, _FULL)


def rgb_of(values: npt.NDArray[Any], space: Space) -> Floats:
    """SRGB (N, 3) float32 in 0..1 of channel values (N, 3) in 0..255, the nearest where there is none."""
    import cv2

    x = np.asarray(values, np.float32)
    match space:
        case "rgb":
            found = x / np.float32(255)
        case "hsv":
            found = np.asarray(cv2.cvtColor((x * _HEXCONE)[None], cv2.COLOR_HSV2RGB)[0], np.float32)
        case "lab":
            found = lab_to_rgb(_unpacked(x))
        case "opponent":
            red_green, yellow_blue, total = 2 * x[:, 0] - 255, 4 * x[:, 1] - 510, 3 * x[:, 2]
            blue = (total - yellow_blue) / 3
            planes = (total - blue + red_green, total - blue - red_green, 2 * blue)
            found = np.stack(planes, axis=1) / np.float32(510)
    return np.asarray(np.clip(found, 0, 1), np.float32)


def lab_of(values: npt.NDArray[Any], space: Space) -> Floats:
    """CIE L*a*b* (N, 3) float32, L* in 0..100, of channel values (N, 3) in 0..255."""
    return _unpacked(np.asarray(values, np.float32)) if space == "lab" else rgb_to_lab(rgb_of(values, space))


def rgb_to_lab(rgb: npt.NDArray[Any]) -> Floats:
    """CIE L*a*b* (N, 3) float32 of sRGB (N, 3) in 0..1."""
    import cv2

    return np.asarray(cv2.cvtColor(np.asarray(rgb, np.float32)[None], cv2.COLOR_RGB2LAB)[0], np.float32)


def lab_to_rgb(lab: npt.NDArray[Any]) -> Floats:
    """SRGB (N, 3) float32 in 0..1 of CIE L*a*b* (N, 3), cut off where there is none."""
    import cv2

    rgb = cv2.cvtColor(np.asarray(lab, np.float32)[None], cv2.COLOR_LAB2RGB)[0]
    return np.clip(np.asarray(rgb, np.float32), 0, 1)


def painted(rgb: npt.NDArray[Any]) -> Bytes:
    """Pixels of sRGB numbers in 0..1."""
    return np.asarray(np.rint(rgb * 255), np.uint8)


def css(rgb: npt.NDArray[Any]) -> list[str]:
    """SRGB (N, 3) in 0..1 as the colours that a page takes."""
    return ["#{:02x}{:02x}{:02x}".format(*color) for color in painted(rgb)]


def _unpacked(values: Floats) -> Floats:
    return (values - _LAB_OFFSET) * _LAB_SCALE
