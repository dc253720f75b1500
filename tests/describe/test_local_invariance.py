"""What the local descriptors claim to stay the same under: matches with a copy lie where the copying took them."""

import numpy as np
import pytest

from lookalike.types import Image
from tests.describe.local_pictures import errors, local, moved, pairs, photograph

TURNING = ("sift", "surf", "brisk", "orb", "kaze", "akaze", "local_lbp", "cs_lbp")
SCALES = {"akaze": 0.2, "kaze": 0.3}  # theirs are those of a few layers
UPRIGHT = ("sift", "surf", "kaze", "akaze")


def turns(one, other):
    """How far angles have turned, -pi to pi."""
    return (other[:, 3] - one[:, 3] + np.pi) % (2 * np.pi) - np.pi


def matched(descriptor, image, copy):
    one, other = (descriptor.describe([picture]) for picture in (image, copy))
    first, second = pairs(one, other)
    return one.frames[first], other.frames[second]


@pytest.mark.parametrize("name", TURNING)
@pytest.mark.parametrize(("degrees", "scale"), [(90, 1), (35, 1), (-160, 1), (0, 0.6), (0, 1.5), (70, 1.3)])
def test_turned_and_resized_copies_match(name, degrees, scale):
    image = photograph()
    copy, matrix = moved(image, degrees, scale)
    one, other = matched(local(name), image, copy)
    right = errors(one, other, matrix) < 3 * max(1, scale)
    assert right.sum() > 60
    assert right.mean() > 0.75
    assert np.median(other[right, 2] / one[right, 2]) == pytest.approx(scale, rel=SCALES.get(name, 0.12))
    off = turns(one[right], other[right]) - np.deg2rad(degrees)
    assert np.median(np.abs((off + np.pi) % (2 * np.pi) - np.pi)) < np.deg2rad(6)


@pytest.mark.parametrize("name", TURNING)
@pytest.mark.parametrize(("gain", "offset"), [(0.7, 40), (0.75, 0)])
def test_paler_and_darker_copies_match(name, gain, offset):
    image = photograph()
    copy = Image(np.clip(image.pixels * gain + offset, 0, 255).round().astype(np.uint8))
    one, other = matched(local(name), image, copy)
    right = errors(one, other, np.eye(2, 3)) < 2
    assert right.sum() > 100
    assert right.mean() > 0.9


@pytest.mark.parametrize("name", UPRIGHT)
def test_upright_ones_see_a_turn_and_no_angle(name):
    image = photograph()
    copy, matrix = moved(image, 90)
    one, other = matched(local(name, upright=True), image, copy)
    assert (one[:, 3] == 0).all()
    assert (other[:, 3] == 0).all()
    assert (errors(one, other, matrix) < 3).sum() < 20
    resized, matrix = moved(image, 0, 1.4)
    one, other = matched(local(name, upright=True), image, resized)
    right = errors(one, other, matrix) < 4
    assert right.sum() > 60
    assert right.mean() > 0.8


def test_dense_vectors_stay_when_the_picture_is_shifted_or_brighter():
    image = photograph(width=240, height=200)
    dense = local("dense_sift", n=100_000)
    shifted = Image(np.ascontiguousarray(image.pixels[64:, 64:]))
    whole, part = dense.describe([image]), dense.describe([shifted])
    places = {tuple(frame): vector for frame, vector in zip(whole.frames.tolist(), whole.vectors, strict=True)}
    inner = (part.frames[:, :2] > 40).all(axis=1) & (part.frames[:, :2] < (130, 90)).all(axis=1)
    for frame, vector in zip((part.frames[inner] + (64, 64, 0, 0)).tolist(), part.vectors[inner], strict=True):
        assert np.abs(places[tuple(frame)] - vector).max() <= 3
    paler = dense.describe([Image((image.pixels * 0.7 + 40).round().astype(np.uint8))])
    both = {tuple(frame): vector for frame, vector in zip(paler.frames.tolist(), paler.vectors, strict=True)}
    cosines = [
        np.dot(both[key], vector) / 512**2
        for key, vector in places.items()
        if key in both and np.linalg.norm(vector) > 500
    ]
    assert np.median(cosines) > 0.98
