"""Feedback on the command line."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest
from PIL import Image
from typer.testing import CliRunner

from lookalike.app.cli import app

HUES = {"beach": 150, "coast": 155, "lake": 145, "forest": 70, "meadow": 75, "desert": 20, "dune": 25}


@pytest.fixture
def photos(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("LOOKALIKE_COLLECTION", str(tmp_path / "collection"))
    folder = tmp_path / "photos"
    folder.mkdir()
    for name, hue in HUES.items():
        Image.new("HSV", (48, 48), (hue, 200, 200)).convert("RGB").save(folder / f"{name}.png")
    run("index", folder, "-r", "color_histogram()")
    return folder


def run(*arguments: str | Path) -> str:
    result = CliRunner().invoke(app, [str(argument) for argument in arguments])
    assert result.exit_code == 0, result.stderr
    return result.stdout


def fail(*arguments: str | Path) -> str:
    result = CliRunner().invoke(app, [str(argument) for argument in arguments])
    assert result.exit_code, result.stdout
    return " ".join(result.stderr.split())


def names(output: str) -> list[str]:
    return [Path(hit["path"]).stem for hit in json.loads(output)["hits"]]


def test_what_was_judged_is_not_shown_again(photos: Path) -> None:
    told = ("--liked", photos / "coast.png", "--disliked", photos / "dune.png")
    found = names(run("search", photos / "beach.png", *told, "--json"))
    assert set(found).isdisjoint({"coast", "dune"})
    assert len(found) >= len(HUES) - 3


def test_a_session_goes_on_from_its_file(photos: Path, tmp_path: Path) -> None:
    file = tmp_path / "session.json"
    first = names(run("search", photos / "beach.png", "--session", file, "--json"))
    assert "coast" in first
    run("search", "--session", file, "--liked", photos / "coast.png")
    last = names(run("search", "--session", file, "--disliked", photos / "dune.png", "--json"))
    assert set(last).isdisjoint({"coast", "dune"})
    assert [len(each["liked"]) for each in json.loads(file.read_text())["rounds"]] == [1, 0]
    assert "leave it out" in fail("search", photos / "beach.png", "--session", file)


def test_pairs_for_learning_name_files(photos: Path, tmp_path: Path) -> None:
    told = ("--liked", photos / "coast.png", "--disliked", photos / "dune.png", "--teach")
    run("search", photos / "beach.png", *told, "--pairs", tmp_path / "pairs.csv")
    rows = list(csv.DictReader((tmp_path / "pairs.csv").read_text().splitlines()))
    assert [(Path(row["query"]).stem, Path(row["picture"]).stem, row["liked"]) for row in rows] == [
        ("beach", "coast", "1"),
        ("beach", "dune", "0"),
    ]


def test_what_cannot_be_in_a_session_is_told(photos: Path, tmp_path: Path) -> None:
    picture = photos / "beach.png"
    assert "no --page" in fail("search", picture, "--liked", picture, "--page", "2")
    assert "--teach and --pairs" in fail("search", picture, "--teach")
    assert "Nothing is liked" in fail("search", "--session", *_disliked_alone(tmp_path, picture))


def test_a_session_keeps_a_query_of_all_schemes(photos: Path, tmp_path: Path) -> None:
    file = tmp_path / "session.json"
    run("search", photos / "beach.png", "--color", "teal", "--session", file)
    assert 'color("teal")' in json.loads(file.read_text())["query"]
    found = names(run("search", "--session", file, "--liked", photos / "coast.png", "--json"))
    assert "coast" not in found


def _disliked_alone(folder: Path, picture: Path) -> list[str | Path]:
    """A session without a query, and what is disliked in it."""
    file = folder / "session.json"
    file.write_text('{"query": null, "by": "classifier", "rounds": []}')
    return [file, "--disliked", picture]


def test_contradictions_and_missing_sessions_are_told(photos: Path, tmp_path: Path) -> None:
    picture, file = photos / "coast.png", tmp_path / "session.json"
    told = fail("search", picture, "--liked", picture, "--disliked", picture)
    assert f"{picture} is both liked and disliked" in told
    assert "no session" in fail("search", "--session", tmp_path / "none.json")
    file.write_text('{"x": 1}')
    for more in ((), (picture,)):
        assert f"{file}: " in fail("search", "--session", file, *more)
    assert "only what is not wanted" in fail("search", "--unwanted", picture)


def test_how_to_go_on_where_hits_are_judged(photos: Path) -> None:
    result = CliRunner().invoke(app, ["search", "--liked", str(photos / "coast.png"), "-n", "2"])
    assert "2 of 7 images; tell by --liked and --disliked" in " ".join(result.stderr.split())


def test_a_session_keeps_its_condition(photos: Path, tmp_path: Path) -> None:
    file = tmp_path / "session.json"
    asked = ("--where", "path like '%coast%' or path like '%dune%'", "--session", file)
    run("search", photos / "beach.png", *asked)
    found = json.loads(run("search", "--session", file, "--json"))
    assert sorted(names(json.dumps(found))) == ["coast", "dune"]
    assert found["query"]["text"].endswith("'%dune%'")
    assert names(run("search", "--session", file, "--where", "path like '%lake%'", "--json")) == ["lake"]
    file.write_text(file.read_text().replace("\"path like '%lake%'\"", "7"))
    assert "is no session" in fail("search", "--session", file)
