"""The laboratory's tables, files and page."""

import json
import re

import numpy as np
import pytest
from skimage import data

from lookalike.app.pages.curves import Lines, key, marks, svg
from lookalike.app.runs import laboratory as examined
from lookalike.app.runs.laboratory import laboratory
from lookalike.bench.invariance.detectors import chosen
from lookalike.types import LookalikeError
from tests.pictures import encoded

SHIFTED = "1 0 -7\n0 1 -4\n0 0 1\n"


@pytest.fixture(scope="module")
def folders(tmp_path_factory):
    base = tmp_path_factory.mktemp("laboratory")
    pixels = data.astronaut()[:180, 130:330]
    for name in ("face", "again"):
        (base / "sequences" / name).mkdir(parents=True)
        (base / "sequences" / name / "img1.png").write_bytes(encoded(pixels[:170, :190], "PNG"))
        (base / "sequences" / name / "img2.png").write_bytes(encoded(pixels[4:174, 7:197], "PNG"))
        (base / "sequences" / name / "H1to2p").write_text(SHIFTED)
    (base / "photographs").mkdir()
    (base / "photographs" / "face.png").write_bytes(encoded(pixels, "PNG"))
    return base / "sequences", base / "photographs"


@pytest.fixture(scope="module")
def findings(folders):
    sequences, photographs = folders
    return examined.measured(sequences, ["orb(n=200)", "brisk(n=100)"], photographs)


@pytest.fixture
def found(findings, monkeypatch):
    monkeypatch.setattr(examined, "measured", lambda *_: findings)


@pytest.mark.usefixtures("found")
def test_tables_are_printed_and_files_written(tmp_path, capsys):
    files = {name: tmp_path / f"it.{name}" for name in ("json", "md", "html")}
    laboratory(None, [], str(files["json"]), files["md"], files["html"])
    printed = capsys.readouterr()
    assert "sequence face" in printed.out
    assert "all pairs" in printed.out
    assert "how far changes are survived" in printed.out
    assert "MMA@10" in printed.out
    assert "overlap error" in printed.err
    assert set(json.loads(files["json"].read_text())) >= {"sequences", "synthetic", "versions", "command"}
    assert "| `orb(n=200)` |" in files["md"].read_text()
    assert files["html"].read_text().startswith("<!DOCTYPE html>")


@pytest.mark.usefixtures("found")
def test_json_may_be_all_that_is_printed(capsys):
    laboratory(None, [], "-", None, None)
    assert len(json.loads(capsys.readouterr().out)["synthetic"]) == 16


def test_figures_stand_beside_the_command_that_makes_them_again(folders, findings):
    sequences, photographs = folders
    assert findings.commands["orb(n=200)"] == (
        f"lookalike bench invariance {sequences} -r 'orb(n=200)' --photographs {photographs}"
    )
    assert findings.command.count(" -r ") == 2
    assert {"lookalike", "numpy", "python"} <= set(findings.versions)
    again = examined.measured(sequences, ["orb(n=200)"], photographs)
    assert again.table["face"]["orb(n=200)"] == findings.table["face"]["orb(n=200)"]
    assert again.curves[3].levels == findings.curves[6].levels


def test_a_shift_is_followed_whole(findings):
    figures = findings.table["all pairs"]["orb(n=200)"]
    assert figures.mma[9] > 0.9
    assert figures.repeatability > 0.5


@pytest.mark.usefixtures("found")
def test_the_page_needs_nothing_else(tmp_path):
    laboratory(None, [], None, None, tmp_path / "it.html")
    html = (tmp_path / "it.html").read_text()
    assert not re.search(r"https?://|url\(|@import|<script|<link", html)
    assert "default-src 'none'" in html
    assert "prefers-color-scheme: dark" in html
    assert len(re.findall("<figure>", html)) == 2 * 3 + 8 * 4
    used, defined = set(re.findall(r'href="#(\w+)"', html)), re.findall(r' id="(\w+)"', html)
    assert used <= set(defined)
    assert len(defined) == len(set(defined))
    assert "nan" not in re.sub(r"<style>.*?</style>", "", html, flags=re.DOTALL).lower()


def test_text_in_the_page_is_escaped():
    evil = "<script>\"'&"
    drawn = svg(Lines(evil, evil, [evil, "2"], {evil: [0.1, 0.2]}), [evil])
    assert "<script>" not in drawn
    assert drawn.count("&lt;script&gt;") == 7


def test_lines_lie_where_their_values_say():
    drawn = svg(Lines("x", "y", ["a", "b", "c"], {"one": [0, 0.5, 1]}, between=1), ["other", "one"])
    (path,) = re.findall(r'class="curve" d="M([^"]*)"', drawn)
    points = np.array([[float(number) for number in point.split()] for point in path.split("L")])
    assert points[:, 0] == pytest.approx([48, 200, 352])
    assert points[1, 1] == pytest.approx((points[0, 1] + points[2, 1]) / 2)
    assert points[0, 1] > points[2, 1]
    (neutral,) = re.findall(r'class="neutral" d="M([0-9.]+)', drawn)
    assert float(neutral) == pytest.approx(124)
    assert "one: a: 0.000, b: 0.500, c: 1.000" in drawn
    assert "neutral" not in svg(Lines("x", "y", ["a"], {"one": [0.3]}), ["one"])


def test_lines_can_be_told_apart_without_colour():
    looks = [re.sub(r'class="key c\d"', "", key(place)) for place in range(30)]
    assert len(set(looks)) == len(looks)
    assert marks().count("<path") == 7


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("nowhere", ["sift()"]), "nowhere"),
        ((None, ["color"]), "local features"),
        ((None, ["orb() >> shift()"]), "no method"),
    ],
)
def test_what_is_wrong_is_said_at_once(tmp_path, arguments, said):
    folder, specs = arguments
    with pytest.raises(LookalikeError, match=said):
        laboratory(folder and tmp_path / folder, specs, None, None, None)


def test_pictures_alone_are_no_sequences(folders):
    with pytest.raises(LookalikeError, match="H1to2p"):
        laboratory(folders[1], ["sift()"], None, None, None)


def test_descriptors_whose_weights_are_missing_are_left_out(monkeypatch, capsys):
    good, bad = chosen(["sift()", "orb()"])

    def fails(*_):
        raise LookalikeError("Install it.")

    monkeypatch.setattr(type(bad.part.descriptor), "describe", fails)
    assert list(examined._able([good, bad])) == [good]
    assert "orb() is left out: Install it." in capsys.readouterr().err
    with pytest.raises(LookalikeError, match="Install it"):
        laboratory(None, ["orb()"], None, None, None)
