"""Frames of local features, drawn for people."""

from __future__ import annotations

import numpy as np

from lookalike.describe.pixels import fitted
from lookalike.seen import Pixels
from lookalike.types import Floats, Image

_SIDE = 480
_INK, _PAPER = (20, 20, 20), (255, 220, 60)
_BITS = 4
"""Places are handed over as whole numbers of sixteenths of a pixel."""


def drawn(image: Image, frames: Floats, reach: float) -> Pixels:
    """The picture with a circle of ``reach`` times its scale around each frame, and a radius in its direction."""
    import cv2

    pixels = fitted(image, _SIDE).copy()
    share = pixels.shape[1] / image.width
    places = (frames[:, :2] + 0.5) * share - 0.5
    radii = frames[:, 2] * (reach * share)
    ends = places + radii[:, None] * np.stack([np.cos(frames[:, 3]), np.sin(frames[:, 3])], axis=1)
    starts, ends, radii = (np.rint(values * 2**_BITS).astype(int) for values in (places, ends, radii))
    for color, width in ((_INK, 3), (_PAPER, 1)):
        for start, end, radius in zip(starts.tolist(), ends.tolist(), radii.tolist(), strict=True):
            cv2.circle(pixels, start, max(1, radius), color, width, cv2.LINE_AA, _BITS)
            cv2.line(pixels, start, end, color, width, cv2.LINE_AA, _BITS)
    return pixels
