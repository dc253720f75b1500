"""Pictures as a person might draw them: thin dark lines on white, a little out of place."""

from __future__ import annotations

import numpy as np

from lookalike.describe.deep.edge_map import edges
from lookalike.types import Bytes

_SHAKE = 0.02
"""Lines are out of place by this share of the picture's side, as a standard deviation."""


def drawn(pixels: Bytes, rng: np.random.Generator) -> Bytes:
    """(H, W, 3) uint8, the edges of (H, W, 3) uint8.

    Blur, threshold and thickness are drawn by chance, and the lines are bent by a smooth field.
    """
    import cv2

    side = min(pixels.shape[:2])
    found = edges(pixels, float(rng.uniform(1, 3)) * side / 256, float(rng.uniform(0.88, 0.97)))
    bent = _bent(_long(found, round(side * rng.uniform(0.03, 0.1))), rng)
    thick = int(rng.integers(1, 4))
    lines = cv2.dilate(bent, cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (thick, thick)))
    soft = cv2.GaussianBlur(lines, (0, 0), 0.7)
    ink = np.clip(soft.astype(np.float32) * rng.uniform(1, 2), 0, 255)
    return np.repeat((255 - ink).astype(np.uint8)[:, :, None], 3, axis=2)


def _long(found: Bytes, least: int) -> Bytes:
    """Without lines of fewer pixels."""
    import cv2

    _, labels, facts, _ = cv2.connectedComponentsWithStats(found, connectivity=8)
    kept = facts[:, cv2.CC_STAT_AREA] >= least
    kept[0] = False
    return np.asarray(kept[labels] * np.uint8(255))


def _bent(lines: Bytes, rng: np.random.Generator) -> Bytes:
    import cv2

    height, width = lines.shape
    shifts = rng.normal(0, _SHAKE * min(height, width), (4, 4, 2)).astype(np.float32)
    field = cv2.resize(shifts, (width, height), interpolation=cv2.INTER_CUBIC)
    y, x = np.indices((height, width), np.float32)
    return np.asarray(cv2.remap(lines, x + field[..., 0], y + field[..., 1], cv2.INTER_LINEAR))
