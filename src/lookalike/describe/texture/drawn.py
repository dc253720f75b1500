"""How directions and kinds are coloured when a texture descriptor shows what it sees."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from lookalike.seen import Pixels
from lookalike.types import Floats


def tinted(directions: Floats, strengths: Floats) -> Pixels:
    """(H, W, 3) picture whose hue is the direction, (H, W) radians modulo pi, and whose brightness the strength."""
    import cv2

    hue = np.mod(directions, np.pi) * (255 / np.pi)
    top = max(float(np.quantile(strengths, 0.99)), 1e-6)
    value = np.clip(strengths / top, 0, 1) * 255
    planes = np.dstack([hue, np.full_like(hue, 255), value]).round().astype(np.uint8)
    return np.asarray(cv2.cvtColor(planes, cv2.COLOR_HSV2RGB_FULL), np.uint8)


def colored(kinds: npt.NDArray[np.integer], colors: Sequence[tuple[int, int, int]]) -> Pixels:
    """(H, W, 3) picture of the colours of (H, W) kinds."""
    palette = np.asarray(colors, np.uint8)
    return np.asarray(palette[kinds])


def css(colors: Sequence[tuple[int, int, int]]) -> list[str]:
    """The colours as a page writes them."""
    return [f"rgb({r},{g},{b})" for r, g, b in colors]
