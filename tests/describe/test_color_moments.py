import numpy as np
import pytest
from numpy.testing import assert_allclose
from scipy import stats
from skimage import color, data

from lookalike.describe.color.moments import ColorMoments
from lookalike.types import Image
from tests.pictures import scene


def moments(pixels: np.ndarray, **parameters) -> np.ndarray:
    return ColorMoments(**parameters).describe([Image(pixels)]).vectors[0].reshape(3, 3)


def expected(values: np.ndarray) -> list[np.ndarray]:
    planes = values.reshape(-1, 3)
    return [planes.mean(axis=0), planes.std(axis=0), np.cbrt(stats.moment(planes, 3, axis=0))]


@pytest.mark.parametrize("pixels", [scene(1), data.coffee()[:200, :250]], ids=["scene", "coffee"])
def test_lab_moments_are_those_of_scipy(pixels):
    assert_allclose(moments(pixels), expected(color.rgb2lab(pixels) / (100, 64, 64)), atol=0.02)


def test_hsv_moments_are_those_of_scipy():
    hue, saturation, value = np.moveaxis(color.rgb2hsv(scene(1)), 2, 0)
    angle = 2 * np.pi * hue
    disc = np.stack([saturation * np.cos(angle), saturation * np.sin(angle), value], axis=2)
    assert_allclose(moments(scene(1), space="hsv"), expected(disc), atol=0.02)


def test_reds_on_either_side_of_hue_zero_are_near():
    orange_red, pink_red = (np.full((8, 8, 3), rgb, np.uint8) for rgb in ((255, 20, 0), (255, 0, 20)))
    assert np.abs(moments(orange_red, space="hsv") - moments(pink_red, space="hsv")).max() < 0.2


def test_a_plain_picture_has_nothing_but_means():
    found = moments(np.full((5, 7, 3), 255, np.uint8))
    assert_allclose(found[0], (1, 0, 0), atol=0.01)
    assert_allclose(found[1:], 0, atol=1e-4)
