import numpy as np
import pytest
from numpy.testing import assert_allclose
from PIL import ImageColor

from lookalike.describe.color.naming import NAMES, ColorNames, memberships
from lookalike.types import Image
from tests.pictures import scene


def shares(pixels: np.ndarray) -> dict[str, float]:
    return dict(zip(NAMES, ColorNames().describe([Image(pixels)]).vectors[0], strict=True))


def named(rgb: str | tuple[int, ...]) -> np.ndarray:
    color = ImageColor.getrgb(rgb) if isinstance(rgb, str) else rgb
    return memberships(np.array([[color]], np.uint8))[0, 0]


@pytest.mark.parametrize(
    ("rgb", "name"),
    {
        "#000000": "black", "#0c0c0c": "black", "#ffffff": "white", "#f8f8f8": "white",
        "#808080": "grey", "#5a5a5a": "grey", "#a8a8a8": "grey",
        "#ff0000": "red", "crimson": "red", "darkred": "red",
        "#ff8000": "orange", "orange": "orange", "darkorange": "orange",
        "#ffff00": "yellow", "gold": "yellow",
        "#00ff00": "green", "darkgreen": "green", "forestgreen": "green", "yellowgreen": "green",
        "#0000ff": "blue", "navy": "blue", "royalblue": "blue", "skyblue": "blue", "cyan": "blue",
        "#8b4513": "brown", "sienna": "brown", "#654321": "brown",
        "pink": "pink", "hotpink": "pink", "deeppink": "pink",
        "purple": "purple", "blueviolet": "purple", "mediumpurple": "purple",
    }.items(),
)  # fmt: skip
def test_unmistakable_colors_have_their_names(rgb, name):
    assert named(rgb)[NAMES.index(name)] > 0.8


def test_the_names_are_the_eleven_basic_terms_in_order():
    assert " ".join(NAMES) == "black blue brown grey green orange pink purple red white yellow"


@pytest.mark.parametrize("value", [140, 200, 255])
@pytest.mark.parametrize("hue", [130, 220, 235, 240])
def test_saturated_greens_and_blues_are_called_so(hue, value):
    rgb = ImageColor.getrgb(f"hsv({hue}, 90%, {round(value / 2.55)}%)")
    assert NAMES[named(rgb).argmax()] == ("green" if hue < 180 else "blue")


def test_memberships_share_every_color_out():
    found = memberships(scene(2))
    assert found.shape == (*scene(2).shape[:2], 11)
    assert found.min() >= 0
    assert_allclose(found.sum(axis=2), 1, atol=1e-5)


def test_names_give_way_to_each_other_gradually():
    greys = np.repeat(np.arange(256, dtype=np.uint8)[None, :, None], 3, axis=2)
    found = memberships(greys)[0]
    assert np.abs(np.diff(found, axis=0)).max() < 0.15
    for name in ("black", "grey", "white"):
        assert found[:, NAMES.index(name)].max() > 0.9


def test_shares_are_those_of_the_areas():
    pixels = np.full((10, 20, 3), (224, 0, 0), np.uint8)
    pixels[:, 15:] = (0, 0, 255)
    found = shares(pixels)
    assert found["red"] == pytest.approx(0.75, abs=0.03)
    assert found["blue"] == pytest.approx(0.25, abs=0.03)


def test_shares_are_the_mean_memberships():
    assert_allclose(list(shares(scene(5)).values()), memberships(scene(5)).mean(axis=(0, 1)), atol=0.01)
