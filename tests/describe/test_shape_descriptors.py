import cv2
import numpy as np
import pytest
from numpy.testing import assert_allclose
from scipy.special import eval_jacobi
from skimage import data
from skimage.measure import moments_central, moments_hu, moments_normalized

from lookalike.describe.shape.chords import Chords
from lookalike.describe.shape.curvature import Curvature
from lookalike.describe.shape.fourier import Fourier
from lookalike.describe.shape.height_functions import HeightFunctions
from lookalike.describe.shape.hu_moments import HuMoments
from lookalike.describe.shape.phog import Phog
from lookalike.describe.shape.zernike import Zernike, _basis, _radial
from lookalike.types import Image

CORNERS = np.array([(-60, -50), (60, -50), (60, -10), (0, -10), (0, 20), (30, 20), (30, 70), (-30, 70), (-60, 20)])
INVARIANT = [HuMoments(), Zernike(), Fourier(), Curvature(), Chords()]
every_invariant = pytest.mark.parametrize("descriptor", INVARIANT, ids=lambda d: d.name)


def figure(angle=0.0, scale=1.0, shift=0, mirrored=False, corners=CORNERS) -> Image:
    """A white polygon on black, turned by degrees."""
    turn = np.deg2rad(angle)
    rotation = np.array([[np.cos(turn), -np.sin(turn)], [np.sin(turn), np.cos(turn)]])
    places = (corners * (-1 if mirrored else 1, 1)) @ rotation.T * scale + 200 + shift
    plane = np.zeros((400, 400), np.uint8)
    cv2.fillPoly(plane, [np.round(places * 16).astype(np.int32)], 255, cv2.LINE_AA, 4)
    return Image(np.repeat(plane[..., None], 3, axis=2))


def ellipse(a: int, b: int) -> Image:
    pixels = np.zeros((256, 256, 3), np.uint8)
    return Image(cv2.ellipse(pixels, (128, 128), (a, b), 0, 0, 360, (255, 255, 255), -1))


def vector(descriptor, picture):
    return descriptor.describe([picture]).vectors[0]


def change(descriptor, picture, other):
    before = vector(descriptor, picture)
    return np.linalg.norm(vector(descriptor, other) - before) / np.linalg.norm(before)


@every_invariant
@pytest.mark.parametrize("turns", [1, 2, 3])
def test_a_quarter_turn_changes_nothing(descriptor, turns):
    turned = Image(np.ascontiguousarray(np.rot90(figure().pixels, turns)))
    assert change(descriptor, figure(), turned) < 0.02


@every_invariant
@pytest.mark.parametrize("angle", [7, 30, 45, 77, 200])
def test_any_turn_changes_little(descriptor, angle):
    assert change(descriptor, figure(), figure(angle)) < 0.1


@every_invariant
@pytest.mark.parametrize("moved", [{"shift": 40}, {"scale": 1.6}, {"scale": 0.5}, {"mirrored": True}], ids=str)
def test_place_size_and_mirroring_change_little(descriptor, moved):
    assert change(descriptor, figure(), figure(**moved)) < 0.07


@every_invariant
def test_another_figure_changes_much(descriptor):
    bar = np.array([(-90, -20), (90, -20), (90, 20), (-90, 20)])
    assert change(descriptor, figure(), figure(corners=bar)) > 0.25


@pytest.mark.parametrize("descriptor", [*INVARIANT, Phog(), HeightFunctions()], ids=lambda d: d.name)
@pytest.mark.parametrize("picture", [Image(data.coffee()), figure(), Image(np.zeros((1, 1, 3), np.uint8))])
def test_what_is_seen_can_be_drawn(descriptor, picture):
    assert len(descriptor.seen(picture)) >= 2


def test_hu_moments_are_those_of_scikit_image():
    horse = ~data.horse()
    pixels = np.where(horse, 255, 0).astype(np.uint8)[..., None].repeat(3, axis=2)
    hu = moments_hu(moments_normalized(moments_central(horse[:300, :300].astype(float))))
    hu[6] = abs(hu[6])
    expected = 3 * np.sign(hu) * np.abs(hu) ** (1 / np.array([1, 2, 2, 2, 4, 3, 4]))
    cut = np.pad(pixels[:300, :300], ((9, 9), (9, 9), (0, 0)))
    # At the descriptor's size the picture is a little smaller.
    assert_allclose(vector(HuMoments(), Image(cut)), expected, rtol=0.02, atol=0.01)


@pytest.mark.parametrize(("n", "m"), [(2, 0), (3, 1), (7, 3), (12, 4), (12, 12)])
def test_radial_polynomials_are_jacobi_s(n, m):
    radius, half = np.linspace(0, 1, 20), (n - m) // 2
    expected = (-1) ** half * radius**m * eval_jacobi(half, m, 0, 1 - 2 * radius**2)
    assert_allclose(_radial(n, m, radius), expected, atol=1e-9)


def test_zernike_s_polynomials_are_orthogonal():
    basis = _basis(6) * (2 / 96)
    norms = np.abs(np.diag(basis @ basis.conj().T))
    products = np.abs(basis @ basis.conj().T) / np.sqrt(norms[:, None] * norms)
    assert_allclose(products, np.eye(len(basis)), atol=0.03)


def test_a_disc_has_no_zernike_moments_that_turn():
    magnitudes = vector(Zernike(order=8), ellipse(90, 90))
    turning = np.array([m > 0 for n in range(2, 9) for m in range(n % 2, n + 1, 2)])
    assert magnitudes[turning].max() < 0.02
    assert_allclose(np.linalg.norm(magnitudes), 1, rtol=1e-5)


def test_more_zernike_moments_rebuild_the_figure_better():
    coarse, fine = (Zernike(order=order).seen(figure())[2].pixels.astype(float) for order in (6, 20))
    exact = Zernike().seen(figure())[1].pixels
    assert np.abs(fine - exact).mean() < 0.7 * np.abs(coarse - exact).mean()


@pytest.mark.parametrize("size", [(2, 250), (3, 333), (6, 582), (10, 920), (16, 1424), (2, 5000), (5000, 2)], ids=str)
def test_narrow_pictures_are_finite_and_look_like_bars(size):
    narrow = vector(Zernike(), Image(np.full((*size, 3), 127, np.uint8)))
    bar = vector(Zernike(), figure(corners=np.array([(-150, -2), (150, -2), (150, 2), (-150, 2)])))
    assert_allclose(np.linalg.norm(narrow), 1, rtol=1e-5)
    assert narrow @ bar > 0.9


@pytest.mark.parametrize(("length", "expected"), [(40, 0.25 * (10 + 1 / 10)), (2000, 5)])
def test_hu_moments_of_bars_are_bounded(length, expected):
    bar = vector(HuMoments(), Image(np.full((4, length, 3), 127, np.uint8)))
    assert_allclose(bar[0], expected, rtol=0.01)
    assert bar.max() <= 5


def test_fourier_magnitudes_of_a_circle_and_an_ellipse():
    assert vector(Fourier(), ellipse(90, 90)).max() < 0.09
    long = vector(Fourier(), ellipse(110, 55))
    angle = np.linspace(0, 2 * np.pi, 10_000, endpoint=False)
    steps = np.hypot(110 * np.sin(angle), 55 * np.cos(angle))
    points, way = 110 * np.cos(angle) + 55j * np.sin(angle), 2 * np.pi * np.cumsum(steps) / steps.sum()
    backwards = abs((points * np.exp(1j * way) * steps).sum() / steps.sum())
    gyration = np.sqrt((np.abs(points) ** 2 * steps).sum() / steps.sum())
    assert_allclose(long[16], np.sqrt(backwards / gyration), rtol=0.02)
    # Half a round on, an ellipse is at the opposite point: there are no even frequencies.
    assert max(long[0:16:2].max(), long[17:32:2].max()) < 0.03


def test_a_circle_turns_alike_everywhere():
    histograms = vector(Curvature(bins=16), ellipse(100, 100)).reshape(6, 16)
    expected = 2 * np.pi * np.array([4, 8, 16, 32, 64, 128]) / 512
    places = (expected + np.pi) / (2 * np.pi) * 16
    assert_allclose(histograms @ np.arange(16) * 6, places, atol=0.05)


def test_the_chords_of_a_circle_have_the_lengths_they_must():
    vectors = (vector(Chords(), ellipse(100, 100)) / 3.5).reshape(5, 3, 12)
    spans = np.array([4, 8, 16, 32, 64])
    assert_allclose(vectors[:, 0, 0] ** 2, np.sin(np.pi * spans / 128) / np.pi, rtol=0.02)
    left, right = vectors[:, 1, 0], vectors[:, 2, 0]
    assert_allclose(left[1:], 0, atol=0.02)
    # Half of the circle bulges 2 R / pi on average over its chord, which is 1 / pi^2 of the perimeter.
    assert_allclose(right[-1] ** 2, 1 / np.pi**2, rtol=0.03)


@pytest.mark.parametrize(("turn", "expected"), [("half", [0.5, 0, 0.5, 0]), ("full", [0.25] * 4)])
def test_phog_counts_directions_of_edges(turn, expected):
    pixels = np.zeros((256, 256, 3), np.uint8)
    pixels[64:192, 64:192] = 255
    assert_allclose(vector(Phog(levels=0, bins=4, turn=turn), Image(pixels))[:4], expected, atol=0.03)


def test_phog_knows_where_edges_are():
    pixels = np.zeros((256, 256, 3), np.uint8)
    pixels[:100, 64:] = 255
    levels = vector(Phog(levels=1, bins=4, turn="half"), Image(pixels))[:-1].reshape(5, 4)
    assert_allclose(levels[0], levels[1:].sum(axis=0), atol=1e-6)
    top_left, top_right = levels[1], levels[2]
    assert min(top_left[0], top_left[2], top_right[2]) > 0.05
    assert top_right[0] < 0.01
    assert_allclose(levels[[3, 4]], 0, atol=1e-6)


def test_phog_of_a_flat_picture_says_that_there_are_no_edges():
    flat = vector(Phog(), Image(np.full((40, 60, 3), 70, np.uint8)))
    assert flat[-1] == 1
    assert flat.sum() == 1


def test_height_functions_carry_the_points():
    found = vector(HeightFunctions(), figure())
    x, y = found[-128:-64], found[-64:]
    assert_allclose([x.mean(), y.mean()], 0, atol=1e-5)
    assert_allclose((x**2 + y**2).mean(), 1, rtol=1e-5)
    assert_allclose(np.linalg.norm(found[:-128]), 1, rtol=1e-5)
