"""Grids and pyramids: values worked out by hand, and what the place of a colour changes."""

import numpy as np
import pytest
from numpy.testing import assert_allclose
from skimage import color, data

from lookalike.describe.color.binning import rgb_centers
from lookalike.describe.color.spaces import painted
from lookalike.describe.layout.color_texture import ColorTexturePyramid
from lookalike.describe.layout.grid_colors import GridColors
from lookalike.describe.layout.grid_histograms import GridHistograms
from lookalike.describe.layout.spatial_pyramid import SpatialPyramid
from lookalike.describe.layout.votes import cell_weights, color_votes, soft
from lookalike.types import Image
from tests.pictures import CORNERS, quarters

SHARES = np.array([0.5, 0.0, 1.0, 0.1], np.float32).reshape(2, 2)


def described(descriptor, pixels) -> np.ndarray:
    return descriptor.describe([Image(pixels)]).vectors[0]


@pytest.mark.parametrize(
    ("circular", "expected"),
    [
        (False, [[0, 0.5, 0.5, 0], [1, 0, 0, 0], [0, 0, 0, 1], [1, 0, 0, 0]]),
        (True, [[0, 0.5, 0.5, 0], [0.5, 0, 0, 0.5], [0.5, 0, 0, 0.5], [0.9, 0, 0, 0.1]]),
    ],
)
def test_values_go_to_the_two_nearest_bins(circular, expected):
    histograms = soft(SHARES, 4, circular).histograms(2, 2)
    assert_allclose(histograms, expected, atol=1e-6)


def test_joint_votes_are_products():
    a, b = soft(SHARES, 4), soft(SHARES.T.copy(), 3)
    joint = (a * b).histograms(2, 2).reshape(4, 4, 3)
    assert_allclose(joint, a.histograms(2, 2)[:, :, None] * b.histograms(2, 2)[:, None], atol=1e-6)


def test_weights_are_as_much_larger_in_the_middle_as_asked():
    weights = cell_weights(101, 101, 4).reshape(101, 101)
    assert weights.sum() == pytest.approx(1, abs=1e-5)
    assert weights[50, 50] / weights[0, 0] == pytest.approx(4, rel=0.05)
    assert_allclose(cell_weights(2, 3, 1), 1 / 6, rtol=1e-6)


def test_grid_colors_are_the_cells_colors_in_lab():
    vector = described(GridColors(grid=(2, 2)), quarters(64, 48))
    expected = color.rgb2lab(np.array(CORNERS)[None] / 255)[0]
    assert_allclose(vector.reshape(4, 3) * 4 * 30, expected, atol=0.5)


def test_grid_colors_are_means_as_scikit_image_gives_them():
    pixels = data.coffee()[:400, :600]
    cells = (pixels / 255).reshape(4, 100, 4, 150, 3).mean(axis=(1, 3))
    vector = described(GridColors(grid=(4, 4)), pixels)
    assert_allclose(vector.reshape(4, 4, 3) * 16 * 30, color.rgb2lab(cells), atol=1)


def test_cells_of_a_grid_are_weighed():
    even, centered = (described(GridHistograms(center=c), data.coffee()).reshape(9, -1) for c in (1, 9))
    assert_allclose(even.sum(axis=1), 1 / 9, rtol=1e-4)
    assert_allclose(centered.sum(axis=1), cell_weights(3, 3, 9), rtol=1e-4)
    assert_allclose(centered / centered.sum(axis=1, keepdims=True), even * 9, atol=1e-6)


@pytest.mark.parametrize("space", ["hsv", "lab"])
def test_a_plain_picture_fills_the_bin_of_its_color(space):
    colors = painted(rgb_centers(space, (6, 3, 3)))
    green = int(np.argmin(np.abs(colors.astype(int) - (40, 200, 40)).sum(axis=1)))
    plain = Image(np.full((40, 40, 3), colors[green], np.uint8))
    histogram = color_votes(plain, space, (6, 3, 3)).histograms(1, 1)[0]
    assert histogram.argmax() == green
    assert histogram[green] > 0.9


@pytest.mark.parametrize(
    ("parts", "expected"),
    [("stripes", [0.25] + 3 * [0.25 / 3] + 9 * [0.5 / 9]), ("squares", [0.25] + 4 * [0.25 / 4] + 16 * [0.5 / 16])],
)
def test_levels_of_a_pyramid_have_the_weights_of_the_paper(parts, expected):
    vector = described(SpatialPyramid(levels=2, parts=parts), data.coffee())
    assert_allclose(vector.reshape(len(expected), -1).sum(axis=1), expected, rtol=1e-4)


def test_level_0_is_the_histogram_of_the_whole():
    whole = described(SpatialPyramid(levels=0), data.coffee())
    pyramid = described(SpatialPyramid(levels=1), data.coffee()).reshape(4, -1)
    assert_allclose(pyramid[0] * 2, whole, atol=1e-6)
    assert_allclose(pyramid[1:].sum(axis=0) * 2, whole, atol=1e-6)


@pytest.mark.parametrize("descriptor", [SpatialPyramid(), ColorTexturePyramid()], ids=lambda d: d.name)
def test_stripes_see_what_is_above_but_not_what_is_left(descriptor):
    pixels = data.coffee()
    flat = np.array([described(descriptor, p) for p in (pixels, pixels[:, ::-1], pixels[::-1])])
    roots = np.sqrt(flat / flat.sum(axis=1, keepdims=True))
    mirrored, upside_down = roots[1:] @ roots[0]
    # Directions of edges change when a picture is mirrored, its colours do not.
    assert mirrored > 0.98
    assert upside_down < mirrored - 0.02


def test_texture_tells_a_chequered_picture_from_a_halved_one():
    rows, columns = np.indices((96, 96))
    halved, chequered = (
        (c * 255).astype(np.uint8)[..., None].repeat(3, axis=2) for c in (columns > 47, (rows + columns) // 8 % 2)
    )
    texture = [described(ColorTexturePyramid(stripes=1, texture=1), p) for p in (halved, chequered)]
    assert np.sqrt(texture[0] * texture[1]).sum() < 0.9
    colors = [described(SpatialPyramid(levels=0), p) for p in (halved, chequered)]
    assert np.sqrt(colors[0] * colors[1]).sum() > 0.99


def test_edges_are_counted_by_direction():
    stripes = (np.indices((96, 96))[1] // 8 % 2 * 40).astype(np.uint8)[..., None].repeat(3, axis=2)
    upright, lying = (
        described(ColorTexturePyramid(stripes=1, texture=1), p)[-48:].reshape(8, 6)[:, 2:].sum(axis=1)
        for p in (stripes, stripes.swapaxes(0, 1).copy())
    )
    # Gradients of 0 degrees lie between the last bin and the first, those of 90 between the two in the middle.
    assert_allclose(upright / upright.sum(), [0.5, 0, 0, 0, 0, 0, 0, 0.5], atol=1e-3)
    assert_allclose(lying / lying.sum(), [0, 0, 0, 0.5, 0.5, 0, 0, 0], atol=1e-3)
