"""What is done to photographs is what its name says, and its homography tells where pixels have gone."""

import io

import numpy as np
import pytest
from PIL import Image as Pillow
from skimage import data

from lookalike.bench.invariance.changes import CHANGES
from lookalike.bench.invariance.photographs import CARRIED, photographs
from lookalike.bench.invariance.regions import mapped
from lookalike.types import LookalikeError
from tests.pictures import encoded, scene

GEOMETRIC = ("rotation", "scale", "translation")


def spots(*, at):
    """A black picture (240, 300) with a round white spot."""
    y, x = np.mgrid[:240, :300]
    bright = 255 * np.exp(-((x - at[0]) ** 2 + (y - at[1]) ** 2) / (2 * 3.0**2))
    return np.repeat(np.rint(bright).astype(np.uint8)[:, :, None], 3, axis=2)


def center(pixels):
    weights = pixels[:, :, 0].astype(float)
    y, x = np.mgrid[: pixels.shape[0], : pixels.shape[1]]
    return np.array([(weights * x).sum(), (weights * y).sum()]) / weights.sum()


@pytest.mark.parametrize("name", GEOMETRIC)
def test_homographies_tell_where_things_go(name):
    change, pixels = CHANGES[name], spots(at=(165.3, 108.6))
    before = center(change.unchanged(pixels))
    for level in change.levels:
        changed = change.changed(pixels, level)
        assert mapped(changed.homography, before[None])[0] == pytest.approx(center(changed.pixels), abs=0.12), level


def test_turns_go_from_x_to_y_about_the_middle():
    change = CHANGES["rotation"]
    pixels = data.astronaut()[:300, :300]
    quarter = change.changed(pixels, 90).pixels
    assert np.array_equal(quarter, np.rot90(change.unchanged(pixels), -1))
    half = change.changed(pixels, 180).pixels
    assert np.array_equal(half, change.unchanged(pixels)[::-1, ::-1])


@pytest.mark.parametrize("name", ["rotation", "translation"])
def test_nothing_but_the_photograph_comes_into_the_picture(name):
    change, plain = CHANGES[name], np.full((200, 260, 3), 90, np.uint8)
    plain[:1], plain[-1:], plain[:, :1], plain[:, -1:] = 255, 255, 255, 255
    assert all((change.changed(plain, level).pixels == 90).all() for level in change.levels[:-1])
    assert change.changed(plain, 5).pixels.shape == change.unchanged(plain).shape


def test_scales():
    pixels = data.astronaut()[:120, :160]
    assert CHANGES["scale"].changed(pixels, 0.25).pixels.shape == (30, 40, 3)
    assert CHANGES["scale"].changed(pixels, 2).pixels.shape == (240, 320, 3)


@pytest.mark.parametrize("name", [name for name in CHANGES if name not in GEOMETRIC])
def test_values_change_where_they_are(name):
    change, pixels = CHANGES[name], np.ascontiguousarray(data.astronaut()[:64, :80])
    kept = pixels.copy()
    for level in change.levels:
        changed = change.changed(pixels, level)
        assert changed.pixels.shape == change.unchanged(pixels).shape
        assert np.array_equal(changed.homography, np.eye(3))
        assert not np.array_equal(changed.pixels, pixels)
        assert np.array_equal(change.changed(pixels, level).pixels, changed.pixels)
    assert np.array_equal(pixels, kept)


def values(name, level, *before):
    pixels = np.repeat(np.array(before, np.uint8)[None, :, None], 3, axis=2)
    return CHANGES[name].changed(pixels, level).pixels[0, :, 0].tolist()


def test_brightness_is_added():
    assert values("brightness", 80, 0, 100, 200) == [80, 180, 255]
    assert values("brightness", -80, 0, 100, 200) == [0, 20, 120]


def test_exposure_is_of_light():
    # 188 is half of the light of 255, and 137 half of that, by the curve of sRGB.
    assert values("exposure", 1, 188, 137, 220) == [255, 188, 255]
    assert values("exposure", -1, 255, 188, 0) == [188, 137, 0]


def test_noise_has_its_deviation():
    plain = np.full((200, 200, 3), 128, np.uint8)
    changed = CHANGES["noise"].changed(plain, 20).pixels.astype(float)
    assert changed.std() == pytest.approx(20, rel=0.01)
    assert changed.mean() == pytest.approx(128, abs=0.2)


def test_blur_has_its_deviation():
    changed = CHANGES["blur"].changed(spots(at=(150, 120)), 4).pixels[:, :, 0].astype(float)
    across = changed.sum(axis=0)
    x = np.arange(300)
    # The blurs' variances add up: 3² of the spot and 4².
    assert np.sqrt((across * (x - 150) ** 2).sum() / across.sum()) == pytest.approx(5, rel=0.03)


def test_jpeg_is_of_the_quality():
    pixels = np.ascontiguousarray(data.astronaut()[:96, :96])
    losses = []
    for quality in (10, 80):
        decoded = np.asarray(Pillow.open(io.BytesIO(encoded(pixels, "JPEG", quality=quality))), float)
        changed = CHANGES["JPEG"].changed(pixels, quality).pixels.astype(float)
        losses.append(np.abs(changed - pixels).mean())
        assert losses[-1] == pytest.approx(np.abs(decoded - pixels).mean(), rel=0.25)
    assert losses[0] > 2 * losses[1]


def test_sides_begin_with_the_mildest_level():
    assert CHANGES["scale"].sides[0][:2] == (0.85, 0.7)
    assert CHANGES["scale"].sides[1][:2] == (1.2, 1.4)
    assert CHANGES["JPEG"].sides[0][0] == 95
    assert len(CHANGES["JPEG"].sides) == len(CHANGES["noise"].sides) == 1


def test_photographs_that_come_with_scikit_image():
    carried = photographs().pixels
    assert tuple(carried) == CARRIED
    for pixels in carried.values():
        assert pixels.dtype == np.uint8
        assert pixels.shape[2:] == (3,)
        assert min(pixels.shape[:2]) >= 300


def test_photographs_of_a_folder(tmp_path):
    with pytest.raises(LookalikeError, match="no photograph of 128 px"):
        photographs(tmp_path)
    (tmp_path / "sub").mkdir()
    (tmp_path / "sub" / "large.png").write_bytes(encoded(scene(1, 1300, 1100), "PNG"))
    (tmp_path / "small.png").write_bytes(encoded(scene(2, 200, 150), "PNG"))
    found = photographs(tmp_path)
    assert {name: pixels.shape for name, pixels in found.pixels.items()} == {
        "small.png": (150, 200, 3),
        "sub/large.png": (512, 605, 3),
    }
    (tmp_path / "tiny.png").write_bytes(encoded(scene(3, 100, 150), "PNG"))
    (tmp_path / "torn.png").write_bytes((tmp_path / "small.png").read_bytes()[:500])
    found = photographs(tmp_path)
    assert len(found.pixels) == 2
    assert {skip.path.name: skip.reason for skip in found.skipped} == {
        "tiny.png": "smaller than 128 px",
        "torn.png": "truncated",
    }
