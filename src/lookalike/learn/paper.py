"""Pictures of a thing by itself on white paper: drawings and clip art."""

from __future__ import annotations

import numpy as np

from lookalike.types import Bools, Bytes

_PAPER = 245
"""From this level on it is paper."""

_COLORLESS, _LEVELS = 0.98, 32
"""The share of a drawing's pixels whose channels differ by less."""

_LEAST, _TURN, _STRETCH = 0.72, 7.0, 0.1
"""A thing takes this share of the paper's side or more; it is turned and stretched by these standard deviations."""


def on_paper(pixels: Bytes) -> bool:
    """Whether nearly all of the border of (H, W, 3) uint8 is white."""
    border = np.concatenate([pixels[0], pixels[-1], pixels[:, 0], pixels[:, -1]])
    return bool((_darkest(border[None]) >= _PAPER).mean() > 0.9)


def lined(pixels: Bytes) -> bool:
    """Whether (H, W, 3) uint8 is a drawing already: without colour, and more paper than ink."""
    darkest = _darkest(pixels)
    colorless = (255 - _darkest(255 - pixels) - darkest < _LEVELS).mean() > _COLORLESS
    return bool(colorless and (darkest >= _PAPER).mean() > 0.5)


def placed(pixels: Bytes, side: int, rng: np.random.Generator) -> Bytes:
    """(side, side, 3) uint8: what (H, W, 3) uint8 shows on its paper; turned, stretched, shifted, perhaps mirrored."""
    import cv2

    thing = _cut(pixels, _darkest(pixels) < _PAPER)
    scale = side / max(thing.shape[:2])
    size = [max(1, round(length * scale)) for length in thing.shape[1::-1]]
    thing = np.asarray(cv2.resize(thing, size, interpolation=cv2.INTER_AREA if scale < 1 else cv2.INTER_LINEAR))
    share, angle, stretch = rng.uniform(_LEAST, 1), np.deg2rad(rng.normal(0, _TURN)), np.exp(rng.normal(0, _STRETCH))
    across, down = share * stretch * (1 if rng.random() < 0.5 else -1), share / stretch
    turn = np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]]) * [across, down]
    middle = side / 2 + rng.uniform(-1, 1, 2) * (1 - share) * side / 2
    matrix = np.column_stack([turn, middle - turn @ (np.array(size) / 2)])
    return np.asarray(cv2.warpAffine(thing, matrix, (side, side), borderValue=(255, 255, 255)), np.uint8)


def thickened(pixels: Bytes, rng: np.random.Generator) -> Bytes:
    """Dark lines on white of (H, W, 3) uint8 made thicker or thinner by a pixel, or left, by chance."""
    import cv2

    work = (cv2.erode, cv2.dilate, None)[rng.integers(3)]
    ink = _darkest(pixels)
    changed = work(ink, np.ones((2, 2), np.uint8)) if work else ink
    return np.repeat(np.asarray(changed, np.uint8)[..., None], 3, axis=2)


def _darkest(pixels: Bytes) -> Bytes:
    """(H, W) the least of three channels; NumPy's own minimum along so short an axis is slow."""
    return np.minimum(np.minimum(pixels[..., 0], pixels[..., 1]), pixels[..., 2])


def _cut(pixels: Bytes, ink: Bools) -> Bytes:
    """What lies around ink; all where there is none."""
    rows, columns = np.flatnonzero(ink.any(axis=1)), np.flatnonzero(ink.any(axis=0))
    return pixels[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1] if len(rows) else pixels
