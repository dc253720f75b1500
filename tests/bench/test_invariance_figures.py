"""The laboratory's figures against the same ones worked out otherwise."""

import cv2
import numpy as np
import pytest
from skimage import data

from lookalike.bench.invariance.correspondences import correspondences, one_to_one
from lookalike.bench.invariance.detectors import chosen
from lookalike.bench.invariance.figures import Figures, View, figures
from lookalike.bench.invariance.matching import mutual
from lookalike.bench.invariance.overlap import overlap_errors
from lookalike.bench.invariance.regions import mapped, seen, stretch
from lookalike.types import Features, Image

SAME = np.eye(3)
TILTED = np.array([[0.85, -0.25, 50], [0.18, 0.9, 5], [2.5e-4, 1e-4, 1]])


def view(frames, vectors, shape=(400, 400)):
    table = np.asarray(frames, np.float32).reshape(-1, 4)
    return View(Features(np.asarray(vectors), np.zeros(len(table), np.int64), 1, table), shape)


def drawn(count, seed=0, side=400, dimension=16):
    rng = np.random.default_rng(seed)
    frames = np.column_stack(
        [rng.uniform(5, side - 5, (count, 2)), rng.uniform(1, 20, count), rng.uniform(0, 6, count)]
    )
    return view(frames, rng.normal(size=(count, dimension)).astype(np.float32), (side, side))


def _cross(one, other):
    return one[0] * other[1] - one[1] * other[0]


def outlined_error(affine, offset, points=4096):
    """Overlap error of the unit circle and what ``affine`` and ``offset`` make of it, along their outlines (Green)."""
    angles = np.arange(points) * 2 * np.pi / points
    circle = np.stack([np.cos(angles), np.sin(angles)])
    tangent = np.stack([-np.sin(angles), np.cos(angles)])
    ellipse = affine @ circle + np.reshape(offset, (2, 1))
    in_ellipse = np.linalg.norm(np.linalg.solve(affine, circle - np.reshape(offset, (2, 1))), axis=0) <= 1
    in_circle = np.linalg.norm(ellipse, axis=0) < 1
    arcs = _cross(circle, tangent)[in_ellipse].sum() + _cross(ellipse, affine @ tangent)[in_circle].sum()
    common, area = arcs * np.pi / points, np.pi * np.linalg.det(affine)
    return 1 - common / (np.pi + area - common)


class Direct:
    """The same figures from OpenCV's key points and descriptors, pair by pair, without any code of the laboratory."""

    def __init__(self, first, second, homography):
        sift = cv2.SIFT.create(enable_precise_upscale=True)
        self.homography = homography
        grays = [cv2.cvtColor(pixels, cv2.COLOR_RGB2GRAY) for pixels in (first, second)]
        self.found = [sift.detectAndCompute(gray, None) for gray in grays]
        self.shapes = [gray.shape for gray in grays]

    def through(self, points, homography):
        return cv2.perspectiveTransform(np.float64(points).reshape(-1, 1, 2), homography).reshape(-1, 2)

    def places(self, side):
        return np.array([point.pt for point in self.found[side][0]])

    def common(self, side):
        there = self.through(self.places(side), [self.homography, np.linalg.inv(self.homography)][side])
        height, width = self.shapes[1 - side]
        inside = (there[:, 0] >= 0) & (there[:, 1] >= 0) & (there[:, 0] <= width - 1) & (there[:, 1] <= height - 1)
        return np.flatnonzero(inside)

    def errors(self):
        """Overlap error of each pair of common features that is near enough, by their rows."""
        back, found = np.linalg.inv(self.homography), {}
        near = self.through(self.places(1), back)
        common, own = self.common(0), np.array([point.size for point in self.found[0][0]])
        for j in self.common(1):
            x, y = self.places(1)[j]
            steps = self.through([(x + 0.001, y), (x - 0.001, y), (x, y + 0.001), (x, y - 0.001)], back)
            affine = self.found[1][0][j].size * np.column_stack([steps[0] - steps[1], steps[2] - steps[3]]) / 0.002
            offsets = near[j] - self.places(0)
            for i in common[np.abs(offsets[common]).max(axis=1) < 22]:
                if 0.5 < np.linalg.det(affine) / own[i] ** 2 < 2:
                    found[i, j] = outlined_error(affine / own[i], offsets[i] / 30)
        return found

    def figures(self):
        errors = {pair: error for pair, error in self.errors().items() if error < 0.4}
        left, right, repeated = set(), set(), 0
        for i, j in sorted(errors, key=errors.get):
            if i not in left and j not in right:
                left.add(i), right.add(j)
                repeated += 1
        matcher = cv2.BFMatcher(cv2.NORM_L2, crossCheck=True)
        rows = self.common(0), self.common(1)
        near = matcher.match(self.found[0][1][rows[0]], self.found[1][1][rows[1]])
        correct = sum((rows[0][m.queryIdx], rows[1][m.trainIdx]) in errors for m in near)
        matches = matcher.match(self.found[0][1], self.found[1][1])
        goals = self.through(self.places(0), self.homography)[[m.queryIdx for m in matches]]
        misses = np.linalg.norm(goals - self.places(1)[[m.trainIdx for m in matches]], axis=1)
        common = min(map(len, rows))
        return repeated / common, correct / common, correct, [(misses <= t).mean() for t in range(1, 11)]


@pytest.mark.parametrize("homography", [SAME, TILTED, np.array([[0.5, 0.5, 10], [-0.5, 0.5, 125], [0, 0, 1]])])
def test_sift_has_the_figures_that_opencv_gives_directly(homography):
    pixels = np.ascontiguousarray(data.astronaut()[:240, 100:340])
    warped = cv2.warpPerspective(pixels, homography, (260, 250), flags=cv2.INTER_AREA)
    detector = chosen(["sift(n=100000)"])[0]
    measured = figures(detector.view(Image(pixels)), detector.view(Image(warped)), homography)
    repeatability, score, correct, accuracies = Direct(pixels, warped, homography).figures()
    assert measured.correct > 50
    # One region may be on the other side of 0.4, as both overlaps are sums of a hundred terms and more.
    one = 1.01 / min(measured.common_first, measured.common_second)
    assert measured.repeatability == pytest.approx(repeatability, abs=one)
    assert measured.correct == pytest.approx(correct, abs=1)
    assert measured.matching_score == pytest.approx(score, abs=one)
    assert measured.mma == pytest.approx(accuracies, abs=1e-9)


def test_overlap_of_circles_and_ellipses():
    rng = np.random.default_rng(0)
    for _ in range(200):
        affine = np.diag(rng.uniform(0.5, 1.6, 2)) @ np.array([[1, rng.normal(0, 0.4)], [0, 1]])
        offset = rng.normal(0, 0.4, 2)
        error, truth = (
            overlap_errors(offset[None], np.linalg.inv(affine @ affine.T)[None]),
            outlined_error(affine, offset),
        )
        assert error == pytest.approx(truth, abs=0.001) or (error == 1 and truth > 0.4)
    assert overlap_errors(np.zeros((1, 2)), SAME[None, :2, :2]) == pytest.approx(0, abs=1e-9)
    assert overlap_errors(np.array([[3.0, 0]]), SAME[None, :2, :2]) == 1
    assert overlap_errors(np.zeros((1, 2)), 4 * SAME[None, :2, :2]) == pytest.approx(0.75, abs=0.001)


def test_stretch_is_the_derivative():
    point, step = np.array([[120.0, 80.0]]), 1e-4
    for axis in (0, 1):
        ahead = point + step * np.eye(2)[axis]
        slope = (mapped(TILTED, ahead) - mapped(TILTED, point)) / step
        assert stretch(TILTED, point)[0, :, axis] == pytest.approx(slope[0], rel=1e-4)


def test_what_lies_beyond_the_horizon_is_not_seen():
    beyond = np.array([[1, 0, 0], [0, 1, 0], [-0.01, 0, 1]])
    points = mapped(beyond, np.array([[50.0, 10], [100, 10], [200, 10]]))
    assert seen(points, (100, 200)).tolist() == [True, False, False]
    measured = figures(drawn(60), drawn(60, 1), beyond)
    assert np.isfinite([measured.repeatability, measured.matching_score, *measured.mma]).all()


def test_the_same_features_are_all_found_again():
    features = drawn(300)
    measured = figures(features, features, SAME)
    assert measured.repeatability == measured.matching_score == 1
    assert measured.mma == (1,) * 10
    assert measured.correct == measured.matches == measured.close == 300


def test_a_match_counts_from_the_pixel_by_which_it_misses():
    frames = [(50, 50, 5, 0), (150, 50, 5, 0), (250, 50, 5, 0), (350, 50, 5, 0)]
    moved = [(50, 51, 5, 0), (150, 52.5, 5, 0), (250, 60, 5, 0), (350, 200, 5, 0)]
    measured = figures(view(frames, np.eye(4, dtype=np.float32)), view(moved, np.eye(4, dtype=np.float32)), SAME)
    assert measured.mma == (0.25, 0.25, *[0.5] * 7, 0.75)
    assert measured.close == 2


def test_sizes_are_normalised_and_must_agree():
    one = view([(100, 100, 2, 0)], np.ones((1, 8), np.float32))
    for scale, repeated in ((2, 1), (2.5, 1), (2.65, 0), (1.6, 1), (1.5, 0)):
        assert figures(one, view([(100, 100, scale, 0)], np.ones((1, 8), np.float32)), SAME).repeatability == repeated
    doubled = np.diag([2.0, 2, 1])
    assert figures(one, view([(200, 200, 4, 0)], np.ones((1, 8), np.float32)), doubled).repeatability == 1
    # By their own sizes these two, 4 px apart, would not touch.
    assert figures(one, view([(104, 100, 2, 0)], np.ones((1, 8), np.float32)), SAME).repeatability == 1


def test_only_what_both_pictures_show_counts():
    features = drawn(400)
    shift = np.array([[1, 0, -200], [0, 1, 0], [0, 0, 1]], np.float64)
    frames = features.frames.copy()
    frames[:, 0] -= 200
    measured = figures(features, view(frames, features.features.vectors), shift)
    shown = int((features.frames[:, 0] >= 200).sum())
    assert measured.common_first == shown < measured.first == 400
    assert measured.repeatability == 1


def test_no_feature_is_counted_twice():
    twice = view([(100, 100, 4, 0), (100.1, 100, 4, 1)], np.eye(2, dtype=np.float32))
    once = view([(100, 100, 4, 0)], np.eye(2, dtype=np.float32)[:1])
    pairs = correspondences(twice.frames, once.frames, SAME)
    assert len(pairs.first) == 2
    assert pairs.first[0] == 0
    assert one_to_one(pairs, 2, 1) == 1
    assert figures(twice, once, SAME).repeatability == 1


def test_pairs_are_those_of_all_with_all():
    first, second = drawn(150, 2, 120), drawn(160, 3, 130)
    found = correspondences(first.frames, second.frames, TILTED)
    back = np.linalg.inv(TILTED)
    points, places = first.frames.astype(float), second.frames.astype(float)
    affine = stretch(back / back[2, 2], places[:, :2]) * places[:, 2, None, None]
    forms = np.linalg.inv(affine @ affine.transpose(0, 2, 1))
    offsets = mapped(back / back[2, 2], places[:, :2])[None] - points[:, None, :2]
    scaled = forms[None] * points[:, None, 2, None, None] ** 2
    errors = overlap_errors(offsets.reshape(-1, 2) / 30, scaled.reshape(-1, 2, 2)).reshape(150, 160)
    expected = set(zip(*map(np.ndarray.tolist, np.nonzero(errors < 0.4)), strict=True))
    assert len(expected) > 50
    assert set(zip(found.first.tolist(), found.second.tolist(), strict=True)) == expected
    assert (np.diff(found.errors) >= 0).all()


def test_mutual_neighbours_are_opencvs():
    rng = np.random.default_rng(4)
    one, other = (rng.normal(size=(n, 32)).astype(np.float32) for n in (5000, 2500))
    found = mutual(one, other)
    expected = cv2.BFMatcher(cv2.NORM_L2, crossCheck=True).match(one, other)
    assert set(zip(*map(np.ndarray.tolist, found), strict=True)) == {(m.queryIdx, m.trainIdx) for m in expected}


def test_bits_are_compared_by_the_hamming_distance():
    bits = np.random.default_rng(5).integers(0, 256, (2, 400, 32), dtype=np.uint8)
    features = [Features(rows, np.zeros(400, np.int64), 1) for rows in bits]
    found = mutual(*(each.floats for each in features))
    distances = np.bitwise_count(bits[0][:, None] ^ bits[1][None]).sum(axis=2, dtype=int)
    nearest, back = distances.argmin(axis=1), distances.argmin(axis=0)
    expected = [(i, j) for i, j in enumerate(nearest) if back[j] == i]
    assert list(zip(*map(np.ndarray.tolist, found), strict=True)) == expected


@pytest.mark.parametrize("counts", [(0, 0), (0, 5), (5, 0), (1, 1)])
def test_few_or_no_features_give_finite_figures(counts):
    measured = figures(drawn(counts[0]), drawn(counts[1]), SAME)
    assert np.isfinite([measured.repeatability, measured.matching_score, *measured.mma]).all()
    if 0 in counts:
        assert measured.repeatability == measured.matching_score == measured.mma[9] == 0


def test_features_that_are_all_alike_match_once():
    alike = view(drawn(500).frames, np.ones((500, 16), np.float32))
    measured = figures(alike, alike, SAME)
    assert measured.repeatability == 1
    assert measured.correct == measured.matches == 1


def test_very_many_features():
    many = drawn(100_000, 6, 8000, 8)
    pairs = correspondences(many.frames, many.frames, SAME)
    assert one_to_one(pairs, 100_000, 100_000) == 100_000


def test_means():
    one, other = figures(drawn(100), drawn(100), SAME), figures(drawn(50), drawn(50, 1), SAME)
    mean = Figures.mean([one, other])
    assert mean.first == mean.features == 75
    assert mean.repeatability == pytest.approx((1 + other.repeatability) / 2)
    assert mean.mma[4] == pytest.approx((1 + other.mma[4]) / 2)
