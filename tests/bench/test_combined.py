import json

import numpy as np
import pytest
from PIL import Image

from lookalike.bench.combined import annotated, figures, main, measured, precision
from lookalike.bench.harness import intentions
from lookalike.bench.harness.indexed import indexed
from lookalike.bench.harness.intentions import Intention, of_boxes, of_captions, of_labels, of_notes
from lookalike.query.color import Color
from lookalike.query.concept import Concept
from lookalike.query.example import Whole
from lookalike.query.words import Seen, Written
from tests.pictures import encoded, scene

COLORS = {"red.png": (200, 0, 0), "blue.png": (0, 0, 200), "green.png": (0, 150, 0)}


@pytest.fixture
def folder(tmp_path):
    made = tmp_path / "set"
    made.mkdir()
    for name, color in COLORS.items():
        Image.new("RGB", (64, 64), color).save(made / name)
    return made


def dataset(folder):
    rows = [f"{kind}{i}.jpg,{kind},both" for kind in "ab" for i in range(4)]
    for i, row in enumerate(rows):
        (folder / row.split(",")[0]).write_bytes(encoded(scene(i)))
    (folder / "groundtruth.csv").write_text("\n".join(["path,label,role", *rows]))


def test_two_examples_ask_for_the_rest_of_their_class(tmp_path):
    dataset(tmp_path)
    for asked in of_labels(tmp_path):
        assert all(isinstance(part, Whole) for part in asked.parts)
        assert len(asked.shown) == 2
        assert len(asked.right) == 2
        assert len({name[0] for name in asked.right | asked.shown}) == 1


def test_boxes_ask_for_things_in_halves(tmp_path):
    boxes = {
        f"{i}.jpg": [
            {"name": "dog", "cx": 0.2, "cy": 0.5, "w": 0.1, "h": 0.1},
            {"name": "cat", "cx": cx, "cy": 0.9, "w": 0.1, "h": 0.1},
        ]
        for i, cx in enumerate((0.8, 0.8, 0.3))
    }
    (tmp_path / "boxes.json").write_text(json.dumps(boxes))
    asked = {tuple(map(str, each.parts)): each.right for each in of_boxes(tmp_path)}
    assert asked[str(Concept("cat", "right")), str(Concept("dog", "left"))] == {"0.jpg", "1.jpg"}
    assert len(asked[str(Concept("cat", "bottom")), str(Concept("dog", "left"))]) == 3
    assert not any(str(Concept("dog", "right")) in parts for parts in asked)


CAPTIONS = {
    "1.jpg": ["A black dog in the water"] * 4 + ["nothing"],
    "2.jpg": ["Two dogs splash in water"] * 3 + ["A black and white dog runs"] * 2,
    "3.jpg": ["A dog on grass"] * 5,
    "4.jpg": ["A dogged man"] * 5,
}


def test_captions_ask_for_words_colors_and_what_examples_lack(tmp_path):
    asked = of_captions(CAPTIONS, tmp_path)
    found = {tuple(map(str, each.parts)): each for each in asked}
    assert found[str(Seen("dog")), str(Seen("water"))].right == {"1.jpg", "2.jpg"}
    assert found[str(Seen("dog")), str(Color("black"))].right == {"1.jpg", "2.jpg"}
    lacking = found[str(Whole(str(tmp_path / "3.jpg"))), str(Seen("water"))]
    assert (lacking.right, lacking.shown) == ({"1.jpg", "2.jpg"}, {"3.jpg"})
    assert {str(part) for each in of_notes(CAPTIONS) for part in each.parts} == {
        *('written("A black and white dog runs")', 'seen("A black and white dog runs")'),
        *('written("A dogged man")', 'seen("A dogged man")'),
    }


def test_pictures_get_their_first_captions_beside_them(folder):
    with annotated(folder, {"red.png": ["a tomato", "x"]}) as made, indexed(made, "color_histogram()") as among:
        assert among.places(Written("tomato")).tolist() == [0]
        assert [file.name for file in among.files] == ["red.png"]


def test_precision_counts_what_is_not_given_and_no_example(folder):
    example = Whole(str(folder / "red.png"))
    with indexed(folder, "color_histogram()") as among:
        asked = Intention("k", (example, Color("blue")), frozenset(["blue.png"]), frozenset(["red.png"]))
        assert precision(among, folder, Color("blue"), asked) == 1
        missing = Intention("k", (example, Color("blue")), frozenset(["blue.png", "gone.png"]))
        assert precision(among, folder, Color("blue"), missing) == 0.5
        assert measured(among, folder, [asked]).shape == (1, 3)


def test_figures_compare_with_the_better_part():
    values = np.array([[0.1, 0.5, 0.6], [0.3, 0.5, 0.8], [0.9, 0.1, 0.9]])
    told = figures(["a", "a", "b"], values)
    assert told["a"]["gain"] == pytest.approx(0.2)
    assert told["b"]["gain"] == 0
    assert told["all"]["queries"] == 3
    assert told["all"]["interval"][0] <= told["all"]["gain"] <= told["all"]["interval"][1]


def test_the_command_prints_every_kind(tmp_path, capsys, monkeypatch):
    monkeypatch.setattr(intentions, "EACH", 2)
    dataset(tmp_path)
    boxes = [{"name": name, "cx": 0.5, "cy": 0.5, "w": 0.2, "h": 0.2} for name in ("cat", "dog")]
    (tmp_path / "boxes.json").write_text(json.dumps({"a0.jpg": boxes, "a1.jpg": boxes}))
    (tmp_path / "captions.json").write_text(
        json.dumps({"a0.jpg": ["A dog in water"] * 5, "a1.jpg": ["dog, water"] * 5})
    )
    spec = 'concepts("efficientnet_lite0") + concept_map("efficientnet_lite0") + color_histogram()'
    main([*(arg for what in ("labels", "boxes", "captions") for arg in (f"--{what}", str(tmp_path))), "-r", spec])
    printed = json.loads(capsys.readouterr().out)
    assert {"two examples", "two words", "written and seen", "all"} <= set(printed)
