import numpy as np
import pytest
from numpy.testing import assert_array_equal
from scipy import ndimage
from skimage import data

from lookalike.describe.region.merging import merged
from lookalike.describe.region.segments import borders, means, segments
from lookalike.types import Image
from tests.pictures import quarters


@pytest.mark.parametrize("n", [1, 3, 8])
@pytest.mark.parametrize("name", ["coffee", "chelsea"])
def test_regions_are_few_whole_and_not_small(name, n):
    found = segments(Image(getattr(data, name)()), n)
    shares = np.bincount(found.labels.ravel()) / found.labels.size
    assert len(shares) == len(found.touching) <= n
    assert (np.diff(shares) <= 0).all()
    assert shares.min() >= 0.01
    assert [ndimage.label(found.labels == region)[1] for region in range(len(shares))] == [1] * len(shares)


def test_plain_areas_are_the_regions():
    found = segments(Image(quarters(128, 96)), 8)
    assert len(found.touching) == 4
    assert_array_equal(np.bincount(found.labels.ravel()), 128 * 96 / 4)
    corners = found.labels[[0, 0, -1, -1], [0, -1, 0, -1]]
    assert sorted(corners) == [0, 1, 2, 3]
    assert not found.touching[corners[0], corners[3]]
    assert found.touching[corners[0], corners[1]]


def test_a_plain_picture_is_one_region():
    assert_array_equal(segments(Image(np.full((60, 90, 3), 77, np.uint8)), 8).touching, [[False]])


def test_a_small_object_is_found_and_a_speck_is_not():
    pixels = np.full((120, 160, 3), (90, 140, 60), np.uint8)
    pixels[40:70, 50:80] = (220, 40, 40)
    pixels[5:8, 5:8] = 255
    labels = segments(Image(pixels), 8).labels
    assert labels.max() == 1
    assert labels[55, 65] == 1
    assert labels[6, 6] == labels[100, 100] == 0


def test_borders_and_means_worked_out_by_hand():
    labels = np.array([[0, 0, 1], [2, 2, 1]])
    assert_array_equal(borders(labels), [[0, 1, 1], [1, 0, 1], [1, 1, 0]])
    assert_array_equal(borders(np.array([[0, 1, 2]])), [[0, 1, 0], [1, 0, 1], [0, 1, 0]])
    planes = np.array([[1, 3, 5], [7, 8, 6]], np.float32)[..., None]
    assert_array_equal(means(labels, planes), [[2], [5.5], [7.5]])


CHAIN = np.eye(4, k=1, dtype=bool) | np.eye(4, k=-1, dtype=bool)


@pytest.mark.parametrize(
    ("values", "shares", "n", "expected"),
    [
        ([0, 20, 100, 130], [0.25] * 4, 2, [0, 0, 1, 1]),
        ([0, 100, 1, 101], [0.25] * 4, 4, [0, 1, 2, 3]),  # alike, but no neighbours
        ([0, 5, 100, 200], [0.25] * 4, 4, [0, 0, 1, 2]),  # alike, and neighbours
        ([0, 100, 200, 220], [0.331, 0.331, 0.333, 0.005], 4, [0, 1, 2, 2]),  # too small
        ([0, 30, 70, 100], [0.01, 0.49, 0.49, 0.01], 3, [0, 0, 1, 2]),  # Ward: the first of two that are as small
    ],
)
def test_neighbours_merge_by_variance(values, shares, n, expected):
    features = np.array(values, np.float32)[:, None]
    assert_array_equal(merged(features, np.array(shares), CHAIN, n), expected)
