"""In which sizes and crops a network looks at a picture."""

from __future__ import annotations

import math
from typing import Literal

import numpy as np

from lookalike.types import Bytes, Image

Crops = Literal["whole", "mirrored", "five", "ten"]

_SCALES = (1.0, math.sqrt(2), math.sqrt(0.5))
_SHARE = 7 / 8
"""How much of each side a crop has: 224 of 256 px (Krizhevsky, Sutskever & Hinton, NIPS 2012)."""


def sides(size: int, scales: int) -> list[int]:
    """Pixels of the squares that a network looks at, the plain one first."""
    return [round(size * scale) for scale in _SCALES[:scales]]


def squashed_to(side: int, crops: Crops) -> int:
    """Pixels of the square that squares of a side are cut out of."""
    return round(side / _SHARE) if crops in ("five", "ten") else side


def cropped(image: Image, side: int, crops: Crops) -> list[Bytes]:
    """(side, side, 3) uint8 each: what is looked at of a picture, every crop before its mirror image."""
    pixels = squashed(image, squashed_to(side, crops))
    last = len(pixels) - side
    places = [(0, 0), (0, last), (last, 0), (last, last), (last // 2, last // 2)] if last else [(0, 0)]
    found = [np.ascontiguousarray(pixels[top : top + side, left : left + side]) for top, left in places]
    if crops in ("whole", "five"):
        return found
    return [view for crop in found for view in (crop, np.ascontiguousarray(crop[:, ::-1]))]


def squashed(image: Image, side: int) -> Bytes:
    """(side, side, 3) uint8, by Pillow's antialiased bicubic filter."""
    from PIL import Image as Pillow

    if (image.height, image.width) == (side, side):
        return image.pixels
    resized = Pillow.fromarray(image.pixels).resize((side, side), Pillow.Resampling.BICUBIC)
    return np.asarray(resized)
