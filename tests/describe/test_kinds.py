"""Silhouettes and line drawings, told from all that only looks a little like them."""

import cv2
import numpy as np
import pytest
from skimage import data

from lookalike.describe.kinds import is_line_drawing, is_silhouette
from lookalike.types import Image

CIRCLE = ((100, 90), 60)


def paper(height: int = 200, width: int = 220, level: int = 255) -> np.ndarray:
    return np.full((height, width, 3), level, np.uint8)


def disc() -> np.ndarray:
    return cv2.circle(paper(), *CIRCLE, (0, 0, 0), -1, cv2.LINE_AA)


def face(width: int = 3) -> np.ndarray:
    pixels = cv2.circle(paper(), *CIRCLE, (20, 20, 60), width, cv2.LINE_AA)
    for x in (80, 120):
        cv2.circle(pixels, (x, 75), 4, (20, 20, 60), -1, cv2.LINE_AA)
    return cv2.ellipse(pixels, (100, 105), (30, 15), 0, 20, 160, (20, 20, 60), width, cv2.LINE_AA)


def compressed(pixels: np.ndarray, quality: int = 60) -> np.ndarray:
    return cv2.imdecode(cv2.imencode(".jpg", pixels, [cv2.IMWRITE_JPEG_QUALITY, quality])[1], cv2.IMREAD_COLOR)


def shaded_disc() -> np.ndarray:
    """A ball before a plain background, as a photograph shows it."""
    y, x = np.mgrid[:200, :220]
    shade = 120 - 0.6 * np.hypot(x - 80, y - 70)
    inside = np.hypot(x - 100, y - 90) < 60
    return np.where(inside, shade, 245).clip(0, 255).astype(np.uint8)[..., None].repeat(3, axis=2)


def chequers() -> np.ndarray:
    tiles = np.indices((200, 220)) // 20
    return np.where(tiles.sum(axis=0) % 2, 20, 240).astype(np.uint8)[..., None].repeat(3, axis=2)


def stripes() -> np.ndarray:
    pixels = paper()
    pixels[::20], pixels[1::20] = 0, 0
    return pixels


@pytest.mark.parametrize(
    "pixels",
    [disc(), 255 - disc(), compressed(disc()), np.where(disc() < 128, 40, 90).astype(np.uint8)],
    ids=["disc", "inverted", "JPEG", "dim"],
)
def test_silhouettes(pixels):
    assert is_silhouette(Image(pixels))
    assert not is_line_drawing(Image(pixels))


@pytest.mark.parametrize(
    "pixels",
    [face(), compressed(face()), face(1), (face() > 128).astype(np.uint8) * 255, cv2.resize(face(), None, fx=4, fy=4)],
    ids=["face", "JPEG", "fine", "binary", "large"],
)
def test_line_drawings(pixels):
    assert is_line_drawing(Image(pixels))
    assert not is_silhouette(Image(pixels))


@pytest.mark.parametrize(
    "pixels",
    [
        shaded_disc(),
        chequers(),
        stripes(),
        paper(),
        paper(1, 1),
        *(getattr(data, n)() for n in ("astronaut", "coffee")),
    ],
    ids=["ball", "chequers", "stripes", "blank", "one pixel", "astronaut", "coffee"],
)
def test_what_is_neither(pixels):
    assert not is_silhouette(Image(pixels))
    assert not is_line_drawing(Image(pixels))


def test_what_is_light_on_dark_is_no_line_drawing():
    assert not is_line_drawing(Image(255 - face()))
