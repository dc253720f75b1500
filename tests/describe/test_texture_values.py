"""Values of the texture descriptors worked out by hand or by other libraries."""

import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal
from skimage import data
from skimage.feature import graycomatrix, graycoprops, local_binary_pattern

from lookalike.describe.texture.edge_histogram import EdgeHistogram
from lookalike.describe.texture.gabor import Gabor, amplitudes
from lookalike.describe.texture.haralick import Haralick, cooccurrence, features
from lookalike.describe.texture.hog import Hog
from lookalike.describe.texture.laws import Laws
from lookalike.describe.texture.lbp import Lbp
from lookalike.describe.texture.polarity import polarity_maps
from lookalike.describe.texture.ring import codes, ring, riu2, starts
from lookalike.describe.texture.tamura import Tamura, directionality
from lookalike.types import Image
from tests.describe.texture_pictures import picture

DESCRIPTORS = (
    *(Gabor(), Gabor(rotation="dft"), Lbp(form="u2"), Lbp(form="riu2"), Lbp(), Laws(), Haralick()),
    *(Haralick(equalized=True), Tamura(), Tamura(form="numbers"), EdgeHistogram(), Hog()),
)


def grays(plane) -> Image:
    return Image(np.repeat(np.asarray(plane).round().astype(np.uint8)[..., None], 3, axis=2))


def vector(descriptor, image):
    return descriptor.describe([image]).vectors[0]


@pytest.mark.parametrize("descriptor", DESCRIPTORS, ids=str)
def test_every_form_keeps_its_dimension_on_any_shape_and_is_shown(descriptor):
    for shape in ((1, 1), (2, 300), (40, 31)):
        image = Image(np.random.default_rng(0).integers(0, 256, (*shape, 3), dtype=np.uint8))
        numbers = vector(descriptor, image)
        assert numbers.shape == (descriptor.dimension,)
        assert np.isfinite(numbers).all()
        assert 1 <= len(descriptor.seen(image)) <= 4


@pytest.mark.parametrize(("points", "radius"), [(8, 1), (16, 2), (24, 3)])
def test_patterns_are_those_of_scikit_image(points, radius):
    plane = data.camera()[::3, ::3]
    scaled = plane.astype(np.float32) / 255
    ours = riu2(codes(ring(scaled, points, radius), scaled), points)
    theirs = local_binary_pattern(plane, points, radius, "uniform")
    # Borders differ, and so does rounding where an interpolated neighbour all but equals its pixel.
    inner = (slice(radius + 1, -radius - 1),) * 2
    assert np.mean(ours[inner] == theirs[inner]) > 0.99


def test_uniform_patterns_begin_once():
    patterns = np.array([0b00000000, 0b11111111, 0b00111000, 0b10000011, 0b01010000], np.uint32)
    assert_array_equal(np.bitwise_count(starts(patterns, 8)), [0, 0, 1, 1, 2])
    assert_array_equal(riu2(patterns, 8), [0, 8, 3, 3, 9])


def test_a_flat_picture_has_nothing_but_ones_in_its_patterns():
    assert vector(Lbp(form="riu2"), grays(np.full((40, 40), 90)))[8] == 1


def test_cooccurrence_is_that_of_scikit_image():
    levels = data.camera()[::4, ::4].astype(np.int64) // 16
    theirs = graycomatrix(levels.astype(np.uint8), [2], [0, np.pi / 2], 16, symmetric=True, normed=True)
    for i, step in enumerate(((0, 2), (2, 0))):
        table = cooccurrence(levels, *step)
        assert_allclose(table, theirs[:, :, 0, i], atol=1e-12)
        found = features(table[None])[0]
        for column, name in ((0, "ASM"), (1, "contrast"), (2, "correlation"), (4, "homogeneity"), (8, "entropy")):
            expected = graycoprops(theirs, name)[0, i]
            assert_allclose(found[column], expected / np.log(2) if name == "entropy" else expected, rtol=1e-6)


def test_two_levels_side_by_side_give_the_features_worked_out_by_hand():
    table = np.zeros((1, 16, 16))
    table[0, :2, :2] = [[0, 0.5], [0.5, 0]]
    # Levels 0 and 1 take turns: each tells the other, which is 1 bit; sums and differences are always 1.
    expected = [0.5, 1, -1, 0.25, 0.5, 1, 0, 0, 1, 0, 0, -1, np.sqrt(1 - np.exp(-2 * np.log(2)))]
    assert_allclose(features(table)[0], expected, atol=1e-12)


def test_a_gabor_filter_answers_a_wave_at_its_peak_with_the_waves_amplitude():
    wave = 127.5 + 100 * np.sin(2 * np.pi * 0.2 * np.arange(256))
    planes = amplitudes(grays(np.tile(wave, (256, 1))), 6)
    means = np.array([plane.mean() for plane in planes]).reshape(4, 6)
    assert np.unravel_index(means.argmax(), means.shape) == (1, 0)
    assert_allclose(means[1, 0], 100 / 255, rtol=0.02)


def test_gabor_filters_of_neighbouring_scales_meet_at_half_of_their_peaks():
    wave = 127.5 + 100 * np.sin(2 * np.pi * 0.4 * 2 / 3 * np.arange(256))
    means = [plane.mean() for plane in amplitudes(grays(np.tile(wave, (256, 1))), 6)]
    assert_allclose([means[0], means[6]], 50 / 255, rtol=0.05)


def test_polarity_tells_an_edge_from_a_line():
    x = np.arange(64)
    edge = np.tile(1 / (1 + np.exp(-(x - 31.5) / 2)), (64, 1)).astype(np.float32)
    line = np.tile(np.exp(-(((x - 32) / 1.5) ** 2)), (64, 1)).astype(np.float32)
    for plane, place, least, most in ((edge, 32, 0.95, 1), (line, 32, 0, 0.1)):
        polarity, anisotropy, contrast, scale = polarity_maps(plane)
        assert all(m.shape == (64, 64) and m.dtype == np.float32 for m in (polarity, anisotropy, contrast, scale))
        assert least <= polarity[32, place] <= most
        assert anisotropy[32, place] > 0.99
        assert contrast[32, place] > 0.05
        assert 1 <= scale[32, place] <= 3.5


def test_checks_have_little_anisotropy_and_a_flat_picture_nothing():
    y, x = np.mgrid[:64, :64]
    checks = (0.5 + 0.4 * np.sin(x * 0.8) * np.sin(y * 0.8)).astype(np.float32)
    assert np.median(polarity_maps(checks)[1][8:-8, 8:-8]) < 0.7
    assert np.median(polarity_maps(np.tile(checks[:1] + y / 640, (1, 1)).astype(np.float32))[1]) > 0.7
    flat = polarity_maps(np.full((20, 30), 0.5, np.float32))
    assert all(np.allclose(plane, 0, atol=1e-6) for plane in flat[:3])


def test_tamura_sees_that_large_blobs_are_coarser_and_stripes_more_directed():
    fine, coarse = (vector(Tamura(form="numbers"), picture(kind)) for kind in ("grain", "blobs"))
    stripes = vector(Tamura(form="numbers"), picture("stripes"))
    assert coarse[0] > fine[0]
    assert stripes[2] > fine[2] + 0.3


def test_directionality_is_1_for_one_direction_and_0_for_all():
    one = np.zeros(16)
    one[3] = 1
    assert directionality(one) == 1
    assert directionality(np.full(16, 1 / 16)) == 0
    assert directionality(np.zeros(16)) == 0


@pytest.mark.parametrize(("across", "down", "kind"), [(1, 0, 0), (0, 1, 1), (1, 1, 2), (1, -1, 3)])
def test_the_edge_histogram_names_the_direction_of_a_ramp(across, down, kind):
    y, x = np.mgrid[:256, :256]
    shares = vector(EdgeHistogram(), grays(127 + 90 * np.sin((across * x + down * y) * 0.12)))[80:85]
    assert shares.argmax() == kind
    assert shares[kind] > 0.7 * shares.sum()


def test_edges_of_one_sub_image_fill_its_bins_and_their_shares_of_the_groups():
    plane = np.full((256, 256), 50.0)
    plane[:64, :64] = 50 + 150 * (np.arange(64) // 4 % 2)
    numbers = vector(EdgeHistogram(), grays(plane)) * 34
    local, whole, groups = numbers[:80].reshape(16, 5), numbers[80:85], numbers[85:].reshape(13, 5)
    assert local[0].sum() > 0.3
    assert_allclose(local[5:].sum(), 0, atol=1e-6)
    assert_allclose(whole.sum(), 5 * local.mean(axis=0).sum(), rtol=1e-5)
    assert_allclose(groups[8], local[[0, 1, 4, 5]].mean(axis=0), rtol=1e-5)


def test_hog_of_upright_stripes_votes_for_gradients_that_lie_flat():
    stripes = grays(np.tile(127 + 90 * np.sin(np.arange(128) * 0.4), (128, 1)))
    votes = vector(Hog(), stripes).reshape(-1, 9).sum(axis=0)
    # Bins of 20 degrees meet at 0: the first and the last share the votes.
    assert votes[[0, 8]].sum() > 0.99 * votes.sum()


def test_laws_ripples_answer_to_single_pixels_and_edges_to_steps():
    names = ("L5E5", "L5S5", "L5W5", "L5R5", "E5E5", "E5S5", "E5W5", "E5R5", "S5S5", "S5W5", "S5R5", "W5W5")
    ripples = vector(Laws(), grays(127 + 90 * (np.indices((64, 64)).sum(axis=0) % 2 * 2 - 1)))[:14]
    steps = vector(Laws(), grays(np.tile(np.arange(64) // 16 % 2 * 200.0, (64, 1))))[:14]
    assert ripples.argmax() == 13
    assert names[steps.argmax()] == "L5E5"
