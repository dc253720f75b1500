import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal

from lookalike.describe.region import measuring
from lookalike.index.measures.regions import REGIONS, WIDTH, find, like_region, placed

SHARE, CX, CY, LIGHT = 0, 1, 2, 7


def region(share, cx=0.5, cy=0.5, light=0.5, w=0.4, h=0.4):
    numbers = np.zeros(WIDTH, np.float32)
    numbers[:5], numbers[6], numbers[LIGHT] = (share, cx, cy, w, h), 1, light
    return numbers


def picture(*regions, n=4):
    return np.concatenate([*regions, np.zeros((n - len(regions)) * WIDTH, np.float32)])


def scores(*pictures):
    rows = REGIONS.embed(np.stack(pictures))
    return REGIONS.similarities(rows, rows)


def drawn(count, n=8):
    rng = np.random.default_rng(0)
    regions = rng.random((count, n, WIDTH)).astype(np.float32)
    regions[: count // 2, n - 2 :] = 0
    regions[..., SHARE] /= regions[..., SHARE].sum(axis=1, keepdims=True)
    return regions.reshape(count, -1)


def test_the_layout_is_that_of_the_descriptor():
    assert WIDTH == measuring.WIDTH


def test_a_picture_is_most_like_itself():
    found = scores(*drawn(20))
    assert_allclose(found.diagonal(), 1, atol=1e-5)
    assert found[~np.eye(20, dtype=bool)].max() < 0.99
    assert found.min() >= 0


def test_the_order_of_the_regions_does_not_matter():
    vectors = drawn(6)
    shuffled = vectors.reshape(6, 8, WIDTH)[:, ::-1].reshape(6, -1)
    found = scores(*vectors, *shuffled)
    assert_allclose(found[:6, 6:].diagonal(), 1, atol=1e-5)
    assert_allclose(found[0, :6], found[0, 6:], atol=1e-5)


def test_one_region_against_one_worked_out_by_hand():
    # L counts at 0.4, so a difference of 0.2 is exp(-1/2); there are no pairs to disagree.
    found = scores(picture(region(1, light=0.5)), picture(region(1, light=0.7)))
    assert found[0, 1] == pytest.approx(0.9 * np.exp(-0.5) + 0.1, abs=1e-5)


def test_areas_are_shared_out():
    # Half of the dark picture finds the same dark, the other half only the light.
    dark, light = region(1, light=0.1), region(0.5, light=0.9)
    found = scores(picture(dark), picture(region(0.5, light=0.1), light))
    alike = 0.5 + 0.5 * np.exp(-0.8 / 0.4)
    assert found[0, 1] == pytest.approx(0.9 * alike + 0.1, abs=0.03)


def test_what_lies_the_other_way_round_is_less_like():
    def pair(left, right):
        return picture(region(0.5, cx=0.25, light=left), region(0.5, cx=0.75, light=right))

    plain, mirrored, moved = (
        pair(0.1, 0.9),
        pair(0.9, 0.1),
        picture(region(0.5, cx=0.25, cy=0.75, light=0.1), region(0.5, cx=0.75, cy=0.75, light=0.9)),
    )
    found = scores(plain, mirrored, moved)
    assert found[0, 1] < found[0, 2]


@pytest.mark.parametrize("weight", [1.0, 0.3])
def test_the_search_goes_by_colour(weight):
    rows = REGIONS.embed(np.stack([picture(region(1, light=light)) for light in (0.1, 0.2, 0.9)])) * weight
    products = rows @ rows.T / weight**2
    assert_allclose(products.diagonal(), 1, atol=1e-5)
    assert products[0, 2] < products[0, 1] < 1


def test_the_best_region_wherever_it_is():
    rows = REGIONS.embed(
        np.stack(
            [
                picture(region(0.7, light=0.2), region(0.3, cx=0.9, light=0.81)),
                picture(region(1, light=0.3)),
                picture(region(0.9, light=0.8, cx=0.1), region(0.1, light=0.1)),
            ]
        )
    )
    wanted = region(0.2, cx=0.5, light=0.8)
    likeness, boxes = find(REGIONS.embed(picture(wanted)[None])[0], rows)
    assert_allclose(boxes[:, 0], [0.85, 0.5, 0.15], atol=1e-6)  # what lies in the picture of 0.4 about 0.9, 0.5, 0.1
    assert_allclose(likeness, np.exp([-0.01 / 0.4, -0.5 / 0.4, 0]), atol=1e-5)
    assert like_region(wanted, rows).shape == (3, 4)
    assert_array_equal(like_region(wanted, rows)[1, 1:], 0)
    assert_allclose(placed(rows)[0, 1], [0.9, 0.5, 0.4, 0.4], atol=1e-6)


def test_several_rows_are_scored_as_they_are_alone():
    rows = REGIONS.embed(drawn(10))
    together = REGIONS.kernel(rows[0], rows)
    assert_allclose([REGIONS.kernel(rows[0], row[None])[0] for row in rows], together, atol=1e-6)
