import numpy as np
import pytest
from numpy.testing import assert_allclose
from scipy.stats import wasserstein_distance_nd
from skimage import color, data

from lookalike.describe.color.dominant import DominantColors
from lookalike.index.measures.emd import EMD
from lookalike.types import Image
from tests.pictures import scene


def signature(pixels: np.ndarray, k: int = 8) -> np.ndarray:
    return DominantColors(k=k).describe([Image(pixels)]).vectors[0].reshape(k, 4)


def similarity(one: np.ndarray, other: np.ndarray) -> float:
    rows = EMD.embed(np.stack([one.ravel(), other.ravel()]).astype(np.float32))
    return float(EMD.kernel(rows[0], rows[1:])[0])


def plain(*rgb: int) -> np.ndarray:
    return np.full((10, 12, 3), rgb, np.uint8)


def test_colors_come_heaviest_first_and_then_zeros():
    pixels = plain(200, 30, 40)
    pixels[:, :3] = (20, 60, 180)
    found = signature(pixels)
    lab = color.rgb2lab(np.array([[[200, 30, 40], [20, 60, 180]]]) / 255)[0]
    assert_allclose(found[:2, 0], (0.75, 0.25), atol=1e-6)
    assert_allclose(found[:2, 1:], lab, atol=1)
    assert (found[2:] == 0).all()


def test_few_colors_stand_for_all():
    pixels = data.coffee()[::4, ::4]
    found = signature(pixels)
    lab = color.rgb2lab(pixels).reshape(-1, 3)
    errors = np.linalg.norm(lab[:, None] - found[:, 1:], axis=2).min(axis=1)
    assert found[:, 0].sum() == pytest.approx(1, abs=1e-5)
    assert (np.diff(found[:, 0]) <= 0).all()
    assert errors.mean() < 10
    assert errors.mean() < 0.75 * np.linalg.norm(lab[:, None] - signature(pixels, 3)[:, 1:], axis=2).min(axis=1).mean()


def test_where_the_pixels_are_does_not_matter():
    pixels = scene(7)
    shuffled = np.random.default_rng(0).permutation(pixels.reshape(-1, 3)).reshape(pixels.shape)
    assert_allclose(signature(shuffled), signature(pixels), atol=1e-4)


@pytest.mark.parametrize("seeds", [(1, 2), (3, 4), (5, 6)])
def test_the_measure_is_the_earth_movers_distance(seeds):
    one, other = (signature(scene(seed), k) for seed, k in zip(seeds, (8, 8), strict=True))
    expected = wasserstein_distance_nd(one[:, 1:], other[:, 1:], one[:, 0], other[:, 0])
    assert similarity(one, other) == pytest.approx(1 - expected / 100, abs=1e-4)


def test_the_measure_of_plain_pictures_is_the_distance_of_their_colors():
    assert similarity(signature(plain(0, 0, 0)), signature(plain(255, 255, 255))) == pytest.approx(0, abs=0.01)
    near = similarity(signature(plain(200, 30, 40)), signature(plain(210, 30, 40)))
    assert 0.95 < near < 1


def test_a_color_in_two_parts_is_the_same_color():
    whole, parts = np.zeros((2, 8, 4), np.float32)
    whole[0] = (1, 50, 20, -30)
    parts[:2] = ((0.75, 50, 20, -30), (0.25, 50, 20, -30))
    assert similarity(whole, parts) == pytest.approx(1, abs=1e-5)


def test_what_is_alike_is_found_by_the_inner_product():
    signatures = np.stack([signature(scene(seed)).ravel() for seed in range(40)])
    rows = EMD.embed(signatures)
    inner, exact = rows @ rows.T, EMD.similarities(rows, rows)
    assert np.corrcoef(inner.ravel(), exact.ravel())[0, 1] > 0.8
