import numpy as np
import pytest
from numpy.testing import assert_allclose

from lookalike.describe.color.edges import KINDS, ColorEdges
from lookalike.describe.color.histogram import ColorHistogram
from lookalike.types import Image
from tests.pictures import scene

Y, X = np.mgrid[:64, :64]


def kinds(pixels: np.ndarray) -> dict[str, float]:
    vector = ColorEdges().describe([Image(pixels)]).vectors[0]
    return dict(zip(KINDS, vector.reshape(len(KINDS), -1).sum(axis=1), strict=True))


def drawn(white: np.ndarray, contrast: int = 255) -> np.ndarray:
    return np.repeat((white * contrast).astype(np.uint8)[..., None], 3, axis=2)


@pytest.mark.parametrize(
    ("white", "kind"),
    [
        (X % 4 < 2, "vertical"),
        (Y % 4 < 2, "horizontal"),
        ((X % 4) + (Y % 4) < 3, "rising diagonal"),
        ((X % 4) - (Y % 4) > 0, "falling diagonal"),
        ((X // 2 + Y // 2) % 2 == 0, "no direction"),
    ],
    ids=lambda kind: kind if isinstance(kind, str) else "",
)
def test_edges_are_told_apart_by_direction(white, kind):
    assert kinds(drawn(white))[kind] == pytest.approx(1, abs=1e-5)


def test_what_has_little_contrast_is_faint_or_flat():
    assert kinds(drawn(X % 4 < 2, contrast=10))["faint edge"] == pytest.approx(1, abs=1e-5)
    assert kinds(drawn(X % 4 < 2, contrast=2))["flat"] == pytest.approx(1, abs=1e-5)


def test_colors_of_all_kinds_together_are_the_histogram_of_the_tiles():
    tiles = scene(8, 32, 24)
    pixels = tiles.repeat(4, axis=0).repeat(4, axis=1)
    joint = ColorEdges().describe([Image(pixels)]).vectors[0].reshape(len(KINDS), -1)
    plain = ColorHistogram(bins=(8, 3, 3)).describe([Image(tiles)]).vectors[0]
    assert_allclose(joint.sum(axis=0), plain, atol=1e-6)


def test_a_quarter_turn_swaps_vertical_and_horizontal():
    before, after = kinds(scene(9, 64, 64)), kinds(np.rot90(scene(9, 64, 64)).copy())
    assert after["vertical"] == pytest.approx(before["horizontal"], abs=1e-6)
    assert after["rising diagonal"] == pytest.approx(before["falling diagonal"], abs=1e-6)
