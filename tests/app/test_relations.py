"""``lookalike relations``, run as a user runs it."""

import json
from pathlib import Path

import pytest
import typer
from PIL import Image
from typer.testing import CliRunner

from lookalike.app.commands.relations import relations
from lookalike.types import LookalikeError
from tests.running import succeed

LEFT, RIGHT = ({"cx": cx, "cy": 0.5, "w": 0.2, "h": 0.4} for cx in (0.2, 0.8))


@pytest.fixture
def boxes(tmp_path):
    listed = {
        "a.png": [{"name": "dog", **LEFT}, {"name": "person", **RIGHT}],
        "b.png": [{"name": "dog", **RIGHT}, {"name": "person", **LEFT}],
        "c & d.png": [{"name": "dog", **LEFT}, {"name": "person", **RIGHT, "cx": 0.3}],
    }
    for name in listed:
        Image.new("RGB", (80, 60), (90, 120, 90)).save(tmp_path / name)
    file = tmp_path / "boxes.json"
    file.write_text(json.dumps(listed), encoding="utf-8")
    return file


def run(*arguments):
    app = typer.Typer()
    app.command()(relations)
    return CliRunner().invoke(app, list(map(str, arguments)), catch_exceptions=False)


def test_pictures_come_best_first_with_their_boxes(boxes):
    result = run("dog left of person", "--boxes", boxes)
    assert result.exit_code == 0
    _, first, second = result.stdout.splitlines()
    assert " ".join(first.split()) == f"1 1.000 {boxes.parent / 'a.png'} dog at 20 50, person at 80 50"
    assert "0.500" in second
    assert "1 to 2 of 2 images." in result.stderr


def test_json_has_the_query_the_reasons_and_the_boxes(boxes):
    answer = json.loads(run("dog left of person and dog above person", "--boxes", boxes, "-n", 1, "--json").stdout)
    assert answer["query"] == ["dog left of person", "dog above person"]
    assert answer["total"] == 2
    [hit] = answer["hits"]
    assert hit["path"] == str(boxes.parent / "a.png")
    assert hit["score"] == 0.5
    assert hit["why"] == {"dog left of person": 1, "dog above person": 0}
    assert hit["boxes"] == {"dog": LEFT, "person": RIGHT}


def test_a_page_shows_the_pictures(boxes, tmp_path):
    page = tmp_path / "answer.html"
    assert run("dog left of person", "--boxes", boxes, "--html", page).exit_code == 0
    text = page.read_text(encoding="utf-8")
    assert text.count("data:image/jpeg") == 2
    assert "c &amp; d.png" in text


def test_nothing_found_is_said(boxes):
    result = run("person above dog", "--boxes", boxes)
    assert (result.stdout, result.stderr) == ("", "No image has this.\n")


def test_a_wrong_query_is_an_error_for_the_user(boxes):
    with pytest.raises(LookalikeError, match="did you mean left of"):
        run("dog lft of person", "--boxes", boxes)


def test_relations_go_on_without_a_picture_that_is_gone(place: Path) -> None:
    boxes = [{"name": name, "cx": cx, "cy": 0.5, "w": 0.2, "h": 0.2} for name, cx in (("dog", 0.2), ("person", 0.7))]
    (place / "boxes.json").write_text(json.dumps({"gone.jpg": boxes}))
    output = succeed("relations", "dog left of person", "--boxes", "boxes.json", "--html", "answer.html")
    assert "gone.jpg" in output
    assert "gone.jpg" in (place / "answer.html").read_text()
