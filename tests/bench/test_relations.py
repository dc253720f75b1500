import json

import numpy as np
import pytest
from PIL import Image, ImageDraw

from lookalike.bench.relations import by_blobs, by_name, chance, main, truths
from lookalike.geometry import Thing
from lookalike.types import Box, LookalikeError

HUES = {"dog": "red", "cat": "blue", "cow": "white"}


LEFT, RIGHT = Box(0.25, 0.5, 0.3, 0.3), Box(0.75, 0.5, 0.3, 0.3)


def pair(one, other, first=LEFT, second=RIGHT):
    return (Thing(one, first), Thing(other, second))


@pytest.fixture
def folder(tmp_path):
    """Pictures of plain boxes on green."""
    pictures = {
        "a.png": pair("dog", "cat"),
        "b.png": pair("dog", "cat"),
        "c.png": pair("cat", "dog"),
        "d.png": pair("cat", "cow"),
        "e.png": pair("cow", "cat"),
    }
    for name, things in pictures.items():
        image = Image.new("RGB", (160, 120), (60, 120, 60))
        for thing in things:
            cx, cy, w, h = thing.box
            corners = [(160 * (cx + s * w / 2), 120 * (cy + s * h / 2)) for s in (-1, 1)]
            ImageDraw.Draw(image).rectangle(corners, fill=HUES[thing.name])
        image.save(tmp_path / name)
    listed = {name: [{"name": t.name, **t.box._asdict()} for t in things] for name, things in pictures.items()}
    (tmp_path / "boxes.json").write_text(json.dumps(listed), encoding="utf-8")
    return tmp_path, pictures


def test_truths_are_crisp():
    found = truths({"p": pair("dog", "cat"), "q": pair("cat", "dog", second=Box(0.25, 0.45, 0.9, 0.9))})
    assert set(found["dog", "left of", "cat"]) == {"p"}
    assert set(found["cat", "inside", "dog"]) == {"q"}
    assert set(found["dog", "larger than", "cat"]) == {"q"}
    assert set(found["cat", "touching", "dog"]) == {"q"}
    assert ("dog", "inside", "cat") not in found
    assert ("dog", "above", "dog") not in found


def test_a_random_order_gives_what_chance_says():
    rng = np.random.default_rng(0)
    right = np.array([True] * 3 + [False] * 7)
    values = []
    for _ in range(20_000):
        places = np.flatnonzero(rng.permutation(right)) + 1
        values.append((np.arange(1, 4) / places).mean())
    assert chance(3, 10) == pytest.approx(np.mean(values), abs=0.005)
    assert chance(10, 10) == pytest.approx(1)


def test_relations_are_found_by_name_and_by_blobs(folder):
    place, pictures = folder
    named = by_name(pictures)
    assert named["all"].value == pytest.approx(1)
    assert named["left of"].queries == 4
    assert by_name(pictures, both_there=True)["left of"].queries == 4
    blobs, ignoring = by_blobs(pictures, place), by_blobs(pictures, place, relation_counts=False)
    assert blobs["left of"].value == pytest.approx(1)
    assert ignoring["left of"].chance == blobs["left of"].chance < 1


def test_the_figures_are_printed(folder, capsys):
    main([str(folder[0])])
    printed = capsys.readouterr().out
    assert "by name, boxes given" in printed
    assert "left of" in printed


def test_a_folder_is_needed(tmp_path):
    with pytest.raises(SystemExit):
        main([])
    with pytest.raises(LookalikeError, match=r"boxes\.json: no such file"):
        main([str(tmp_path)])
