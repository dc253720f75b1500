"""Cosine and wavelet coefficients: against their definitions, and small or painted queries that find their picture."""

import numpy as np
import pytest
from numpy.testing import assert_allclose
from PIL import Image as Picture
from PIL import ImageFilter
from scipy.fft import dctn
from skimage import color, data

from lookalike.describe.layout.color_layout import ColorLayout
from lookalike.describe.layout.haar_wavelets import HaarWavelets, composed, decomposed
from lookalike.index.measures.vectors import L2
from lookalike.index.measures.wavelet import WAVELET_PAINTED, WAVELET_SCANNED
from lookalike.types import Image
from tests.pictures import scene

PHOTOGRAPHS = [picture()[::2, ::2] for picture in (data.coffee, data.chelsea, data.astronaut, data.rocket)]
COLLECTION = [*PHOTOGRAPHS, *(scene(seed, 160, 120) for seed in range(16))]


def described(descriptor, pixels) -> np.ndarray:
    return descriptor.describe([Image(pixels)]).vectors[0]


def thumbnail(pixels) -> np.ndarray:
    return np.asarray(Picture.fromarray(pixels).resize((32, 32), Picture.Resampling.BOX))


def painted(pixels) -> np.ndarray:
    """The picture in 16 colours after a blur by a thirtieth of its width."""
    blurred = Picture.fromarray(pixels).filter(ImageFilter.GaussianBlur(pixels.shape[1] / 30))
    return np.asarray(blurred.quantize(16, dither=Picture.Dither.NONE).convert("RGB"))


@pytest.mark.parametrize("redrawn", [thumbnail, painted])
@pytest.mark.parametrize(
    ("descriptor", "measure"),
    [
        (ColorLayout(), L2),
        (HaarWavelets(), WAVELET_SCANNED),
        (HaarWavelets(query="painted"), WAVELET_PAINTED),
    ],
    ids=["color_layout", "scanned", "painted"],
)
def test_a_poor_copy_finds_its_picture(descriptor, measure, redrawn):
    rows = measure.embed(descriptor.describe([Image(p) for p in COLLECTION]).vectors)
    queries = measure.embed(descriptor.describe([Image(redrawn(p)) for p in COLLECTION]).vectors)
    assert measure.similarities(queries, rows).argmax(axis=1).tolist() == list(range(len(COLLECTION)))


@pytest.mark.parametrize("tone", [112, 128, 144])
def test_the_mean_of_a_grey_picture_is_on_the_scale_of_the_standard(tone):
    vector = described(ColorLayout(), np.full((40, 40, 3), tone, np.uint8))
    # Between 96 and 160, the 6 bits of Y's mean step at every second value; Cb and Cr of grey are 128, step 32.
    y = 16 + 219 * tone / 255
    expected = np.zeros(12)
    expected[[0, 6, 9]] = (16 + (y - 96) / 2) * 2**0.5, 32 * 2**0.5, 32 * 4**0.5
    assert_allclose(vector * 40, expected, atol=1e-3)


def test_coefficients_of_luma_are_those_of_scipy_in_zigzag_order():
    pixels = np.random.default_rng(1).integers(100, 140, (8, 8, 1), dtype=np.uint8).repeat(3, axis=2)
    transformed = dctn(16 + 219 * (pixels[..., 0] / 255), norm="ortho")
    order = [(0, 1), (1, 0), (2, 0), (1, 1), (0, 2), (0, 3), (1, 2)]
    expected = np.array([transformed[at] for at in order]) / 2 / 8 * np.sqrt([2, 2, 1, 1, 1, 1, 1])
    assert_allclose(described(ColorLayout(luma=8), pixels)[1:8] * 40, expected, atol=1e-3)


def test_more_coefficients_give_more_of_the_means_back():
    coarse = np.asarray(Picture.fromarray(data.coffee()).resize((8, 8), Picture.Resampling.BOX))
    picture = Image(coarse.repeat(8, axis=0).repeat(8, axis=1))
    few, all_of_them = (
        descriptor.seen(picture)[1].pixels.reshape(8, 8, 8, 8, 3).mean(axis=(1, 3))
        for descriptor in (ColorLayout(), ColorLayout(luma=64, chroma=64))
    )
    wrong = [np.abs(means - coarse).mean() for means in (few, all_of_them)]
    assert wrong[1] < 5
    assert wrong[0] > 2 * wrong[1]


def test_averages_are_those_of_yiq():
    coffee = data.coffee()
    assert_allclose(described(HaarWavelets(), coffee)[:3], color.rgb2yiq(coffee).mean(axis=(0, 1)), atol=2e-3)


def test_a_wavelet_is_found_at_its_place_with_its_sign():
    bright_left = np.full((128, 128, 3), 64, np.uint8)
    bright_left[:, :64] = 192
    bright_right = bright_left[:, ::-1]
    bright_corner = np.full((128, 128, 3), 64, np.uint8)
    bright_corner[:64, :64] = 192
    left, right, corner = (described(HaarWavelets(m=20), p)[3:23] for p in (bright_left, bright_right, bright_corner))
    assert left[left != 0].tolist() == [1 + 1]
    assert right[right != 0].tolist() == [-(1 + 1)]
    assert sorted(corner[corner != 0].tolist()) == [1 + 1, 1 + 128, 1 + 128 + 1]


def test_the_decomposition_is_that_of_the_haar_basis():
    values = np.random.default_rng(3).random((5, 8)).astype(np.float32)
    root = np.sqrt(2)
    basis = [
        [1, 1, 1, 1, 1, 1, 1, 1],
        [1, 1, 1, 1, -1, -1, -1, -1],
        [root, root, -root, -root, 0, 0, 0, 0],
        [0, 0, 0, 0, root, root, -root, -root],
        [2, -2, 0, 0, 0, 0, 0, 0],
        [0, 0, 2, -2, 0, 0, 0, 0],
        [0, 0, 0, 0, 2, -2, 0, 0],
        [0, 0, 0, 0, 0, 0, 2, -2],
    ]
    assert_allclose(decomposed(values), values @ np.transpose(basis) / 8, atol=1e-6)
    assert_allclose(composed(decomposed(values)), values, atol=1e-6)


def test_a_plain_picture_keeps_its_averages_alone():
    vector = described(HaarWavelets(), np.full((50, 70, 3), (200, 30, 60), np.uint8))
    assert_allclose(vector[:3], color.rgb2yiq(np.array([[[200, 30, 60]]]) / 255)[0, 0], atol=1e-3)
    assert not vector[3:].any()


def test_the_kept_wavelets_give_much_of_the_picture_back():
    pixels = data.coffee()[:, :400]
    few, many = (HaarWavelets(m=m).seen(Image(pixels))[0].pixels.astype(float) for m in (20, 200))
    resized = np.asarray(Picture.fromarray(pixels).resize(few.shape[1::-1]), float)
    wrong = [np.abs(drawn - resized).mean() for drawn in (few, many)]
    assert wrong[1] < wrong[0] < np.abs(resized - resized.mean(axis=(0, 1))).mean() / 1.5
