"""What drawings of several families have in common."""

from __future__ import annotations

import numpy as np

from lookalike.seen import Pixels


def enlarged(pixels: Pixels, height: int, width: int) -> Pixels:
    """Pixels (H, W) or (H, W, 3) at another size, as plain rectangles."""
    import cv2

    return np.asarray(cv2.resize(pixels, (width, height), interpolation=cv2.INTER_NEAREST), np.uint8)
