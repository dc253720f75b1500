"""Fitted transforms against numpy, OpenCV and scikit-image."""

import math

import cv2
import numpy as np
import pytest
from skimage.transform import AffineTransform, SimilarityTransform

from lookalike.rerank.geometry import models, ransac, spatial
from lookalike.rerank.geometry.chance import false_alarms
from tests.rerank.scattered import frames, mapped, seen, similarity

PERSPECTIVE = np.array([[0.9, 0.2, 30], [-0.3, 1.1, 60], [3e-4, -2e-4, 1.0]])
AFFINITY = np.array([[1.3, 0.4, -20], [-0.2, 0.8, 45], [0, 0, 1.0]])


def sides(here, there):
    return tuple(np.stack([f[:, 0], f[:, 1], f[:, 2], np.cos(f[:, 3]), np.sin(f[:, 3])]) for f in (here, there))


@pytest.fixture
def rng():
    return np.random.default_rng(1)


def noisy(rng, transform, count=40):
    here = frames(rng, count)
    there = seen(transform, here)
    there[:, :2] += rng.normal(scale=2, size=(count, 2))
    return here, there


def fitted(points, here, there, last=None):
    out = np.empty((3, 3))
    one, other = sides(here, there)
    assert models.fit(points, one, other, np.ones(len(here)), np.eye(3) if last is None else last, out)
    return out / out[2, 2]


@pytest.mark.parametrize(("points", "library"), [(2, SimilarityTransform), (3, AffineTransform)])
def test_plain_transforms_are_least_squares(rng, points, library):
    here, there = noisy(rng, similarity(0.7, 2.0, 400, 100))
    out = fitted(points, here, there)
    if points == 3:
        solved = np.linalg.lstsq(np.column_stack([here[:, :2], np.ones(40)]), there[:, :2], rcond=None)[0].T
        np.testing.assert_allclose(out[:2], solved, atol=1e-9)
    expected = library.from_estimate(here[:, :2], there[:, :2])
    np.testing.assert_allclose(mapped(out, here[:, :2]), expected(here[:, :2]), atol=0.6)


def test_a_similarity_has_the_least_squares_of_its_kind(rng):
    here, there = noisy(rng, similarity(0.7, 2.0, 400, 100))
    x, y, o, i = here[:, 0], here[:, 1], np.zeros(40), np.ones(40)
    rows = np.vstack([np.column_stack([x, -y, i, o]), np.column_stack([y, x, o, i])])
    c, s, p, q = np.linalg.lstsq(rows, there[:, :2].T.ravel(), rcond=None)[0]
    np.testing.assert_allclose(fitted(2, here, there), [[c, -s, p], [s, c, q], [0, 0, 1]], atol=1e-9)


def test_a_homography_is_as_good_as_opencv_s(rng):
    here, there = noisy(rng, PERSPECTIVE)
    out = fitted(4, here, there)
    for _ in range(5):
        out = fitted(4, here, there, out)
    best = cv2.findHomography(here[:, :2], there[:, :2], 0)[0]
    errors = [np.sum((mapped(h, here[:, :2]) - there[:, :2]) ** 2) for h in (out, best)]
    assert errors[0] <= 1.002 * errors[1]


def test_exact_correspondences_give_the_exact_homography(rng):
    here = frames(rng, 10)
    np.testing.assert_allclose(fitted(4, here, seen(PERSPECTIVE, here)), PERSPECTIVE, rtol=1e-6)


@pytest.mark.parametrize("points", [3, 4])
def test_points_on_a_line_determine_no_more_than_a_similarity(rng, points):
    here = frames(rng, 20)
    here[:, 1] = 2 * here[:, 0] + 5
    one, other = sides(here, seen(PERSPECTIVE, here))
    assert not models.fit(points, one, other, np.ones(20), np.eye(3), np.empty((3, 3)))
    assert models.fit(2, one, other, np.ones(20), np.eye(3), np.empty((3, 3)))


def test_gaps_are_distances_in_reaches_where_frames_agree(rng):
    here, there = noisy(rng, PERSPECTIVE)
    there[0, 3] += np.pi / 2
    there[1, 2] *= 3
    gap = np.empty(40)
    models.gaps(PERSPECTIVE, *sides(here, there), 5.0, True, True, gap)
    assert np.isinf(gap[:2]).all()
    off = np.linalg.norm(mapped(PERSPECTIVE, here[:, :2]) - there[:, :2], axis=1)
    np.testing.assert_allclose(gap[2:], (off[2:] / 5) ** 2)
    models.gaps(PERSPECTIVE, *sides(here, there), 5.0, False, False, gap)
    np.testing.assert_allclose(gap, (off / 5) ** 2)


CORNERS = np.array([[0, 0], [640, 0], [640, 480], [0, 480]], float)


@pytest.mark.parametrize(
    ("transform", "expected"),
    [
        (similarity(0.5, 1, 3, 4), True),
        (AFFINITY, True),
        (PERSPECTIVE, True),
        (-2 * PERSPECTIVE, True),
        (np.diag([-1.0, 1, 1]), False),
        (np.diag([10.0, 1, 1]), False),
        (np.diag([20.0, 20, 1]), False),
        (np.diag([0.05, 0.05, 1]), False),
        (np.array([[1, 0, 0], [0, 1, 0], [-1 / 300, 0, 1.0]]), False),
        (np.full((3, 3), np.nan), False),
    ],
)
def test_improbable_transforms_are_told(transform, expected):
    assert models.plausible(transform.copy(), CORNERS) is expected


def test_every_correspondence_proposes_the_similarity(rng):
    here = frames(rng, 30)
    transform = similarity(1.7, 0.8, 50, -20)
    one, other = sides(here, seen(transform, here))
    for proposed in (spatial.from_singles(one, other), spatial.from_pairs(one, other, 5.0, 5.0)):
        assert len(proposed) >= 30
        for each in proposed:
            np.testing.assert_allclose(spatial.as_transform(each), transform, atol=2e-3)
        assert spatial.votes(proposed, one, other, 5.0, 5.0, True, True) == pytest.approx(30, abs=0.01)


def test_false_alarms_are_those_of_the_formula():
    expected = (50 - 4) * math.comb(50, 12) * math.comb(12, 4) * 0.01**8
    assert false_alarms(12, 50, 4, 0.01) == pytest.approx(math.log10(expected))
    assert false_alarms(4, 50, 4, 0.01) > 0
    assert math.isfinite(false_alarms(2048, 2048, 2, 1e-6))


def test_each_row_is_taken_once():
    gap = np.array([0.5, 0.1, 0.2, 0.9, 1.5])
    rows, others = np.array([0, 0, 1, 2, 3]), np.array([0, 1, 1, 2, 3])
    assert ransac.one_to_one(gap, rows, others).tolist() == [1, 3]


def test_points_of_one_square_count_once():
    assert ransac.spread(np.array([1.0, 2, 3, 11]), np.array([1.0, 2, 3, 1]), 10.0) == 2
