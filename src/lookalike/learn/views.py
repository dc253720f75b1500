"""Views of a picture: as it is, mirrored, cut, and of other light; or its edges, as people draw them."""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import numpy.typing as npt

from lookalike.describe.deep.views import squashed
from lookalike.learn.drawn import drawn
from lookalike.learn.paper import lined, on_paper, placed, thickened
from lookalike.types import Bytes, Image

_LEAST = 0.1
"""The share of the picture's area that a cut keeps at the least."""


def views(image: Image, side: int, count: int, rng: np.random.Generator, sketch: bool = False) -> Iterator[Bytes]:
    """The picture itself and ``count`` changed views, (side, side, 3) uint8 each; drawings of it for sketches."""
    yield squashed(image, side)
    for _ in range(count):
        if sketch:
            yield drawn(squashed(_cut(image, rng, 0.7), side), rng)
        else:
            yield _lit(squashed(_cut(image, rng, _LEAST), side), rng)


def drawing(image: Image, side: int, rng: np.random.Generator) -> Bytes:
    """A drawing of the picture, (side, side, 3) uint8: its edges, or its own lines where it is a drawing.

    What lies on paper by itself is placed anew, other pictures are cut.
    """
    if not on_paper(image.pixels):
        return drawn(squashed(_cut(image, rng, 0.7), side), rng)
    pixels = placed(image.pixels, side, rng)
    return thickened(pixels, rng) if lined(image.pixels) else drawn(pixels, rng)


def chance(seed: int, path: Path) -> np.random.Generator:
    """What the views of a picture are drawn by: its name, so that they are the same among any others."""
    return np.random.default_rng((seed, zlib.crc32(path.name.encode())))


def _cut(image: Image, rng: np.random.Generator, least: float) -> Image:
    """A part of the picture, mirrored by chance."""
    height, width = image.height, image.width
    share, stretch = np.sqrt(rng.uniform(least, 1)), np.exp(rng.uniform(-0.15, 0.15))
    h, w = max(1, round(height * min(1, share * stretch))), max(1, round(width * min(1, share / stretch)))
    y, x = rng.integers(height - h + 1), rng.integers(width - w + 1)
    part = image.pixels[y : y + h, x : x + w]
    return Image(np.ascontiguousarray(part[:, ::-1] if rng.random() < 0.5 else part))


def _lit(pixels: Bytes, rng: np.random.Generator) -> Bytes:
    """Other brightness and contrast, and a cast of colour."""
    gains = rng.uniform(0.85, 1.15) * rng.uniform(0.95, 1.05, 3)
    shifted: npt.NDArray[np.float64] = (pixels - 127.5) * gains + 127.5 + rng.uniform(-15, 15)
    return np.clip(shifted, 0, 255).astype(np.uint8)
