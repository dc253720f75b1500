"""Folders of pictures, and a collection, for the command line."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.running import HUES, draw, succeed


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty working folder, with the user's own collection in it."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("LOOKALIKE_COLLECTION", str(tmp_path / "mine"))
    monkeypatch.setenv("COLUMNS", "200")
    return tmp_path


@pytest.fixture
def photos(place: Path) -> Path:
    for number, (name, hue) in enumerate(HUES.items()):
        draw(place / "photos" / f"{name}.jpg", hue, number)
    return place / "photos"


@pytest.fixture
def indexed(photos: Path) -> Path:
    succeed("index", photos, "-r", "color")
    return photos


@pytest.fixture
def dataset(place: Path) -> Path:
    folder = place / "dataset"
    rows = [(f"{hue}-{i}.png", hue) for hue in (10, 120, 240) for i in range(3)]
    for i, (name, hue) in enumerate(rows):
        draw(folder / name, hue, i)
    lines = [f"{name},{hue},both" for name, hue in rows]
    (folder / "groundtruth.csv").write_text("\n".join(["path,label,role", *lines]))
    return folder
