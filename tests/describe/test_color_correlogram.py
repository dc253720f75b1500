import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal

from lookalike.describe.color.correlogram import AutoCorrelogram, alike, neighbors
from lookalike.types import Image


def correlogram(pixels: np.ndarray, **parameters) -> np.ndarray:
    descriptor = AutoCorrelogram(space="rgb", bins=(2, 2, 2), **parameters)
    return descriptor.describe([Image(pixels)]).vectors[0].reshape(2, 8)


def ring(cells: np.ndarray, y: int, x: int, distance: int) -> list[int]:
    height, width = cells.shape
    around = range(-distance, distance + 1)
    places = [(y + b, x + a) for b in around for a in around if max(abs(a), abs(b)) == distance]
    return [cells[b, a] for b, a in places if 0 <= b < height and 0 <= a < width]


@pytest.mark.parametrize("distance", [1, 2, 5])
@pytest.mark.parametrize("shape", [(9, 12), (4, 3), (1, 8)])
def test_neighbors_are_counted_as_by_hand(shape, distance):
    cells = np.random.default_rng(2).integers(0, 3, shape).astype(np.uint16)
    rings = {(y, x): ring(cells, y, x, distance) for y, x in np.ndindex(shape)}
    assert_array_equal(
        neighbors(shape, distance), [[len(rings[y, x]) for x in range(shape[1])] for y in range(shape[0])]
    )
    expected = [[rings[y, x].count(cells[y, x]) for x in range(shape[1])] for y in range(shape[0])]
    assert_array_equal(alike(cells, distance), expected)


def test_columns_one_pixel_wide_come_back_at_even_distances():
    pixels = np.zeros((40, 40, 3), np.uint8)
    pixels[:, ::2] = 255
    near, far = correlogram(pixels, distances=(1, 2))
    # At 1 the like neighbours are above and below, 2 of 8; at 2 they are in 3 of 5 columns, 5 + 2 + 5 of 16.
    assert_allclose(near[[0, 7]], 2 / 8, atol=0.02)
    assert_allclose(far[[0, 7]], 12 / 16, atol=0.02)
    assert (near[1:7] == 0).all()


def test_an_area_coheres_and_specks_do_not():
    area, specks = np.zeros((2, 48, 48, 3), np.uint8)
    area[:16, :16] = 255
    specks[::3, ::3] = 255
    assert area.sum() == specks.sum()
    assert correlogram(area)[0, 7] > 0.9
    assert correlogram(specks)[0, 7] < 0.01


def test_a_plain_picture_is_certain_of_its_neighbors():
    assert_allclose(correlogram(np.full((20, 30, 3), 255, np.uint8))[:, 7], 1)


@pytest.mark.parametrize("shape", [(1, 1), (1, 2)])
def test_colors_without_neighbors_leave_a_trace(shape):
    pixels = np.arange(np.prod(shape) * 3).reshape(*shape, 3).astype(np.uint8) * 50
    assert correlogram(pixels).sum() > 0
