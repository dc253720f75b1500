"""Whether a picture is a regular pattern, which agrees with many others of its kind."""

from __future__ import annotations

import numpy as np

from lookalike.rerank.geometry.laying import canvas, warped
from lookalike.types import Bytes

SIDE = 96
"""Pixels of the longer side at which a picture is compared with itself."""

LIKE_ITSELF = 0.75
"""The correlation from which a part of a picture is found again elsewhere in it."""

_SMOOTH = 1.0
_WINDOW = 25
_NOISE = 4.0
_EVEN = 0.05
_ELSEWHERE = 0.08
"""The share of the side by which a part must be moved to be elsewhere."""


def repeated(picture: Bytes) -> bool:
    """Whether the middle of a picture (H, W, 3) uint8 is found again elsewhere in it.

    Brightness is divided by its standard deviation around each pixel, so that a pattern is one in any light.
    """
    import cv2

    fitted, size = canvas(picture, SIDE)
    gray = cv2.cvtColor(warped(picture, fitted, size)[0], cv2.COLOR_RGB2GRAY).astype(np.float32)
    plane = cv2.GaussianBlur(gray, (0, 0), _SMOOTH)
    off = plane - cv2.blur(plane, (_WINDOW, _WINDOW))
    plane = off / np.sqrt(cv2.blur(off * off, (_WINDOW, _WINDOW)) + np.float32(_NOISE**2))
    height, width = plane.shape
    top, left = height // 4, width // 4
    part = plane[top : height - top, left : width - left]
    if part.std() < _EVEN:
        return False
    found = cv2.matchTemplate(plane, part, cv2.TM_CCOEFF_NORMED)
    y, x = np.mgrid[: found.shape[0], : found.shape[1]]
    elsewhere = np.hypot(y - top, x - left) > _ELSEWHERE * SIDE
    return bool(elsewhere.any() and found[elsewhere].max() > LIKE_ITSELF)
