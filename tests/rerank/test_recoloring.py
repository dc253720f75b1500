"""Colours of one picture changed to those of another."""

import cv2
import numpy as np
import pytest
from skimage import data

from lookalike.rerank.geometry.recoloring import Recoloring


def turned(pixels: np.ndarray, hue: int) -> np.ndarray:
    hsv = cv2.cvtColor(pixels, cv2.COLOR_RGB2HSV)
    hsv[..., 0] = (hsv[..., 0].astype(int) + hue) % 180
    return cv2.cvtColor(hsv, cv2.COLOR_HSV2RGB)


def difference(recoloring: Recoloring, one: np.ndarray, other: np.ndarray) -> float:
    ours, theirs = recoloring.levels(one, other)
    return float(np.median(np.abs(ours - theirs)))


def test_another_hue_is_undone_and_gray_is_told_by_colors():
    picture, mask = data.coffee(), np.ones(data.coffee().shape[:2], bool)
    other = turned(picture, 60)
    brightness = [cv2.cvtColor(each, cv2.COLOR_RGB2GRAY).astype(float) for each in (picture, other)]
    before = float(np.median(np.abs(brightness[0] - brightness[1])))
    assert difference(Recoloring.of(picture, other, mask), picture, other) < before / 3
    gray = np.repeat(cv2.cvtColor(other, cv2.COLOR_RGB2GRAY)[..., None], 3, axis=2)
    assert Recoloring.of(picture, gray, mask).forth
    assert not Recoloring.of(gray, picture, mask).forth


@pytest.mark.parametrize("color", [0, 255])
def test_what_lies_over_a_sixth_of_a_picture_does_not_count(color):
    picture = data.astronaut()
    other = (0.7 * turned(picture, 10) + 30).astype(np.uint8)
    mask = np.ones(picture.shape[:2], bool)
    clean = difference(Recoloring.of(picture, other, mask), picture, other)
    covered = other.copy()
    covered[: len(other) // 6] = color
    assert difference(Recoloring.of(picture, covered, mask), picture, other) < clean + 2


def test_even_pictures_have_a_brightness():
    even = np.full((20, 30, 3), 90, np.uint8)
    ours, theirs = Recoloring.of(even, even, np.ones((20, 30), bool)).levels(even, even)
    assert ours.shape == (20, 30) and ours.dtype == np.float32
    np.testing.assert_allclose(ours, 90, atol=1)
    np.testing.assert_allclose(theirs, 90, atol=1e-3)
