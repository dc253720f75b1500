"""Reports as JSON, Markdown and HTML."""

import base64
import io
import math
import re
from dataclasses import replace
from html.parser import HTMLParser

import pytest
from PIL import Image

from lookalike.bench.harness.datasets import Dataset
from lookalike.bench.harness.run import evaluate
from lookalike.bench.reports import tradeoff
from lookalike.bench.reports.page import SIDE, data_uri, html
from lookalike.bench.reports.report import LEARNT_ON_DATABASE, as_json, markdown

SPEC = 'color_histogram(space="hsv") >> pca(d=8)'
COMMAND = f"lookalike bench drawn --representation '{SPEC}'"
ROWS = [(f"{label}{i}.png", label, "both") for label in ("red", "sky", "oak") for i in range(4)]


@pytest.fixture
def folder(dataset_folder):
    return dataset_folder(ROWS)


@pytest.fixture
def report(folder, mean_color):
    dataset = Dataset.read(folder)
    return evaluate(
        dataset, mean_color, representation=SPEC, preset="mine", learnt_on=["photos", "more"], command=COMMAND
    )


@pytest.fixture
def worse(report):
    measures = {name: value * 2 + 0.1 if name == "ANMRR" else value / 2 for name, value in report.measures.items()}
    return replace(report, representation="lbp()", preset=None, measures=measures, learnt_on=LEARNT_ON_DATABASE)


class Page(HTMLParser):
    """The tags and the text of a page."""

    def __init__(self, text):
        super().__init__()
        self.tags, self.words = [], []
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data):
        self.words.append(data)

    def all(self, tag, kind=None):
        return [a for t, a in self.tags if t == tag and (kind is None or a.get("class") == kind)]


def test_json_begins_with_what_programs_read_and_is_one_object_or_a_list(report, worse):
    one = as_json([report])
    assert list(one)[:4] == ["dataset", "representation", "measures", "timings"]
    assert one["dataset"] == "drawn" and one["representation"] == SPEC
    assert all(type(value) is float for value in (*one["measures"].values(), *one["timings"].values()))
    assert all(low <= one["measures"][name] <= high for name, (low, high) in one["intervals"].items())
    assert as_json([report, worse]) == [report.to_json(), worse.to_json()]


def test_markdown_has_a_row_a_representation_and_the_command(report, worse):
    text = markdown([report, worse])
    table = [line for line in text.splitlines() if line.startswith("|")]
    assert len(table) == 4
    assert len({line.count(" | ") for line in table}) == 1
    assert table[2].startswith(f"| mine: `{SPEC}` | **1.000** [1.000, 1.000] |")
    assert table[3].startswith("| `lbp()` | 0.500 [")
    assert f"```sh\n{COMMAND}\n```" in text
    assert "Learnt on photos, more." in text and LEARNT_ON_DATABASE in text
    assert "ANMRR ↓" in table[0] and "bull's-eye" in table[0]


def test_low_is_best_where_the_measure_says_so(report, worse):
    assert markdown([worse, report]).count("**0.000**") == 1
    assert "**" not in markdown([report])


def test_left_out_queries_are_told(report):
    assert "left out" not in markdown([report])
    assert "12 queries against 12 images; 3 with nothing to find left out." in markdown([replace(report, left_out=3)])


def test_page_shows_best_and_worst_queries_with_their_answers(report, folder):
    page = Page(html([report], folder))
    assert len(page.all("figure", "query")) == 10
    assert len(page.all("figure", "right")) == 30
    assert len(page.all("figure", "wrong")) == 70
    assert len(page.all("img")) == 110
    assert all(image["src"].startswith("data:image/jpeg;base64,") for image in page.all("img"))
    assert [image["alt"] for image in page.all("img")[:1]] == [report.best[0].path]


def test_page_needs_nothing_else(report, folder):
    text = html([report], folder)
    assert not re.search(r"https?://|<link|<script|url\(", text)
    assert str(folder) not in text
    assert "prefers-color-scheme: dark" in text


def test_page_compares_representations(report, worse, folder):
    page = Page(html([report, worse], folder))
    assert len(page.all("td", "best")) == len(report.measures)
    assert len(page.all("h2")) == 2


def test_page_escapes_everything(report, folder):
    evil = "<script>alert('&')</script>\"'"
    shown = [replace(report.best[0], path=evil, answers=[replace(report.best[0].answers[0], path=evil)])]
    text = html(
        [replace(report, dataset=evil, representation=evil, preset=evil, command=evil, learnt_on=evil, best=shown)],
        folder,
    )
    page = Page(text)
    assert not page.all("script")
    assert "".join(page.words).count(evil) >= 5
    assert page.all("figure", "query")[0]["title"] == evil


def test_a_picture_that_cannot_be_read_leaves_a_gap(report, folder):
    for file in folder.glob("*.png"):
        file.write_bytes(b"broken")
    page = Page(html([report], folder))
    assert not page.all("img")
    assert "no picture" in page.words


def test_thumbnails_are_small_upright_and_white_behind(tmp_path):
    tall = Image.new("RGBA", (400, 200), (0, 0, 0, 0))
    exif = tall.getexif()
    exif[0x0112] = 6
    tall.save(tmp_path / "a.png", exif=exif)
    uri = data_uri(tmp_path / "a.png")
    with Image.open(io.BytesIO(base64.b64decode(uri.partition(",")[2]))) as thumbnail:
        assert (thumbnail.format, thumbnail.mode, thumbnail.size) == ("JPEG", "RGB", (SIDE // 2, SIDE))
        assert thumbnail.getextrema() == ((255, 255),) * 3


def test_timings_read_well(report):
    for value, text in ((None, "-"), (0.01234, "0.0123"), (8.5, "8.5"), (12345.6, "12,346")):
        assert f"| {text} |" in markdown([replace(report, timings=report.timings | {"ms_per_image": value})])


def sized(report, bytes_, value):
    return replace(
        report,
        preset=f"of {bytes_} bytes",
        measures={**report.measures, "mAP": value},
        intervals={**report.intervals, "mAP": (value - 0.01, value + 0.01)},
        timings={**report.timings, "bytes_per_image": float(bytes_)},
    )


def test_accuracy_is_drawn_against_bytes(report, folder):
    reports = [sized(report, 5120, 0.9), sized(report, 64, 0.88), sized(report, 1024, 0.85)]
    assert [point.bytes for point in tradeoff.points(reports)] == [64, 1024, 5120]
    both = tradeoff.points([*reports, sized(report, 64, 0.7)])
    assert [point.value for point in tradeoff.best_for_their_size(both)] == [0.88, 0.9]
    assert [point.bytes for point in tradeoff.best_for_their_size(tradeoff.points(reports))] == [64, 5120]
    page = Page(html(reports, folder))
    [chart] = page.all("svg", "tradeoff")
    assert chart["aria-label"] == "mAP against bytes an image"
    circles = sorted((float(a["cx"]), float(a["cy"])) for a in page.all("circle"))
    assert len(circles) == 3
    assert circles[2][1] < circles[0][1] < circles[1][1], "the more accurate is the higher"
    steps = [math.log2(size) for size in (64, 1024, 5120)]
    assert (circles[1][0] - circles[0][0]) / (circles[2][0] - circles[0][0]) == pytest.approx(
        (steps[1] - steps[0]) / (steps[2] - steps[0]), abs=1e-3
    )


def test_one_size_is_no_trade(report, folder):
    assert tradeoff.svg([report]) is None
    assert not Page(html([report, report], folder)).all("svg", "tradeoff")
