"""The command that indexes, run as a user runs it."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from tests.running import draw, fail, succeed


def test_index_tells_what_it_did(photos: Path) -> None:
    (photos / "broken.jpg").write_bytes(b"no picture")
    first = succeed("index", photos, "-r", "color")
    assert "6 new, 0 changed, 0 moved, 0 deleted, 0 unchanged, 1 skipped" in first
    assert "images/s" in first
    assert "broken.jpg" in first
    draw(photos / "beach.jpg", 300)
    (photos / "forest.jpg").rename(photos / "wood.jpg")
    (photos / "desert.jpg").unlink()
    second = succeed("index", photos)
    assert "0 new, 1 changed, 1 moved, 1 deleted, 3 unchanged, 1 skipped" in second


def test_index_names_ten_skipped_files_and_how_to_see_all(photos: Path) -> None:
    for i in range(12):
        (photos / f"broken{i:02}.jpg").write_bytes(b"no picture")
    output = succeed("index", photos, "-r", "color")
    assert len(set(re.findall(r"broken\d\d\.jpg", output))) == 10
    assert "and 2 more, see: lookalike info --skipped" in output
    assert len(set(re.findall(r"broken\d\d\.jpg", succeed("info", "--skipped")))) == 12


def test_index_json(photos: Path) -> None:
    (photos / "broken.jpg").write_bytes(b"no picture")
    added = json.loads(succeed("index", photos, "-r", "color", "--json"))
    assert (added["new"], added["unchanged"], added["seconds"] > 0) == (6, 0, True)
    [skip] = added["skipped"]
    assert skip["path"] == str(photos / "broken.jpg")
    assert skip["reason"]


def test_index_refuses_another_representation(indexed: Path) -> None:
    sentence = fail("index", indexed, "-r", 'color_histogram(space="lab")')
    assert 'color_histogram(space="lab")' in sentence
    assert "--collection" in sentence
    succeed("index", indexed, "-r", "color")


def test_a_first_run_that_fails_binds_nobody(photos: Path) -> None:
    assert "choose another representation" in fail("index", photos, "-r", "bow")
    succeed("index", photos, "-r", "color")
    assert "color" in succeed("info")


def test_the_current_folder_is_a_folder_and_no_name_is_none(
    photos: Path, place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert "no file or folder" in fail("index", place / "nothing", "-r", "color")
    assert "name is empty" in fail("index", "", "-r", "color")
    assert not (place / "mine").exists()
    monkeypatch.chdir(photos)
    assert "6 new" in succeed("index", ".", "-r", "color")


def test_index_refuses_what_is_no_representation(photos: Path, place: Path) -> None:
    assert "did you mean color_histogram" in fail("index", photos, "-r", "color_histogramm()")
    assert not (place / "mine").exists()


def test_learning_from_few_pictures_is_said(photos: Path) -> None:
    assert "learnt from 6 pictures only" in succeed("index", photos, "-r", "color_histogram() >> pca(d=3)")
    assert "Learnt from" in succeed("info")
