import json

import pytest

from lookalike.collection.boxes import read_boxes
from lookalike.geometry import Thing
from lookalike.types import Box, LookalikeError

DOG = {"name": "dog", "cx": 0.5, "cy": 0.6, "w": 0.2, "h": 0.3}


def written(tmp_path, content):
    file = tmp_path / "boxes.json"
    file.write_text(content if isinstance(content, str) else json.dumps(content), encoding="utf-8")
    return file


def test_boxes_are_read_by_picture(tmp_path):
    file = written(tmp_path, {"a/b.jpg": [DOG, {**DOG, "name": " traffic   light ", "cx": 1}], "c.jpg": []})
    assert read_boxes(file) == {
        "a/b.jpg": (Thing("dog", Box(0.5, 0.6, 0.2, 0.3)), Thing("traffic light", Box(1.0, 0.6, 0.2, 0.3))),
        "c.jpg": (),
    }


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        ("{", "is not JSON"),
        ("[" * 100_000, "is not JSON"),
        ([DOG], "must be one JSON object"),
        ({"a.jpg": DOG}, "no list of boxes for a.jpg"),
        ({"a.jpg": [DOG, "dog"]}, "Box 2 of a.jpg in .* is not an object"),
        ({"a.jpg": [{**DOG, "name": " "}]}, "Box 1 of a.jpg in .* has no name"),
        ({"a.jpg": [{**DOG, "name": 3}]}, "has no name"),
        ({"a.jpg": [{"name": "dog", "cx": 0.5}]}, "has no number cy"),
        ({"a.jpg": [{**DOG, "w": True}]}, "has no number w"),
        ({"a.jpg": [{**DOG, "h": float("nan")}]}, "has no number h"),
        ({"a.jpg": [{**DOG, "w": 120}]}, "w = 120: divide pixels by the picture's size"),
        ({"a.jpg": [{**DOG, "cx": -0.1}]}, "cx = -0.1"),
        ({"a.jpg": [{**DOG, "h": 0}]}, "has no area"),
    ],
)
def test_what_is_wrong_is_said_in_one_sentence(tmp_path, content, sentence):
    with pytest.raises(LookalikeError, match=sentence) as error:
        read_boxes(written(tmp_path, content))
    assert "boxes.json" in str(error.value)
    assert "\n" not in str(error.value)


def test_a_file_that_is_not_there_or_no_text_is_named(tmp_path):
    with pytest.raises(LookalikeError, match=r"none\.json: no such file"):
        read_boxes(tmp_path / "none.json")
    picture = tmp_path / "dog.jpg"
    picture.write_bytes(b"\xff\xd8\xff")
    with pytest.raises(LookalikeError, match=r"dog\.jpg: it is not JSON"):
        read_boxes(picture)
