"""Local features on the command line: proof of a match as data and as drawings, training, measuring."""

import json
from pathlib import Path

import numpy as np
import pytest
from PIL import Image as Pillow
from skimage import data
from typer.testing import CliRunner

from lookalike.app.cli import app
from lookalike.app.pages.matches import GAP, Scaled, proof, side_by_side
from lookalike.collection.decode import Picture
from lookalike.types import Image, Match

SPEC = "sift(n=300) >> root() >> bow(k=32)"


def run(*arguments: object, code: int = 0):
    result = CliRunner().invoke(app, [str(argument) for argument in arguments])
    assert result.exit_code == code, result.stderr
    return result


@pytest.fixture(scope="module")
def photos(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("photos")
    rows = ["path,label,role"]
    for name, pixels in (("astronaut", data.astronaut()), ("coffee", data.coffee()), ("cat", data.chelsea())):
        small = Pillow.fromarray(pixels).resize((320, 256))
        small.save(folder / f"{name}.png")
        small.rotate(90, expand=True).save(folder / f"{name}-turned.png")
        rows += [f"{file}.png,{name},both" for file in (name, f"{name}-turned")]
    (folder / "groundtruth.csv").write_text("\n".join(rows))
    return folder


@pytest.fixture(scope="module")
def collection(photos: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = tmp_path_factory.mktemp("c") / "collection"
    run("index", photos, "-c", place, "-r", SPEC)
    return place


def test_a_hit_tells_where_the_picture_is(photos, collection):
    found = run("search", photos / "cat.png", "-c", collection, "--rerank", "geometric", "-n", 3, "--json")
    answer = json.loads(found.stdout)
    turned = next(hit for hit in answer["hits"] if hit["path"].endswith("cat-turned.png"))
    assert turned["match"]["inliers"] > 30
    corners = np.array(turned["match"]["outline"])
    assert np.abs(corners - [(-0.5, 319.5), (-0.5, -0.5), (255.5, -0.5), (255.5, 319.5)]).max() < 3
    assert answer["query"]["rerank"] == "geometric"


def test_a_table_counts_inliers(photos, collection):
    table = run("search", photos / "cat.png", "-c", collection, "--rerank", "geometric").stdout
    assert "Inliers" in table
    assert "Inliers" not in run("search", photos / "cat.png", "-c", collection).stdout


def test_pages_draw_the_proof(photos, collection, tmp_path):
    options = ("--region", "0.1,0.1,0.9,0.1,0.9,0.9,0.1,0.9", "--rerank", "geometric")
    run("search", photos / "cat.png", "-c", collection, *options, "--html", tmp_path / "found.html")
    page = (tmp_path / "found.html").read_text(encoding="utf-8")
    assert "features agree" in page
    assert "<polygon" in page
    run("explain", photos / "cat.png", photos / "cat-turned.png", "-c", collection, "--html", tmp_path / "why.html")
    assert "local features agree on where" in (tmp_path / "why.html").read_text(encoding="utf-8")


def test_what_was_trained_is_indexed_and_measured_by(photos, tmp_path):
    trained = tmp_path / "words.lookalike"
    run("train", photos, "-r", SPEC, "-o", trained)
    run("index", photos, "-c", tmp_path / "c", "-r", trained)
    measured = json.loads(run("bench", photos, "-r", trained, "--rerank", "geometric(depth=6)", "--json", "-").stdout)
    assert measured["measures"]["mAP"] > 0.9
    assert "Learnt before" in measured["learnt_on"]
    assert "--rerank" in measured["command"]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("train", "{photos}", "-r", "color_histogram()"), "nothing to learn"),
        (("train", "{photos}", "-r", SPEC, "-o", "words.npz"), ".lookalike"),
        (("index", "{photos}", "-r", "sift()"), "bring them together"),
        (("index", "{photos}", "-r", "color_histogram() >> vlad()"), "leave it out"),
        (("index", "{photos}", "-r", "sift() >> bow"), "write bow()"),
        (("index", "{photos}", "-r", "sift() >> geometric()"), "rerank"),
        (("index", "{photos}", "-r", "missing.lookalike"), "missing.lookalike"),
        (("search", "{photos}/cat.png", "--rerank", "geometrics"), "did you mean geometric?"),
        (("search", "{photos}/cat.png", "--region", "0,0,1,1,0.5"), "corners"),
        (("bench", "invariance", "nowhere"), "nowhere"),
    ],
)
def test_mistakes_are_told_in_a_sentence(photos, collection, tmp_path, monkeypatch, arguments, said):
    monkeypatch.chdir(tmp_path)
    place = collection if arguments[0] == "search" else tmp_path / "new"
    monkeypatch.setenv("LOOKALIKE_COLLECTION", str(place))
    result = run(*(argument.format(photos=photos) for argument in arguments), code=1)
    assert said in result.stderr
    assert result.stderr.count("\n") <= 2


def test_a_proof_shows_both_pictures_in_one_height():
    tall, low = (Image(np.zeros((*size, 3), np.uint8)) for size in ((60, 40), (30, 90)))
    match = Match(np.array([[(1, 1), (2, 2)]], np.float32), np.eye(3), np.empty((0, 2), np.float32))
    drawn = Picture.open(proof(Scaled(tall, (40, 60)), Scaled(low, (90, 30)), match)).image(None)
    assert drawn.height == 480
    columns = (drawn.pixels[240] > 200).all(axis=1)
    assert np.flatnonzero(columns)[0] == pytest.approx(320, abs=2)


def test_lines_join_what_belongs_together():
    black = Image(np.zeros((40, 50, 3), np.uint8))
    points = np.array([[(10, 20), (30, 5)]], np.float32)
    outline = np.array([(0, 0), (49, 0), (49, 39), (0, 39)], np.float32)
    drawn = side_by_side((black, black), ((50, 40), (50, 40)), Match(points, np.eye(3), outline))
    assert drawn.shape == (40, 100 + GAP, 3)
    middle = drawn[10:16, 50 + GAP // 2]
    assert (middle != 255).any()
    assert drawn[0, 80 + GAP].any() and not drawn[39, 20].any()
