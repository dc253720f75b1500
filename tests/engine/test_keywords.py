"""Search by what is written of pictures, alone and with what is seen in them."""

import os
import shutil

import pytest
from PIL import Image as Pillow
from skimage import data

from lookalike import Collection, LookalikeError, Words, parse_query
from lookalike.query.words import Seen, Written
from tests.pictures import encoded, exif, scene


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    made = tmp_path_factory.mktemp("p") / "Holidays"
    for number, (name, options) in enumerate(
        {
            "Spain/GoldenGate_beach.jpg": {"exif": exif(DateTimeOriginal="2020:05:17 10:20:30", Model="iPhone 12")},
            "Spain/gate golden.jpg": {},
            "France/IMG_0042.jpg": {"exif": exif(ImageDescription="Zwei Hunde am Café, indoors".encode())},
            "France/dogs.jpg": {"exif": exif(DateTimeOriginal="2019:05:01 10:20:30")},
            "海边的黑猫.jpg": {},
        }.items()
    ):
        (made / name).parent.mkdir(parents=True, exist_ok=True)
        (made / name).write_bytes(encoded(scene(number), **options))
    (made / "France" / "dogs.txt").write_text("Two dogs that run on a beach", encoding="utf-8")
    return made


@pytest.fixture(scope="module")
def collection(folder, tmp_path_factory):
    made = Collection.create(tmp_path_factory.mktemp("c") / "c", "color_histogram()")
    made.add(folder)
    return made


def names(collection, query, **more):
    answer = collection.search(query, **more)
    return [collection[id].path.rpartition("/")[2] for id in answer.ids]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("spain", {"GoldenGate_beach.jpg", "gate golden.jpg"}),
        ("holidays dog", {"dogs.jpg"}),
        ("dogs running", {"dogs.jpg"}),
        ("hunde", {"IMG_0042.jpg"}),
        ("cafe", {"IMG_0042.jpg"}),
        ("iphone", {"GoldenGate_beach.jpg"}),
        ("May 2020", {"GoldenGate_beach.jpg"}),
        ("2020-05-17", {"GoldenGate_beach.jpg"}),
        ("42", {"IMG_0042.jpg"}),
        ("黑猫", {"海边的黑猫.jpg"}),
        ("猫", {"海边的黑猫.jpg"}),
        ('"golden gate"', {"GoldenGate_beach.jpg"}),
        ('"gate golden"', {"gate golden.jpg"}),
        ("beach -spain", {"dogs.jpg"}),
        ('golden -"golden gate"', {"gate golden.jpg"}),
        ("beach -indoors", {"dogs.jpg", "GoldenGate_beach.jpg"}),
    ],
)
def test_what_is_written_is_found_first(collection, text, expected):
    assert set(names(collection, Words(text))[: len(expected)]) == expected


def test_by_texts_alone_only_what_has_some_of_them_is_an_answer(collection):
    answer = collection.search(Words("beach"))
    assert len(answer) == answer.total == 2
    assert all(set(hit.why) == {'written("beach")'} for hit in answer)
    assert names(collection, Words("the beach")) == names(collection, Words("beach"))


def test_what_must_not_be_written_is_no_answer(collection):
    assert names(collection, Words("beach -dogs")) == ["GoldenGate_beach.jpg"]
    assert len(collection.search(parse_query('"beach" - "dogs"').query)) == 5


def test_what_is_written_nowhere_is_told(collection):
    with pytest.raises(LookalikeError, match=r"'zebra' is written nowhere.*color_histogram\(\) knows no words.*preset"):
        collection.search(Words("zebra"))
    with pytest.raises(LookalikeError, match="'zebra' is written nowhere"):
        collection.search(Written("zebra"))
    with pytest.raises(LookalikeError, match="tells only what is not wanted"):
        Words("-zebra")


def test_conditions_and_pages_hold_for_texts(collection):
    assert names(collection, Words("beach"), where="year = 2019") == ["dogs.jpg"]
    assert names(collection, Words("beach"), k=1, offset=1) == names(collection, Words("beach"))[1:]


def test_texts_go_together_with_pictures(collection, folder):
    together = names(collection, [folder / "海边的黑猫.jpg", Words("hunde")])
    assert len(together) == 5
    assert set(together[:2]) == {"海边的黑猫.jpg", "IMG_0042.jpg"}
    assert names(collection, parse_query('~"hunde"').query)[-1] == "IMG_0042.jpg"


def test_captions_and_tags_are_told(collection):
    [record] = [record for record in collection if record.path.endswith("dogs.jpg")]
    assert record.caption == "Two dogs that run on a beach"
    assert record.tags == ("Holidays", "France")


def test_a_note_that_changes_is_read_again_and_nothing_else_is(folder, tmp_path):
    copy = tmp_path / "copy"
    shutil.copytree(folder, copy)
    made = Collection.create(tmp_path / "c", "color_histogram()")
    made.add(copy)
    (copy / "France" / "dogs.txt").write_text("Zebras")
    os.utime(copy / "France" / "dogs.txt", ns=(7, 7))
    (copy / "Spain" / "gate golden.txt").write_text("A zebra")
    added = made.add(copy)
    assert (added.new, added.changed, added.unchanged) == (0, 0, 5)
    assert set(names(made, Words("zebra"))) == {"dogs.jpg", "gate golden.jpg"}
    assert names(made, Words("running dogs")) == ["dogs.jpg"]
    (copy / "France" / "dogs.txt").unlink()
    (copy / "France" / "dogs.jpg").rename(copy / "cows.jpg")
    made.add(copy)
    assert names(made, Words("zebra")) == ["gate golden.jpg"]
    assert names(made, Words("cow")) == ["cows.jpg"]


def test_an_empty_collection_has_nothing_written(tmp_path):
    made = Collection.create(tmp_path / "c", "color_histogram()")
    with pytest.raises(LookalikeError, match="'beach' is written nowhere"):
        made.search(Words("beach"))
    assert len(made.search(Words("red beach -dog"))) == 0


@pytest.fixture(scope="module")
def seeing(tmp_path_factory):
    folder = tmp_path_factory.mktemp("photographs")
    for name, picture in {"1": data.cat, "2": data.coffee, "cat": data.rocket}.items():
        Pillow.fromarray(picture()).save(folder / f"{name}.png")
    made = Collection.create(tmp_path_factory.mktemp("c") / "c", 'concepts("efficientnet_lite0") + color_histogram()')
    made.add(folder)
    return made


def test_what_is_written_and_what_is_seen_are_both_found(seeing):
    assert set(names(seeing, Words("cat"))[:2]) == {"cat.png", "1.png"}
    assert names(seeing, Written("cat")) == ["cat.png"]
    assert names(seeing, Seen("cat"))[0] == "1.png"
    for hit in seeing.search(Words("cat")):
        assert set(hit.why) == {'written("cat")', 'seen("cat")'}
        assert hit.score == pytest.approx(sum(hit.why.values()), abs=1e-6)


def test_what_is_seen_can_be_unwanted(seeing):
    assert names(seeing, Seen("cat -coffee"))[-1] == "2.png"


@pytest.mark.parametrize("text", ['written("a \\"b c\\" -d")', 'seen("dog")', '"a \\"b c\\" -d"', '2 * written("x")'])
def test_texts_of_queries_round_trip(text):
    query = parse_query(text).query
    assert parse_query(str(query)).query == query


def test_a_plain_text_without_a_note_has_no_caption(folder, collection):
    assert {record.caption for record in collection if "海" in record.path} == {""}
