"""Line drawings shaded as things."""

import cv2
import numpy as np
import pytest

from lookalike.describe.deep.shading import shaded
from lookalike.types import Image


def drawn(*ends: float, paper: int = 255, side: int = 200) -> Image:
    """Arcs about the middle, each from 0 to so many degrees."""
    pixels = np.full((side, side, 3), paper, np.uint8)
    for place, end in enumerate(ends):
        cv2.ellipse(pixels, (side // 2, side // 2), (60 - 30 * place,) * 2, 0, 0, end, (0, 0, 0), 2)
    return Image(pixels)


def levels(image: Image) -> tuple[int, int, int]:
    """Outside, on the line, and in the middle."""
    gray = image.pixels[..., 0]
    return int(gray[5, 5]), int(gray[100, 158:163].max()), int(gray[100, 100])


def test_what_a_line_encloses_is_light_on_dark() -> None:
    assert levels(shaded(drawn(360))) == (0, 255, 178)


def test_what_lines_leave_open_stays_ground() -> None:
    assert levels(shaded(drawn(300))) == (0, 255, 0)


def test_an_outline_within_another_is_of_one_piece() -> None:
    assert levels(shaded(drawn(360, 360))) == (0, 255, 178)


@pytest.mark.parametrize("paper", [255, 210])
def test_paper_becomes_the_ground_whatever_its_level(paper: int) -> None:
    outside, line, inside = levels(shaded(drawn(360, paper=paper)))
    assert outside == 0 < inside < line == paper


def test_a_line_from_border_to_border_encloses_nothing() -> None:
    pixels = np.full((100, 100, 3), 255, np.uint8)
    pixels[50] = 0
    assert (shaded(Image(pixels)).pixels[[10, 90]] == 0).all()


def test_a_large_drawing_is_seen_at_256_pixels() -> None:
    assert shaded(drawn(360, side=600)).pixels.shape == (256, 256, 3)


def test_blank_paper_stays_blank() -> None:
    assert not shaded(drawn()).pixels.any()
