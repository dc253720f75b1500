"""Photographs as drawings: black lines on white where colours change."""

from __future__ import annotations

import numpy as np

from lookalike.describe.pixels import once, squared
from lookalike.types import Bytes, Image

_SIDE = 256
_BLUR, _WIDTH = 1.2, 3
"""Pixels: the blur before edges are looked for, and the width of a line."""
_SHARE, _WEAK = 0.93, 0.4
"""The gradients below the strongest, and how strong those are that go on from one of these."""
_RANGE = 8000.0


@once
def edge_map(image: Image) -> Bytes:
    """(256, 256, 3) uint8: Canny's edges of the channel that changes most, as lines of 3 px."""
    import cv2

    lines = cv2.dilate(
        edges(squared(image, _SIDE), _BLUR, _SHARE), cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (_WIDTH, _WIDTH))
    )
    return np.repeat(255 - cv2.GaussianBlur(lines, (0, 0), 0.7)[..., None], 3, axis=2)


def edges(pixels: Bytes, blur: float, share: float) -> Bytes:
    """(H, W) uint8, 255 on Canny's edges (PAMI 1986) of (H, W, 3) uint8 pixels, each by the channel that changes most.

    :param blur: pixels, before edges are looked for.
    :param share: of the gradients, those below the strongest.
    """
    import cv2

    soft = cv2.GaussianBlur(pixels, (0, 0), blur)
    across, down = (cv2.Sobel(soft, cv2.CV_32F, *axis, ksize=3) for axis in ((1, 0), (0, 1)))
    most = (across**2 + down**2).argmax(axis=2)[..., None]
    across, down = (np.take_along_axis(gradient, most, 2)[..., 0] for gradient in (across, down))
    largest = max(float(np.abs(across).max()), float(np.abs(down).max()))
    if largest < 1:
        return np.zeros(pixels.shape[:2], np.uint8)
    scale = _RANGE / largest
    strong = max(1.0, float(np.quantile(np.hypot(across, down), share)) * scale)
    dx, dy = ((gradient * scale).astype(np.int16) for gradient in (across, down))
    return np.asarray(cv2.Canny(dx, dy, _WEAK * strong, strong, L2gradient=True), np.uint8)
