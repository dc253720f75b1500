import json

import numpy as np
import pytest
from PIL import Image
from skimage import data

from lookalike.bench.harness.indexed import indexed
from lookalike.bench.layouts import by_colors, by_concepts, main, mean_colors, two_largest
from lookalike.geometry import Thing
from lookalike.types import Box
from tests.pictures import scene

CAT, COFFEE = Thing("cat", Box(0.25, 0.5, 0.5, 1)), Thing("coffee cup", Box(0.75, 0.5, 0.5, 1))


@pytest.fixture(scope="module")
def scenes(tmp_path_factory):
    folder = tmp_path_factory.mktemp("scenes")
    for seed in range(12):
        Image.fromarray(scene(seed)).save(folder / f"{seed:02}.png")
    return folder


def test_mean_colors_are_those_of_the_cells(tmp_path):
    pixels = np.zeros((64, 64, 3), np.uint8)
    pixels[:16, 48:] = (255, 128, 0)
    Image.fromarray(pixels).save(tmp_path / "a.png")
    painted = mean_colors(tmp_path / "a.png").painted
    assert [color for _, color in painted].count("#000000") == 15
    assert painted[3] == ((0.75, 0.0, 0.25, 0.25), "#ff8000")


def test_pictures_are_found_by_their_own_colors(scenes):
    with indexed(scenes, "grid_colors()") as among:
        found = by_colors(among, count=6)
    assert found == {"queries": 6, "first": 1.0, "in the first 10": 1.0}


def test_the_two_largest_have_different_names():
    small = Thing("cat", Box(0.5, 0.5, 0.1, 0.1))
    assert two_largest([small, COFFEE, CAT, CAT]) == (COFFEE, CAT)
    assert two_largest([CAT, small]) is None
    assert two_largest([]) is None


@pytest.fixture(scope="module")
def pairs(tmp_path_factory):
    folder = tmp_path_factory.mktemp("pairs")
    one, other = (np.asarray(Image.fromarray(p()).resize((256, 256))) for p in (data.cat, data.coffee))
    for name, pair in {"a.png": (one, other), "b.png": (other, one)}.items():
        Image.fromarray(np.concatenate(pair, axis=1)).save(folder / name)
    boxes = [{"name": t.name, **t.box._asdict()} for t in (CAT, COFFEE)]
    (folder / "boxes.json").write_text(json.dumps({"a.png": boxes}))
    return folder


def test_places_tell_mirrored_pairs_apart(pairs):
    with indexed(pairs, 'concept_map("efficientnet_lite0")') as among:
        found = by_concepts(among, {pairs / "a.png": [CAT, COFFEE]})
    assert found["queries"] == 1
    assert found["concepts with places"] == 0


def test_the_command_prints_both(scenes, pairs, capsys):
    spec = 'grid_colors() + concept_map("efficientnet_lite0")'
    main(["--colors", str(scenes), "--concepts", str(pairs), "-r", spec])
    printed = json.loads(capsys.readouterr().out)
    assert printed["colours"]["queries"] == 12
    assert printed["concepts"]["queries"] == 1
