"""``lookalike classify``, run as a user runs it."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from lookalike.app.cli import app
from tests.engine.test_classifying import HUES, pixels, write


@pytest.fixture
def place(tmp_path, monkeypatch) -> Path:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("LOOKALIKE_COLLECTION", str(tmp_path / "mine"))
    monkeypatch.setenv("COLUMNS", "200")
    for name, hue in HUES.items():
        for i in range(5):
            write(tmp_path / "photos" / name / f"{i}.png", pixels(hue, i))
    write(tmp_path / "new.png", pixels(HUES["blue"], 77))
    write(tmp_path / "odd.png", pixels(HUES["blue"], 77) // 16)
    return tmp_path


@pytest.fixture
def indexed(place) -> Path:
    assert run("index", "photos", "-r", "color_histogram(bins=(8, 2, 2))").exit_code == 0
    return place


def run(*arguments: str) -> Result:
    return CliRunner().invoke(app, list(arguments))


def failed(*arguments: str) -> str:
    result = run(*arguments)
    assert isinstance(result.exception, SystemExit), "a traceback would be shown"
    assert result.exit_code in (1, 2)
    assert result.stdout == ""
    return result.stderr


def test_the_network_needs_no_collection(place):
    result = run("classify", "new.png", "-n", "2")
    assert result.exit_code == 0
    assert [line.split()[-1][:2] for line in result.stdout.splitlines()[1:]] in ([["0.", "0."], ["-", "0.", "0."]])


@pytest.mark.parametrize("by", ["neighbors", "probe"])
def test_own_labels(indexed, by):
    result = run("classify", "new.png", "odd.png", "--by", by, "-n", "2")
    assert result.exit_code == 0
    header, first, *_ = (line.split() for line in result.stdout.splitlines())
    assert header == ["Picture", "Label", "Probability"]
    assert first[:2] == ["new.png", "blue"]
    assert ["odd.png", "unknown", "-"] in [line.split() for line in result.stdout.splitlines()]
    assert "Unknown: no picture of the collection" in result.stderr


def test_json(indexed):
    answer = json.loads(run("classify", "new.png", "odd.png", "--label", "red", "--label", "blue", "--json").stdout)
    assert answer["by"] == "neighbors"
    new, odd = answer["pictures"]
    assert (new["label"], new["unknown"]) == ("blue", False)
    assert [share["label"] for share in new["labels"]] == ["blue", "red"]
    assert sum(share["probability"] for share in new["labels"]) == pytest.approx(1)
    assert (odd["label"], odd["unknown"]) == (None, True)
    assert odd["evidence"] < odd["least"]


def test_check_tells_how_well_labels_can_be_told(indexed):
    result = run("classify", "--check")
    assert result.exit_code == 0
    *rows, last = result.stdout.splitlines()
    assert [row.split() for row in rows[1:]] == [[name, "5", "5"] for name in sorted(HUES)]
    assert last.startswith("Accuracy 1.000 [0.796, 1.000], chance 0.333.")
    figures = json.loads(run("classify", "--check", "--by", "probe", "--json").stdout)
    assert (figures["accuracy"], figures["pictures"]) == (1, 15)
    assert figures["labels"][0] == {"label": "blue", "pictures": 5, "right": 5, "taken_for": None}


def test_what_does_not_go_together_is_said(indexed):
    assert "Name a PICTURE" in failed("classify")
    assert "--check without one" in failed("classify", "new.png", "--check")
    assert "--by neighbors" in failed("classify", "new.png", "--by", "network", "--label", "red")
    assert "--network has classes" in failed("classify", "--check", "--network", "efficientnet_lite0")
    assert "efficientnet_lite0" in failed("classify", "new.png", "--network", "efficientnet")
    assert "did you mean red" in failed("classify", "new.png", "--label", "rad")
    assert "There is no collection" in failed("classify", "new.png", "--by", "probe", "-c", "elsewhere")
    assert "nowhere.png" in failed("classify", "nowhere.png")
