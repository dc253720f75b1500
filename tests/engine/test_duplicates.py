"""Duplicates: found with the evidence, and the best of each group named."""

import json
import shutil
from pathlib import Path

import numpy as np
import pytest
from PIL import Image as Pillow
from PIL import ImageDraw, ImageOps
from skimage import data

from lookalike import Collection, LookalikeError
from lookalike.app.commands.duplicates import duplicates as command
from tests.app.test_cli import succeed

ORIGINALS = {"cat": data.chelsea(), "coffee": data.coffee(), "rocket": data.rocket(), "astronaut": data.astronaut()}


@pytest.fixture(scope="module")
def collection(tmp_path_factory) -> Collection:
    """Three pictures with what was made of them, a fourth that is alone, and two plain ones."""
    folder = tmp_path_factory.mktemp("photos")
    pictures = {name: Pillow.fromarray(pixels).resize((320, 240)) for name, pixels in ORIGINALS.items()}
    for name, picture in pictures.items():
        picture.save(folder / f"{name}.png")
    shutil.copy(folder / "cat.png", folder / "cat (1).png")
    pictures["cat"].resize((160, 120)).save(folder / "cat-small.jpg", quality=50)
    pictures["cat"].crop((90, 30, 290, 200)).save(folder / "cat-part.jpg")
    ImageOps.mirror(pictures["coffee"]).save(folder / "coffee-mirrored.jpg")
    ImageOps.expand(pictures["coffee"], 20, "white").save(folder / "coffee-framed.jpg")
    ImageOps.grayscale(pictures["rocket"]).save(folder / "rocket-gray.jpg")
    Pillow.new("RGB", (320, 240), (200, 60, 60)).save(folder / "red.png")
    Pillow.new("RGB", (320, 240), (60, 60, 200)).save(folder / "blue.png")
    made = Collection.create(tmp_path_factory.mktemp("c") / "collection", "color_histogram() + grid_colors()")
    made.add(folder)
    return made


@pytest.fixture(scope="module")
def groups(collection):
    return {Path(group.keep.path).stem: group for group in collection.duplicates()}


def kinds(group) -> dict[str, tuple[str, ...]]:
    return {Path(pair.other).stem: pair.kinds for pair in group.pairs}


def test_what_was_made_of_a_picture_is_in_its_group_and_nothing_else_is(groups):
    found = {keep: {Path(file.path).stem for file in group.files} for keep, group in groups.items()}
    assert found == {
        "cat": {"cat", "cat (1)", "cat-small", "cat-part"},
        "coffee": {"coffee", "coffee-mirrored", "coffee-framed"},
        "rocket": {"rocket", "rocket-gray"},
    }


def test_the_evidence_says_how(groups):
    [copies] = [pair for pair in groups["cat"].pairs if pair.kinds == ("copy",)]
    assert {Path(copies.one).stem, Path(copies.other).stem} == {"cat", "cat (1)"}
    assert "cropped" in kinds(groups["cat"])["cat-part"]
    assert "bordered" in kinds(groups["coffee"])["coffee-framed"]
    assert any("flipped" in pair.kinds for pair in groups["coffee"].pairs)
    assert "edited" in kinds(groups["rocket"])["rocket-gray"] or "edited" in kinds(groups["rocket"])["rocket"]
    for group in groups.values():
        for pair in group.pairs:
            assert 0.8 <= pair.agreement <= 1
            assert pair.kinds == ("copy",) or 0.8 < pair.exact <= 1


def test_the_outline_is_where_the_part_lies(groups):
    [pair] = [pair for pair in groups["cat"].pairs if Path(pair.other).stem == "cat-part"]
    corners = np.array([(90, 30), (290, 30), (290, 200), (90, 200)]) / (320, 240)
    assert Path(pair.one).stem.startswith("cat")
    np.testing.assert_allclose(pair.outline, corners, atol=0.02)
    assert pair.inliers is not None and pair.inliers > 10


def test_the_whole_picture_without_a_border_is_kept_and_the_reason_told(groups):
    assert groups["coffee"].reason in ("without a border", "the largest file")
    assert groups["cat"].reason == "the plainest name"


def test_a_condition_leaves_pictures_out(collection):
    [group] = collection.duplicates(where="height < 200")
    assert {Path(file.path).stem for file in group.files} == {"cat-small", "cat-part"}
    assert collection.duplicates(where="height < 2") == []
    with pytest.raises(LookalikeError, match="hight"):
        collection.duplicates(where="hight < 2")


def test_pictures_whose_files_are_gone_are_compared_as_far_as_they_are_stored(tmp_path):
    picture = Pillow.fromarray(data.chelsea())
    for name in ("one", "other"):
        picture.save(tmp_path / f"{name}.jpg", quality=90 if name == "one" else 40)
    made = Collection.create(tmp_path / "c", "color_histogram()")
    made.add([tmp_path / "one.jpg", tmp_path / "other.jpg"])
    (tmp_path / "one.jpg").unlink()
    [group] = made.duplicates()
    assert [Path(file.path).stem for file in group.files] == ["one", "other"]


def test_the_command_prints_a_table_json_and_a_page(collection, tmp_path):
    table = succeed("duplicates", "-c", collection.uri)
    assert table.splitlines()[0].split() == ["Group", "Keep", "Width", "Height", "Bytes", "What", "it", "is", "Image"]
    assert len(table.splitlines()) == 1 + 4 + 3 + 2
    page = tmp_path / "page.html"
    said = json.loads(succeed("duplicates", "-c", collection.uri, "--json", "--html", page))
    assert [len(group["files"]) for group in said["groups"]] == [4, 3, 2]
    assert all(Path(group["keep"]).exists() for group in said["groups"])
    text = page.read_text(encoding="utf-8")
    assert text.count("data:image/jpeg") == 9
    assert text.count('<p class="note soft">') == 6
    assert "Nothing is" in (command.__doc__ or "")


def test_evidence_that_is_not_that_of_the_file_to_keep_names_the_other(tmp_path):
    coffee = Pillow.fromarray(data.coffee()).resize((320, 240))
    coffee.resize((640, 480)).save(tmp_path / "large.png")
    ImageOps.mirror(coffee).crop((60, 30, 290, 210)).rotate(90, expand=True).save(tmp_path / "turned.png")
    shutil.copy(tmp_path / "turned.png", tmp_path / "twice.png")
    collection = Collection.create(tmp_path / "c", "color_histogram() + grid_colors()")
    collection.add(tmp_path)
    told = succeed("duplicates", "-c", collection.uri).splitlines()[1:]
    assert "the whole picture" in told[0]
    assert ["copy of turned.png" in line for line in told[1:]] == [True, False]


def test_a_second_photograph_is_not_a_duplicate(tmp_path):
    left, right, _ = data.stereo_motorcycle()
    for name, pixels in {"left": left, "right": right}.items():
        Pillow.fromarray(pixels).save(tmp_path / f"{name}.jpg")
    Pillow.fromarray(right).resize((400, 270)).save(tmp_path / "right, smaller.jpg")
    made = Collection.create(tmp_path / "c", "color_histogram()")
    made.add(tmp_path)
    [group] = made.duplicates()
    assert {Path(file.path).stem for file in group.files} == {"right", "right, smaller"}


def test_chequerboards_of_other_colors_are_not_duplicates_and_one_in_another_size_is(tmp_path):
    y, x = np.mgrid[:240, :320] // 40
    light = ((x + y) % 2 == 0)[..., None]
    boards = {name: np.where(light, color, 20) for name, color in {"red": (220, 40, 40), "blue": (70, 90, 250)}.items()}
    for name, pixels in boards.items():
        Pillow.fromarray(pixels.astype(np.uint8)).save(tmp_path / f"{name}.png")
    Pillow.open(tmp_path / "blue.png").resize((480, 360)).save(tmp_path / "blue, larger.jpg", quality=60)
    made = Collection.create(tmp_path / "c", "color_histogram()")
    made.add(tmp_path)
    [group] = made.duplicates()
    assert {Path(file.path).stem for file in group.files} == {"blue", "blue, larger"}


def test_slides_of_one_make_with_other_words_are_not_duplicates_and_a_smaller_one_is(tmp_path):
    for word in ("Questions", "Thank you", "Agenda"):
        slide = Pillow.new("RGB", (960, 540), "white")
        draw = ImageDraw.Draw(slide)
        draw.rectangle((0, 0, 960, 70), fill=(20, 60, 140))
        draw.text((330, 220), word, fill=(30, 30, 30), font_size=60)
        slide.save(tmp_path / f"{word}.png")
    slide.resize((640, 360)).save(tmp_path / "Agenda, smaller.jpg", quality=70)
    made = Collection.create(tmp_path / "c", "color_histogram()")
    made.add(tmp_path)
    [group] = made.duplicates()
    assert {Path(file.path).stem for file in group.files} == {"Agenda", "Agenda, smaller"}


def test_a_picture_of_another_hue_is_found(tmp_path):
    picture = Pillow.fromarray(data.coffee()).resize((320, 240))
    hue, *others = picture.convert("HSV").split()
    picture.save(tmp_path / "plain.jpg")
    Pillow.merge("HSV", (hue.point(lambda value: (value + 90) % 256), *others)).convert("RGB").save(
        tmp_path / "tinted.jpg"
    )
    made = Collection.create(tmp_path / "c", "phog()")
    made.add(tmp_path)
    [group] = made.duplicates()
    assert group.pairs[0].kinds == ("edited",)


def test_a_text_may_lie_over_much_of_a_picture_and_another_picture_within_a_frame_may_not(tmp_path):
    picture, other = (Pillow.fromarray(pixels).resize((320, 240)) for pixels in (data.coffee(), data.chelsea()))
    written, framed = picture.copy(), picture.copy()
    ImageDraw.Draw(written).text((10, 60), "Summer\nat the lake", fill="white", font_size=52)
    framed.paste(other.crop((0, 0, 250, 190)), (35, 25))
    for name, each in {"plain": picture, "written": written, "framed": framed}.items():
        each.save(tmp_path / f"{name}.jpg")
    made = Collection.create(tmp_path / "c", "color_histogram()")
    made.add(tmp_path)
    [group] = made.duplicates()
    assert {Path(file.path).stem for file in group.files} == {"plain", "written"}
    assert group.pairs[0].agreement < 0.8


def test_what_was_found_last_is_known_to_all_and_says_whether_pictures_have_come_or_gone(tmp_path):
    picture = Pillow.fromarray(data.chelsea())
    for quality in (90, 60, 30):
        picture.save(tmp_path / f"{quality}.jpg", quality=quality)
    made = Collection.create(tmp_path / "c", "color_histogram()")
    assert made.known_duplicates() is None
    made.add(tmp_path)
    assert made.known_duplicates() is None
    found = made.duplicates()
    known = Collection.open(tmp_path / "c").known_duplicates()
    assert known is not None and known.current
    for ours, theirs in zip(found, known.groups, strict=True):
        assert (ours.files, ours.reason) == (theirs.files, theirs.reason)
        assert [vars(pair).keys() for pair in ours.pairs] == [vars(pair).keys() for pair in theirs.pairs]
        np.testing.assert_array_equal(ours.pairs[0].outline, theirs.pairs[0].outline)
    made.duplicates(where="height < 2")
    assert made.known_duplicates() is not None
    made.remove(tmp_path / "30.jpg")
    known = made.known_duplicates()
    assert known is not None and not known.current
    assert "30" not in {Path(file.path).stem for group in known.groups for file in group.files}
    [kept] = (tmp_path / "c").rglob("duplicates/*.json")
    kept.write_text("{")
    assert made.known_duplicates() is None


def test_a_collection_without_pictures_has_none(tmp_path):
    made = Collection.create(tmp_path / "c", "color_histogram()")
    assert made.duplicates() == []
    known = made.known_duplicates()
    assert known is not None and known.current and known.groups == ()
