"""Sequences are read from their form, and what is wrong with one is said in a sentence."""

import numpy as np
import pytest

from lookalike.bench.invariance.sequences import read, sequences
from lookalike.types import LookalikeError
from tests.pictures import encoded, scene


def write(folder, name, numbers=(1, 2, 3), homography="1 0 5\n0 1 0\n0 0 1\n"):
    place = folder / name
    place.mkdir(parents=True)
    for number in numbers:
        (place / f"img{number}.png").write_bytes(encoded(scene(number), "PNG"))
        if number > 1:
            (place / f"H1to{number}p").write_text(homography)
    return place


def test_sequences_are_found_at_any_depth_and_in_order(tmp_path):
    write(tmp_path, "deep/wall", (1, 2, 10, 3))
    write(tmp_path, "bark")
    found = sequences(tmp_path)
    assert [each.name for each in found] == ["bark", "wall"]
    assert [file.name for file in found[1].others] == ["img2.png", "img3.png", "img10.png"]
    assert found[0].reference == tmp_path / "bark" / "img1.png"
    assert [each.name for each in sequences(tmp_path / "bark")] == ["bark"]


def test_homographies_end_in_one(tmp_path):
    place = write(tmp_path, "bark", homography="2 0 10\n0 2 0\n0 0 2\n")
    homography = sequences(tmp_path)[0].others[place / "img2.png"]
    assert homography.tolist() == [[1, 0, 5], [0, 1, 0], [0, 0, 1]]


def test_a_folder_without_sequences_is_told_the_form(tmp_path):
    (tmp_path / "photo.png").write_bytes(encoded(scene(1), "PNG"))
    with pytest.raises(LookalikeError, match=r"no sequences in .*: it should hold folders of img1, img2, .* H1to2p"):
        sequences(tmp_path)
    with pytest.raises(LookalikeError, match="no dataset folder"):
        sequences(tmp_path / "nowhere")


@pytest.mark.parametrize("text", ["", "1 2 3", "1 0 0 0 1 0 0 0 x", "1 0 0 0 1 0 0 0 1 1", "\xff"])
def test_what_is_no_homography_is_named(tmp_path, text):
    write(tmp_path, "bark", homography=text)
    with pytest.raises(LookalikeError, match="H1to2p is no homography"):
        sequences(tmp_path)


@pytest.mark.parametrize("text", ["1 2 3 2 4 6 0 0 1", "nan 0 0 0 1 0 0 0 1", "1 0 0 0 1 0 0 1 0"])
def test_what_cannot_be_inverted_is_named(tmp_path, text):
    write(tmp_path, "bark", homography=text)
    with pytest.raises(LookalikeError, match="H1to2p is no homography that can be inverted"):
        sequences(tmp_path)


def test_a_missing_picture_is_named(tmp_path):
    place = write(tmp_path, "bark")
    (place / "img2.png").unlink()
    with pytest.raises(LookalikeError, match="no picture img2 in"):
        sequences(tmp_path)


def test_pictures_in_netpbm_formats_and_in_the_usual_ones(tmp_path):
    pixels = scene(4)
    for name, kind in (("a.png", "PNG"), ("a.ppm", "PPM")):
        (tmp_path / name).write_bytes(encoded(pixels, kind))
        assert np.array_equal(read(tmp_path / name).pixels, pixels)
    (tmp_path / "a.pgm").write_bytes(encoded(pixels[:, :, 0], "PPM"))
    assert np.array_equal(read(tmp_path / "a.pgm").pixels[:, :, 1], pixels[:, :, 0])
    (tmp_path / "broken.ppm").write_bytes(b"P6 nothing")
    with pytest.raises(LookalikeError, match=r"broken\.ppm"):
        read(tmp_path / "broken.ppm")
