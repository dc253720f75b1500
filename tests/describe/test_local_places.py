"""Frames lie where their blobs do: pixel centres are at .0, whatever is halved, doubled or reduced on the way."""

import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal

from lookalike.types import Box, Image
from tests.describe.local_pictures import blob, gray, local, pairs, photograph

PLACES = ((80, 64), (70.5, 61.25), (64, 64.75))


def found(frames, x, y, scale, within):
    """A frame is near a place, and another or the same there has about a scale."""
    there = frames[np.abs(frames[:, :2] - (x, y)).max(axis=1) < within]
    return len(there) > 0 and np.abs(np.log(there[:, 2] / scale)).min() < np.log(1.3)


@pytest.mark.parametrize(("x", "y"), PLACES)
@pytest.mark.parametrize("sigma", [3, 4, 7])
@pytest.mark.parametrize(("name", "share"), [("sift", 0.89), ("surf", 0.72), ("kaze", 1.15)])
def test_a_blob_is_found_in_its_middle_and_size(name, share, sigma, x, y):
    assert found(local(name).describe([blob(x, y, sigma)]).frames, x, y, share * sigma, 0.1)


@pytest.mark.parametrize(("name", "share"), [("sift", 0.89), ("surf", 0.72), ("kaze", 1.15), ("akaze", 1.1)])
def test_a_reduced_picture_gives_places_in_its_own_pixels(name, share):
    image = blob(330.5, 241, 12, 640, 480)
    assert found(local(name, size=200).describe([image]).frames, 330.5, 241, 12 * share, 0.3)


@pytest.mark.parametrize("name", ["sift", "surf", "kaze", "akaze", "brisk", "orb"])
def test_a_picture_on_its_head_has_its_features_at_the_opposite_places(name):
    image = photograph(width=401, height=359)
    one = local(name).describe([image])
    other = local(name).describe([Image(np.ascontiguousarray(image.pixels[::-1, ::-1]))])
    first, second = pairs(one, other)
    one, other = one.frames[first], other.frames[second]
    away = one[:, :2] + other[:, :2] - (400, 358)
    near = np.abs(away).max(axis=1) < 3 * one[:, 2]
    assert near.sum() > 100
    assert_allclose(np.median(away[near], axis=0), 0, atol=0.05)
    coarse = near & (one[:, 2] > np.quantile(one[:, 2], 0.7))
    assert_allclose(np.median(away[coarse], axis=0), 0, atol=0.6)


def test_sift_is_that_of_opencv_but_for_its_offset():
    import cv2

    image = photograph()
    ours = local("sift", n=100_000).describe([image])
    sift = cv2.SIFT.create(enable_precise_upscale=True)
    points, vectors = sift.detectAndCompute(gray(image), None)
    theirs = {
        (*point.pt, point.size / 2, round(point.angle, 2)): row for point, row in zip(points, vectors, strict=True)
    }
    assert len(ours) == len(theirs)
    for (x, y, scale, angle), vector in zip(ours.frames.tolist(), ours.vectors, strict=True):
        key = min(
            theirs, key=lambda k: abs(k[0] - x) + abs(k[1] - y) + abs(k[2] - scale) + abs(k[3] - np.rad2deg(angle))
        )
        assert_allclose([x, y, scale, np.rad2deg(angle)], key, atol=0.01)
        assert_array_equal(vector, theirs[key])


@pytest.mark.parametrize("name", ["sift", "surf", "brisk", "cs_lbp"])
def test_a_part_has_the_features_that_the_whole_has_there(name):
    image, box = photograph(width=640, height=512), Box(0.55, 0.6, 0.3, 0.3)
    descriptor = local(name, n=100_000)
    whole, part = descriptor.describe([image]), descriptor.describe_part(image, box)
    x, y = (whole.frames[:, :2].T + 0.5) / [[640], [512]]
    held = whole.frames[(np.abs(x - box.cx) < box.w / 2) & (np.abs(y - box.cy) < box.h / 2)]
    assert len(held) > 50
    found = [np.abs(part.frames[:, :3] - frame[:3]).max(axis=1).min() < 0.05 for frame in held]
    assert np.mean(found) > 0.9
    assert len(part) < 1.1 * len(held) + 5


def test_the_budget_goes_to_the_part():
    image = photograph(width=640, height=512)
    features = local("sift", n=60).describe_part(image, Box(0.3, 0.6, 0.3, 0.3))
    assert len(features) == 60
