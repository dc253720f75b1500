import colorsys

import numpy as np
import pytest
from numpy.testing import assert_allclose
from skimage import color

from lookalike.describe.color.binning import numbered, rgb_centers
from lookalike.describe.color.histogram import ColorHistogram
from lookalike.describe.color.marginal import ColorMarginals
from lookalike.describe.color.spaces import converted, painted
from lookalike.types import Image
from tests.pictures import scene

SPACES = ("rgb", "hsv", "lab", "opponent")


def flat(*rgb: int) -> Image:
    return Image(np.full((6, 8, 3), rgb, np.uint8))


def vector(descriptor, picture: Image) -> np.ndarray:
    return descriptor.describe([picture]).vectors[0]


def test_hard_bins_count_pixels():
    pixels = np.zeros((1, 4, 3), np.uint8)
    pixels[0, :3] = (200, 10, 130)
    counted = vector(ColorHistogram(space="rgb", bins=(2, 2, 2), soft=False), Image(pixels))
    assert_allclose(counted, [0.25, 0, 0, 0, 0, 0.75, 0, 0])


def test_a_pixel_is_shared_between_the_bins_it_lies_between():
    # 64 is in the third of the eight quarter bins, whose middle is an eighth of a bin above the first bin's.
    one = np.array([0.875, 0.125])
    shared = vector(ColorHistogram(space="rgb", bins=(2, 2, 2)), flat(64, 64, 64))
    assert_allclose(shared.reshape(2, 2, 2), one[:, None, None] * one[:, None] * one, atol=1e-6)


def test_hue_is_shared_around_the_circle():
    assert_allclose(vector(ColorHistogram(bins=(4, 1, 1)), flat(255, 0, 0)), [0.625, 0, 0, 0.375], atol=1e-6)
    hue = vector(ColorMarginals(bins=4), flat(255, 0, 0))[:4] * 3
    assert_allclose(hue, [0.5 + 2 / 256, 0, 0, 0.5 - 2 / 256], atol=1e-6)


@pytest.mark.parametrize("space", SPACES)
def test_no_slight_change_of_a_color_changes_a_soft_histogram_much(space):
    greens = [flat(90, green, 60) for green in range(100, 200)]

    def largest_step(soft: bool) -> float:
        vectors = ColorHistogram(space=space, bins=(8, 8, 8), soft=soft).describe(greens).vectors
        return float(np.abs(np.diff(vectors, axis=0)).sum(axis=1).max())

    assert largest_step(soft=True) < 1
    assert largest_step(soft=False) == 2


@pytest.mark.parametrize("descriptor", [ColorHistogram(), ColorHistogram(soft=False), ColorMarginals()], ids=str)
def test_shares_sum_to_one_wherever_the_pixels_are(descriptor):
    pixels = scene(3)
    shuffled = np.random.default_rng(0).permutation(pixels.reshape(-1, 3)).reshape(pixels.shape)
    assert vector(descriptor, Image(pixels)).sum() == pytest.approx(1, abs=1e-5)
    assert_allclose(vector(descriptor, Image(shuffled)), vector(descriptor, Image(pixels)), atol=1e-6)


def test_marginals_are_the_histograms_of_each_channel():
    pixels = scene(5)
    parts = vector(ColorMarginals(space="rgb", bins=128), Image(pixels)).reshape(3, 128)
    for part, plane in zip(parts, np.moveaxis(pixels, 2, 0), strict=True):
        # Of 128 bins, each is two values wide: a quarter of either goes to the neighbour on its side.
        counts = np.bincount(plane.ravel(), minlength=256) / plane.size
        low, high = counts[::2], counts[1::2]
        expected = 0.75 * (low + high)
        expected[:-1] += 0.25 * low[1:]
        expected[1:] += 0.25 * high[:-1]
        expected[0] += 0.25 * low[0]
        expected[-1] += 0.25 * high[-1]
        assert_allclose(part * 3, expected, atol=1e-5)


@pytest.mark.parametrize("space", SPACES)
def test_centers_fall_into_their_own_bins(space):
    bins = (4, 2, 2)
    pixels = painted(rgb_centers(space, bins))[None]
    found = numbered(converted(pixels, space), space, bins)[0]
    reached = np.abs(converted(pixels, space)[0] - _middles(space, bins)).max(axis=1) < 6
    assert reached.sum() >= 4
    assert (found == np.arange(16))[reached].all()


def _middles(space, bins):
    low, high = ((0, 42, 20), (255, 226, 223)) if space == "lab" else ((0, 0, 0), (255, 255, 255))
    width = (np.array(high) - low + 1) / bins
    return low + (np.indices(bins).reshape(3, -1).T + 0.5) * width - 0.5


def test_ground_is_where_the_bins_lie_in_lab():
    assert_allclose(ColorHistogram(space="rgb", bins=(1, 1, 1)).ground, [[53.4, 0, 0]], atol=0.3)
    found = ColorHistogram(space="hsv", bins=(3, 2, 2)).ground
    middles = [((h + 0.5) / 3 - 0.5 / 256, (s + 0.5) / 2, (v + 0.5) / 2) for h, s, v in np.ndindex(3, 2, 2)]
    expected = color.rgb2lab([colorsys.hsv_to_rgb(*middle) for middle in middles])
    assert_allclose(found, expected, atol=1)


@pytest.mark.parametrize("space", SPACES)
def test_ground_has_a_place_for_every_bin(space):
    descriptor = ColorHistogram(space=space, bins=(5, 4, 3))
    assert descriptor.ground.shape == (descriptor.dimension, 3)
    assert np.isfinite(descriptor.ground).all()
    assert descriptor.ground[:, 0].min() >= 0
    assert descriptor.ground[:, 0].max() <= 100
