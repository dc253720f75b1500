"""The demo: its changes, and a whole run on drawn photographs."""

from __future__ import annotations

import importlib.util
from pathlib import Path
from random import Random
from statistics import fmean

import numpy as np
import pytest
from PIL import Image, ImageFilter
from typer.testing import CliRunner

from lookalike.app.cli import app
from lookalike.app.runs import demo
from lookalike.types import LookalikeError


def noise(seed: int, width: int = 160, height: int = 120) -> Image.Image:
    """A picture of large random patches, each seed in colours of its own."""
    random = np.random.default_rng(seed)
    patches = random.integers(0, 256, (6, 8, 3)) // 2 + random.integers(0, 128, 3)
    return Image.fromarray(patches.astype(np.uint8)).resize((width, height), Image.Resampling.NEAREST)


@pytest.fixture
def photos(tmp_path: Path) -> Path:
    folder = tmp_path / "photos"
    folder.mkdir()
    for seed in range(3):
        noise(seed).filter(ImageFilter.BoxBlur(8)).save(folder / f"photo {seed}.png")
    (folder / "broken.jpg").write_bytes(b"no picture")
    noise(9, 20, 20).save(folder / "tiny.png")
    return folder


@pytest.mark.parametrize("change", demo.CHANGES.values(), ids=demo.CHANGES)
@pytest.mark.parametrize("size", [(640, 427), (427, 640), (64, 64), (640, 64)])
def test_a_change_is_repeatable_and_really_changes(change: demo.Change, size: tuple[int, int]) -> None:
    photo = noise(0, *size)
    once, again, other = (change(photo, Random(seed)) for seed in (1, 1, 2))
    assert once.tobytes() == again.tobytes()
    assert once.tobytes() not in (photo.tobytes(), other.tobytes())
    assert min(once.size) > 0


def test_rotation_shows_nothing_from_outside() -> None:
    white = Image.new("RGB", (300, 200), "white")
    for seed in range(20):
        assert demo.rotate(white, Random(seed)).getextrema() == ((255, 255),) * 3


def test_exposure_goes_both_ways() -> None:
    grey = Image.new("RGB", (8, 8), (100, 100, 100))
    levels = [np.asarray(demo.expose(grey, Random(seed))).max() for seed in range(20)]
    assert min(levels) < 75
    assert max(levels) > 135


def test_run_finds_the_copies_and_writes_the_page(photos: Path, tmp_path: Path) -> None:
    told: list[tuple[int, int]] = []
    outcome = demo.run(photos, tmp_path / "out", progress=lambda *counts: told.append(counts))
    assert (outcome.photographs, outcome.k, outcome.copies) == (3, 20, 60)
    assert told[-1] == (60, 60)
    assert outcome.recall.keys() == demo.CHANGES.keys()
    assert fmean(outcome.recall.values()) > 0.6
    page = outcome.page.read_text()
    assert all(f"photo {seed}" in page for seed in range(3))
    assert page.count("data:image/jpeg;base64,") >= 63


def test_run_twice_gives_the_same_and_keeps_what_is_not_its_own(photos: Path, tmp_path: Path) -> None:
    first = demo.run(photos, tmp_path / "out")
    (tmp_path / "out" / "notes.txt").write_text("mine")
    (photos / "photo 0.png").unlink()
    second = demo.run(photos, tmp_path / "out")
    assert (first.copies, second.copies) == (60, 40)
    assert len(list((tmp_path / "out" / "pictures").rglob("*.jpg"))) == 40
    assert (tmp_path / "out" / "notes.txt").read_text() == "mine"


def test_what_the_demo_made_is_no_photograph(photos: Path) -> None:
    runs = [demo.run(photos, photos / "out") for _ in range(2)]
    assert [outcome.photographs for outcome in runs] == [3, 3]


def test_a_folder_with_other_things_is_left_alone(photos: Path, tmp_path: Path) -> None:
    mine = tmp_path / "mine" / "pictures" / "mine.txt"
    mine.parent.mkdir(parents=True)
    mine.write_text("mine")
    with pytest.raises(LookalikeError, match="--out"):
        demo.run(photos, tmp_path / "mine")
    assert mine.read_text() == "mine"


def test_a_folder_without_photographs(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    with pytest.raises(LookalikeError, match="holds no photograph"):
        demo.run(tmp_path / "empty", tmp_path / "out")
    assert not (tmp_path / "out").exists()


def test_missing_packages_are_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(demo, "find_spec", lambda package: None)
    with pytest.raises(LookalikeError, match=r"lookalike\[demo\].*--photos"):
        demo.packaged()


@pytest.mark.skipif(
    not all(importlib.util.find_spec(package) for package in demo.PACKAGED), reason="the photographs are not installed"
)
def test_packaged_photographs_are_there() -> None:
    assert len(demo.packaged()) == sum(map(len, demo.PACKAGED.values()))


def test_command_says_where_to_look(photos: Path, tmp_path: Path) -> None:
    result = CliRunner().invoke(app, ["demo", "--photos", str(photos), "--out", str(tmp_path / "out")])
    assert result.exit_code == 0, result.stderr
    assert "3 photographs, 60 changed copies" in result.stdout
    assert "scaling" in result.stdout
    assert result.stdout.rstrip().endswith((tmp_path / "out" / "index.html").as_uri())
