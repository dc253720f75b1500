import cv2
import numpy as np
import pytest
from numpy.testing import assert_allclose
from skimage import data

from lookalike.describe.shape.outline import area, centered, outline, perimeter
from lookalike.describe.shape.silhouette import silhouette
from lookalike.describe.shape.sketch import seen_figure
from lookalike.types import Image


def disc(radius: int = 60, ground: int = 255, figure: int = 0) -> Image:
    pixels = np.full((200, 240, 3), ground, np.uint8)
    cv2.circle(pixels, (130, 90), radius, (figure,) * 3, -1)
    return Image(pixels)


@pytest.mark.parametrize(("ground", "figure"), [(255, 0), (0, 255), (40, 90)])
def test_a_silhouette_is_what_the_border_is_not(ground, figure):
    picture = disc(ground=ground, figure=figure)
    assert (silhouette(picture) == (picture.pixels[..., 0] == figure)).all()


def test_a_figure_may_touch_a_side():
    pixels = np.zeros((100, 100, 3), np.uint8)
    pixels[30:70, 50:] = 255
    assert (silhouette(Image(pixels)) == (pixels[..., 0] > 0)).all()


@pytest.mark.parametrize("shape", [(1, 1), (1, 300), (300, 1), (50, 70)])
def test_a_picture_in_which_nothing_stands_out_is_all_figure(shape):
    picture = Image(np.full((*shape, 3), 90, np.uint8))
    assert silhouette(picture).all()
    assert area(outline(picture)) > 0


def test_a_colored_thing_stands_out_of_a_busy_ground():
    pixels = np.random.default_rng(0).integers(60, 180, (240, 320, 1), dtype=np.uint8).repeat(3, axis=2)
    expected = cv2.ellipse(np.zeros((240, 320), np.uint8), (170, 120), (80, 50), 30, 0, 360, 1, -1) > 0
    pixels[expected, 1:] //= 4
    found = silhouette(Image(pixels))
    assert (found & expected).sum() / (found | expected).sum() > 0.9


def test_the_cup_stands_out_of_the_table():
    found = silhouette(Image(data.coffee()))
    height, width = found.shape
    assert found[height // 2, width // 2]
    assert not found[-5:, -5:].any()
    assert 0.2 < found.mean() < 0.6


def test_the_outline_of_a_disc_is_a_circle():
    curve = outline(disc())
    assert_allclose(np.abs(centered(curve)), 60, atol=0.7)
    assert_allclose(curve.mean(), 130 + 90j, atol=0.3)
    assert_allclose(perimeter(curve), 2 * np.pi * 60, rtol=0.02)
    assert_allclose(area(curve), np.pi * 60**2, rtol=0.02)
    assert_allclose(np.abs(np.roll(curve, -1) - curve), perimeter(curve) / 512, rtol=0.02)


def test_the_outline_is_that_of_the_largest_part_without_its_holes():
    picture = disc(50)
    pixels = picture.pixels.copy()
    pixels[80:100, 120:140] = 255
    pixels[180:190, 10:30] = 0
    assert_allclose(outline(Image(pixels)), outline(picture))


def test_what_is_seen_keeps_the_figure_and_pales_the_rest():
    shown = seen_figure(disc(figure=20, ground=130)).pixels
    assert (shown[90, 130] == 20).all()
    assert (shown[0, 0] > 200).all()
