"""Pictures of what the descriptors of shape see."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from lookalike.describe.pixels import fitted
from lookalike.describe.shape.outline import Outline, outline
from lookalike.describe.shape.silhouette import silhouette
from lookalike.seen import Drawing, Pixels
from lookalike.types import Image

RED, BLUE, GREEN = (220, 30, 30), (30, 90, 220), (120, 160, 60)

_SIDE = 256
"""Pixels of the longer side up to which pictures are enlarged, so that lines do not cover them."""


class Sketch:
    """Pixels to draw on: those of a picture with all but its figure paled, enlarged if they are few."""

    def __init__(self, image: Image) -> None:
        import cv2

        pixels = fitted(image)
        pale = np.where(silhouette(image)[..., None], pixels, pixels // 4 + 191).astype(np.uint8)
        self._scale = max(1, _SIDE // max(pale.shape[:2]))
        self.pixels: Pixels = np.asarray(
            cv2.resize(pale, None, fx=self._scale, fy=self._scale, interpolation=cv2.INTER_NEAREST), np.uint8
        )

    def curve(self, curve: Outline, color: tuple[int, int, int]) -> Sketch:
        """Draw a closed curve."""
        import cv2

        cv2.polylines(self.pixels, [self._corners(curve)], True, color, 2, cv2.LINE_AA)
        return self

    def dots(self, places: Outline, colors: npt.NDArray[np.uint8], radius: int = 4) -> Sketch:
        """Draw dots, of colours (N, 3)."""
        import cv2

        for (x, y), color in zip(self._corners(places).tolist(), colors.tolist(), strict=True):
            cv2.circle(self.pixels, (x, y), radius, color, -1, cv2.LINE_AA)
        return self

    def _corners(self, curve: Outline) -> npt.NDArray[np.int32]:
        scaled = curve * self._scale + (self._scale - 1) / 2 * (1 + 1j)
        return np.stack([scaled.real, scaled.imag], axis=1).round().astype(np.int32)


def seen_figure(image: Image) -> Drawing:
    """The figure and its outline, as every descriptor of shape shows them."""
    curve = outline(image)
    sketch = Sketch(image).curve(curve, RED).dots(curve[:1], np.array([BLUE], np.uint8))
    return Drawing("figure", sketch.pixels, "What does not stand out is pale; the outline starts at the dot.")
