"""A photo's edges as a person might draw them: thin dark lines on white, a little out of place."""

from __future__ import annotations

import numpy as np

from lookalike.types import Bytes, Floats

_SHAKE = 0.02
"""Lines are out of place by this share of the picture's side, as a standard deviation."""


def drawn(pixels: Bytes, rng: np.random.Generator) -> Bytes:
    """(H, W, 3) uint8, the edges (Canny, PAMI 1986) of (H, W, 3) uint8.

    Blur, threshold and thickness are drawn by chance, and the lines are bent by a smooth field.
    """
    import cv2

    side = min(pixels.shape[:2])
    blurred = np.asarray(cv2.GaussianBlur(pixels, (0, 0), float(rng.uniform(1, 3)) * side / 256), np.uint8)
    high = float(np.quantile(_slopes(blurred), rng.uniform(0.88, 0.97)))
    edges = np.asarray(cv2.Canny(blurred, high * 0.4, high, L2gradient=True), np.uint8)
    bent = _bent(_long(edges, round(side * rng.uniform(0.03, 0.1))), rng)
    thick = int(rng.integers(1, 4))
    lines = cv2.dilate(bent, cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (thick, thick)))
    soft = cv2.GaussianBlur(lines, (0, 0), 0.7)
    ink = np.clip(soft.astype(np.float32) * rng.uniform(1, 2), 0, 255)
    return np.repeat((255 - ink).astype(np.uint8)[:, :, None], 3, axis=2)


def _slopes(pixels: Bytes) -> Floats:
    """(H, W) how steep the steepest channel is, as Canny's thresholds take it."""
    import cv2

    x, y = (cv2.Sobel(pixels, cv2.CV_32F, *order) for order in ((1, 0), (0, 1)))
    return np.asarray(np.hypot(x, y).max(axis=2), np.float32)


def _long(edges: Bytes, least: int) -> Bytes:
    """Without lines of fewer pixels."""
    import cv2

    _, labels, facts, _ = cv2.connectedComponentsWithStats(edges, connectivity=8)
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
