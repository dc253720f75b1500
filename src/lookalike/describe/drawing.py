"""What drawings of several families have in common."""

from __future__ import annotations

import numpy as np

from lookalike.seen import Pixels, shown
from lookalike.types import Floats


def lit(pixels: Pixels, heat: Floats) -> Pixels:
    """A picture (H, W, 3), dark where a map of any size is low."""
    import cv2

    levels = shown(cv2.resize(heat, pixels.shape[1::-1], interpolation=cv2.INTER_LINEAR)) / np.float32(255)
    return np.asarray(pixels * (0.15 + 0.85 * levels), np.uint8)


def enlarged(pixels: Pixels, height: int, width: int) -> Pixels:
    """Pixels (H, W) or (H, W, channels) at another size, as plain rectangles."""
    import cv2

    return np.asarray(cv2.resize(pixels, (width, height), interpolation=cv2.INTER_NEAREST), np.uint8)
