"""What people call by one colour: itself, and its shades in light and shadow, paler, and of a slightly other hue."""

from __future__ import annotations

import numpy as np

from lookalike.types import Floats, Image

_BLOCKS = 16
"""Blocks to a side of a picture of shades, and pixels to a side of a block: neighbours are alike, as in a thing."""

_LIGHT, _CHROMA, _HUE, _GREY = 12.0, 0.25, np.deg2rad(8), 3.0
"""How far shades stray: in L of CIE L*a*b*, in the logarithm of chroma, in radians, and in a and b. Of four such sets
this one finds most of the eleven basic colours in 300 photographs of Flickr8k; that half of a picture strays was
chosen there and on COCO128."""


def shaded(color: Image) -> Image:
    """A picture of a colour in one half, which keeps black and white what they are, and of its shades in the other.

    :param color: a picture of the colour.
    """
    import cv2

    [[lab]] = cv2.cvtColor(color.pixels[:1, :1].astype(np.float32) / np.float32(255), cv2.COLOR_RGB2LAB)
    shades = _strayed(np.asarray(lab, np.float32)).reshape(_BLOCKS, _BLOCKS, 3)
    rgb = np.clip(cv2.cvtColor(shades, cv2.COLOR_LAB2RGB), 0, 1)
    pixels = np.asarray((rgb * 255).round(), np.uint8).repeat(_BLOCKS, axis=0).repeat(_BLOCKS, axis=1)
    pixels[:, : pixels.shape[1] // 2] = color.pixels[0, 0]
    return Image(np.ascontiguousarray(pixels))


def _strayed(lab: Floats) -> Floats:
    """(256, 3) float32, the same for every colour but for where they lie."""
    light, pale, turned, a, b = np.random.default_rng(0).normal(size=(5, _BLOCKS**2))
    chroma = np.hypot(lab[1], lab[2]) * np.exp(_CHROMA * (pale - 0.5))
    hue = np.arctan2(lab[2], lab[1]) + _HUE * turned
    strayed = (
        np.clip(lab[0] + _LIGHT * light, 0, 100),
        chroma * np.cos(hue) + _GREY * a,
        chroma * np.sin(hue) + _GREY * b,
    )
    return np.asarray(np.stack(strayed, axis=1), np.float32)
