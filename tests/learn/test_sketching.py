"""Drawings and their names: what is learnt from them, and the network that comes of it."""

import json

import numpy as np
import pytest
from PIL import Image as Pillow
from skimage import data
from typer.testing import CliRunner

from lookalike import Image, LookalikeError
from lookalike.app.cli import app
from lookalike.describe.deep.drawn_concepts import DrawnConcepts
from lookalike.describe.deep.imagenet import mixtures
from lookalike.learn.card import card_of
from lookalike.learn.named import Named, name_of, named
from lookalike.learn.paper import lined, on_paper, placed
from lookalike.learn.sketching import Plan, sketching
from lookalike.learn.views import drawing
from lookalike.query.sketch import Sketch

SHAPES = {
    "ladder": '<path d="M30 5V95M70 5V95M30 20H70M30 40H70M30 60H70M30 80H70"/>',
    "umbrella": '<path d="M5 50A45 45 0 0 1 95 50ZM50 50V90A8 8 0 0 1 34 90"/>',
    "bicycle": '<circle cx="22" cy="65" r="18"/><circle cx="78" cy="65" r="18"/><path d="M22 65L40 35H70L78 65H22"/>',
    "envelope": '<path d="M5 20H95V80H5ZM5 20L50 55L95 20"/>',
}
SVG = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 100 100"><g fill="none" stroke="black" '
    'stroke-width="{}" transform="rotate({} 50 50)">{}</g></svg>'
)
PLAN = Plan(layers=("block4", "block8"), size=96, views=2)


@pytest.fixture(scope="module")
def drawings(tmp_path_factory):
    folder = tmp_path_factory.mktemp("drawings")
    for name, shape in SHAPES.items():
        for i in range(4):
            (folder / f"{name}-{i}.svg").write_text(SVG.format(2 + i % 2, 8 * i - 12, shape))
    (folder / "1F434-1F3FD.svg").write_text(SVG.format(2, 0, SHAPES["ladder"]))
    (folder / "umbrella-torn.svg").write_text("<svg")
    Pillow.fromarray(data.coffee()).save(folder / "0001.png")
    return folder


@pytest.mark.parametrize(
    ("stem", "name"),
    [
        ("rocking-chair_2", "rocking chair"),
        ("1F434", "horse face"),
        ("1F434-1F3FD", ""),
        ("E0C1", ""),
        ("1000268201_693b08cb0e", ""),
        ("DSC_0042", ""),
        ("xqzzk", ""),
    ],
)
def test_files_are_named_by_what_they_show(stem, name):
    assert name_of(stem) == name


def test_drawings_without_a_name_are_left_out_and_photographs_are_not(drawings):
    found = {picture.path.name: picture.name for picture in named([drawings])}
    assert found["ladder-0.svg"] == "ladder"
    assert found["0001.png"] == ""
    assert "1F434-1F3FD.svg" not in found


def test_a_drawing_keeps_its_lines_and_lies_elsewhere(drawings):
    picture = Named(drawings / "ladder-0.svg", "ladder").image(300)
    assert picture.pixels.shape == (300, 300, 3)
    assert on_paper(picture.pixels) and lined(picture.pixels)
    views = [placed(picture.pixels, 96, np.random.default_rng(seed)) for seed in (1, 2)]
    assert all(on_paper(view) and view.min() < 100 for view in views)
    assert np.abs(views[0].astype(int) - views[1]).mean() > 3
    made = drawing(picture, 96, np.random.default_rng(0))
    assert lined(made) and made.min() < 100


def test_photographs_and_clip_art_become_lines():
    photograph = Image(data.coffee())
    assert not on_paper(photograph.pixels)
    art = np.full((200, 200, 3), 255, np.uint8)
    art[60:140, 60:140] = (200, 30, 30)
    assert on_paper(art) and not lined(art)
    for picture in (photograph, Image(art)):
        made = drawing(picture, 96, np.random.default_rng(0))
        assert lined(made) and 0 < (made < 128).mean() < 0.4


def test_drawings_that_were_not_seen_are_taken_for_what_they_show(drawings, tmp_path):
    file = tmp_path / "sketch.onnx"
    card = sketching(list(named([drawings])), PLAN, file, lambda done, total: None)
    assert card_of(file)["pictures"] == card.pictures == 17, "the torn one is left out"
    assert card.groups == len(SHAPES) + 1, "its name is not"
    descriptor = DrawnConcepts(str(file))
    wanted = mixtures(list(SHAPES))
    wanted = wanted - wanted.mean(axis=0)
    for place, shape in enumerate(SHAPES.values()):
        (tmp_path / "asked.svg").write_text(SVG.format(3, 5, shape))
        said = descriptor.drawing_vector(Sketch(str(tmp_path / "asked.svg")).drawing())[0]
        assert (wanted @ said).argmax() == place


def test_too_few_drawings_are_told(drawings, tmp_path):
    with pytest.raises(LookalikeError, match="It takes 8 drawings"):
        sketching(list(named([drawings]))[:3], PLAN, tmp_path / "sketch.onnx", lambda done, total: None)


def test_the_command_writes_the_network_and_refuses_what_it_does_not_take(drawings, tmp_path):
    file = str(tmp_path / "sketch.onnx")
    given = ["finetune", str(drawings), "--sketch", "--from", "names", "-o", file]
    told = CliRunner().invoke(app, [*given, "--size", "64", "--views", "1", "--json"])
    assert told.exit_code == 0, told.output
    assert json.loads(told.stdout)["source"] == "names"
    assert DrawnConcepts(file).dimension == 1000
    refused = CliRunner().invoke(app, [*given, "--frozen", "block3"])
    assert refused.exit_code == 1
    assert "leave out --frozen" in refused.stderr
