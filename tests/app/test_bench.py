"""The command that measures, run as a user runs it."""

from __future__ import annotations

import json
import shlex
from pathlib import Path

import pytest

from lookalike.reading import parse
from tests.running import fail, run, succeed


def test_bench_prints_one_object(dataset: Path) -> None:
    result = run("bench", dataset, "-r", "color", "--json", "-")
    figures = json.loads(result.stdout)
    assert (figures["dataset"], figures["representation"]) == ("dataset", str(parse("color")))
    assert figures["measures"]["mAP"] == 1.0
    assert figures["learnt_on"] == "Nothing is learnt."
    again = json.loads(succeed(*shlex.split(figures["command"])[1:], "--json", "-"))
    assert (again["measures"], again["intervals"]) == (figures["measures"], figures["intervals"])


def test_bench_saves_and_shows_a_comparison(dataset: Path, place: Path) -> None:
    specs = ("-r", "color", "-r", 'color_histogram(space="lab")')
    files = ("--json", place / "a.json", "--markdown", place / "a.md", "--html", place / "a.html")
    output = succeed("bench", dataset, *specs, *files)
    assert "mAP" in output
    assert len(json.loads((place / "a.json").read_text())) == 2
    assert "mAP" in (place / "a.md").read_text()
    assert "data:image/jpeg" in (place / "a.html").read_text()


def test_bench_learns_where_it_is_told(dataset: Path, photos: Path) -> None:
    spec = "color_histogram() >> pca(d=3)"
    told = json.loads(succeed("bench", dataset, "-r", spec, "--learn-on", photos, "--json", "-"))
    assert told["learnt_on"] == [str(photos)]
    untold = json.loads(succeed("bench", dataset, "-r", spec, "--json", "-"))
    assert "database" in untold["learnt_on"]


def test_bench_refuses_a_folder_without_ground_truth(photos: Path) -> None:
    assert "groundtruth.csv" in fail("bench", photos)


def test_pictures_to_learn_from_may_lie_where_the_datasets_are(
    dataset: Path, photos: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LOOKALIKE_DATA", str(photos.parent))
    spec = "color_histogram() >> pca(d=3)"
    told = json.loads(succeed("bench", dataset, "-r", spec, "--learn-on", photos.name, "--json", "-"))
    assert told["learnt_on"] == [photos.name]
    assert "LOOKALIKE_DATA" in fail("bench", dataset, "-r", spec, "--learn-on", "nowhere")


def test_a_folder_without_pictures_teaches_nothing(dataset: Path, place: Path) -> None:
    (place / "empty").mkdir()
    spec = "color_histogram() >> pca(d=2)"
    assert "no picture to learn from" in fail("bench", dataset, "-r", spec, "--learn-on", place / "empty")
    assert "no picture" in fail("weigh", dataset, "-r", f"({spec}) + color_names()", "--learn-on", place / "empty")


def test_bench_of_layers_draws_quality_against_depth(dataset: Path, place: Path) -> None:
    files = ("--json", place / "l.json", "--markdown", place / "l.md", "--html", place / "l.html")
    output = succeed("bench", dataset, "--layers", "efficientnet_lite0", *files)
    assert "block15" in output
    assert "mAP, gem" in output
    found = json.loads((place / "l.json").read_text())
    assert found["figures"][0]["layer"] == "stem"
    assert found["command"].endswith("--layers efficientnet_lite0 --seed 0")
    assert "| `block15` | 17 | 320 |" in (place / "l.md").read_text()
    page = (place / "l.html").read_text()
    assert "<svg" in page
    assert "depth of the layer" in page
    assert "://" not in page


def test_bench_of_layers_refuses_what_does_not_go_with_it(dataset: Path) -> None:
    assert "no network" in fail("bench", dataset, "--layers", "efficientnet_lite")
    assert "leave out -r" in run("bench", dataset, "--layers", "efficientnet_lite0", "-r", "color").stderr


def test_learned_whitening_takes_labels_from_other_folders_alone(dataset: Path, photos: Path) -> None:
    spec = "color_histogram() >> learned_whitening(d=3)"
    assert "learns from labels" in fail("bench", dataset, "-r", spec)
    told = json.loads(succeed("bench", dataset, "-r", spec, "--learn-on", photos, "--json", "-"))
    assert told["learnt_on"] == [str(photos)]
