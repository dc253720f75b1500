"""What is seen can be shown, as a table, as JSON and as a page."""

import json
import re

import numpy as np
import pytest
from typer.testing import CliRunner

from lookalike.app.cli import app
from lookalike.app.pages.charts import svg
from lookalike.reading import parse
from lookalike.seen import Chart
from tests.pictures import encoded, scene

TWO = "color_histogram(bins=(4, 2, 2)) + 3 * color_histogram(space='rgb', bins=(2, 2, 2))"


@pytest.fixture
def pictures(tmp_path):
    for seed, name in enumerate(("red.png", "blue <b>.png")):
        (tmp_path / name).write_bytes(encoded(scene(seed), "PNG"))
    return str(tmp_path / "red.png"), str(tmp_path / "blue <b>.png")


def run(*args: str):
    return CliRunner().invoke(app, ["explain", *args])


def test_contributions_add_up_to_the_score(pictures):
    said = json.loads(run(*pictures, "-r", TWO, "--json").stdout)
    assert [part["weight"] for part in said["parts"]] == [0.25, 0.75]
    assert sum(part["contribution"] for part in said["parts"]) == pytest.approx(said["score"])
    for part in said["parts"]:
        assert part["contribution"] == pytest.approx(part["weight"] * part["similarity"])
    assert all(len(part["seen"]) == 2 for part in said["parts"])


def test_a_picture_alone_has_no_score(pictures):
    said = json.loads(run(pictures[0], "-r", TWO, "--json").stdout)
    assert said["score"] is None
    assert all(part["similarity"] is None for part in said["parts"])


def test_a_picture_is_wholly_like_itself(pictures):
    said = json.loads(run(pictures[0], pictures[0], "-r", TWO, "--json").stdout)
    assert said["score"] == pytest.approx(1, abs=1e-5)


def test_the_page_needs_no_other_file_and_escapes_names(pictures, tmp_path):
    page = tmp_path / "why.html"
    assert run(*pictures, "-r", TWO, "--html", str(page)).exit_code == 0
    text = page.read_text(encoding="utf-8")
    assert "blue &lt;b&gt;.png" in text
    assert "<b>" not in text
    assert set(re.findall(r'src="([a-z]+:)', text)) == {"data:"}
    assert text.count("<figure>") >= 4


def test_places_that_make_two_pictures_alike_are_told_and_lit(pictures, tmp_path):
    page = tmp_path / "why.html"
    spec = 'cnn("efficientnet_lite0") + color_histogram()'
    said = json.loads(run(*pictures, "-r", spec, "--json", "--html", str(page)).stdout)
    [heat] = said["heats"].values()
    assert np.sum(heat["asked"]) == pytest.approx(said["parts"][0]["similarity"], abs=2e-2)
    assert "What makes them alike, and where" in page.read_text(encoding="utf-8")


def test_visual_words_are_not_told_as_no_numbers(pictures, tmp_path):
    uri = str(tmp_path / "words.lance")
    made = ["index", str(tmp_path), "-c", uri, "-r", "sift(n=50, contrast=0.001) >> root() >> bow(k=8)"]
    assert CliRunner().invoke(app, made).exit_code == 0
    assert "visual words" in run(*pictures, "-c", uri).stdout
    assert json.loads(run(*pictures, "-c", uri, "--json").stdout)["parts"][0]["stored"] is None


def test_what_must_learn_first_is_refused(pictures):
    result = run(pictures[0], "-r", "color_histogram() >> pca(d=2)")
    assert result.exit_code == 1
    assert "must learn" in result.stderr


def test_a_collection_lends_its_representation(pictures, tmp_path):
    uri = str(tmp_path / "c.lance")
    made = ["index", str(tmp_path), "-c", uri, "-r", "color_histogram(bins=(2, 2, 2)) >> pca(d=1)"]
    assert CliRunner().invoke(app, made).exit_code == 0
    said = json.loads(run(*pictures, "-c", uri, "--json").stdout)
    assert said["parts"][0]["stored"] == 1


def test_the_collection_of_the_environment_is_taken_unless_a_representation_is_named(pictures, tmp_path, monkeypatch):
    monkeypatch.setenv("LOOKALIKE_COLLECTION", str(tmp_path / "c.lance"))
    assert "There is no collection" in run(pictures[0]).stderr
    made = ["index", str(tmp_path), "-r", "color_histogram(bins=(2, 2, 2))"]
    assert CliRunner().invoke(app, made).exit_code == 0
    assert json.loads(run(pictures[0], "--json").stdout)["representation"] == "color_histogram(bins=(2, 2, 2))"
    assert json.loads(run(pictures[0], "-r", TWO, "--json").stdout)["representation"] == str(parse(TWO))
    assert "LOOKALIKE_COLLECTION" in run("--help").stdout


def test_a_chart_draws_every_bar_and_no_more_than_fit():
    drawn = svg(Chart("t", np.array([1, -2, 0.5], np.float32), labels=("a", "<b>", "c"), colors=("red", "}x", "#fff")))
    assert drawn.count("<rect") == 3
    assert "&lt;b&gt;" in drawn
    assert "}x" not in drawn
    assert svg(Chart("t", np.ones(5000, np.float32))).count("<rect") <= 256
