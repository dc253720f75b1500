"""What the benchmark of duplicates counts."""

from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest

from lookalike.bench.duplicates import TWICE, made, measured
from lookalike.bench.harness.changes import CHANGES
from tests.pictures import encoded, scene


def group(*paths):
    files = [SimpleNamespace(path=str(path)) for path in paths]
    return SimpleNamespace(files=files, keep=files[0])


def test_pairs_of_one_origin_are_right_and_those_of_a_picture_that_a_set_holds_twice_neither_right_nor_wrong():
    one, other = (Path("corel") / name for name in TWICE[0])
    third = Path("corel/food/900.jpg")
    files = {Path("made/0.jpg"): (one, "crop"), Path("made/1.jpg"): (third, "text")}
    said = measured([group(one, "made/0.jpg", other), group(third, "elsewhere.jpg")], files)
    assert said["recall"] == 0.5
    assert said["recall_of"] == {"crop": 1, "text": 0}
    assert said["precision"] == 1 / 2
    assert said["precision_strict"] == 1 / 4
    assert said["wrong"] == [(str(third), "elsewhere.jpg")]
    assert len(said["twice"]) == 2
    assert said["missed"] == [(str(third), "made/1.jpg")]
    assert said["kept_original"] == 1


def test_each_kind_of_change_is_made_in_turn_and_the_same_for_one_seed(tmp_path):
    (tmp_path / "source.png").write_bytes(encoded(scene(1), "PNG"))
    for folder in ("a", "b"):
        (tmp_path / folder).mkdir()
    files, again = (made([tmp_path / "source.png"], tmp_path / folder, len(CHANGES), 3) for folder in ("a", "b"))
    assert [kind for _, kind in files.values()] == list(CHANGES)
    for file, same in zip(files, again, strict=True):
        assert file.read_bytes() == same.read_bytes()


@pytest.mark.parametrize("kind", sorted(CHANGES))
def test_a_change_changes(kind):
    pixels = scene(2)
    changed = CHANGES[kind](np.random.default_rng(5), pixels.copy())
    assert changed.dtype == np.uint8
    assert changed.shape != pixels.shape or (changed != pixels).any()
