from __future__ import annotations

import base64
import io
import re
from html.parser import HTMLParser

import pytest
from PIL import Image

from lookalike.app.pages.page import COLORS, Answer, Part, Shown, results_page
from lookalike.types import Box


def jpeg(width: int = 60, height: int = 40, color: str = "teal") -> bytes:
    buffer = io.BytesIO()
    Image.new("RGB", (width, height), color).save(buffer, "JPEG")
    return buffer.getvalue()


class Page(HTMLParser):
    """The elements of a page, with their attributes, and its text."""

    VOID = frozenset({"meta", "img", "br", "link"})

    def __init__(self, html: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.open: list[str] = []
        self.words = ""
        self.feed(html)
        self.close()

    def handle_starttag(self, tag, attributes):
        self.elements.append((tag, dict(attributes)))
        if tag not in self.VOID:
            self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        if self.open[-1:] != ["style"]:
            self.words += f" {data}"

    def all(self, tag: str, **wanted: str) -> list[dict[str, str | None]]:
        return [a for t, a in self.elements if t == tag and all(a.get(k.rstrip("_")) == v for k, v in wanted.items())]


def page(*answers: Answer, title: str = "Title") -> Page:
    parsed = Page(results_page(title, answers))
    assert not parsed.open
    return parsed


EXAMPLE = Part("example.jpg", jpeg())
HIT = Shown(jpeg(), "beach.jpg", 0.75, {"cnn()": 0.5, "color()": 0.25}, "file:///pictures/beach.jpg")


def test_holds_its_pictures_whole():
    shown = page(Answer("query", [Part("square", jpeg(30, 30))], [HIT]))
    example, hit = shown.all("img")
    assert base64.b64decode(hit["src"].removeprefix("data:image/jpeg;base64,")) == HIT.thumbnail
    assert (example["width"], example["height"], hit["width"], hit["height"]) == ("30", "30", "60", "40")


def test_asks_nothing_of_any_host_and_runs_nothing():
    html = results_page("t", [Answer("query", [EXAMPLE], [HIT])])
    parsed = Page(html)
    assert not {"script", "link", "iframe"} & {tag for tag, _ in parsed.elements}
    assert not re.search(r"https?://|url\(|@import", html)
    assert [a["src"] for a in parsed.all("img") if not a["src"].startswith("data:image/jpeg;base64,")] == []
    assert "default-src 'none'" in html


def test_escapes_all_text():
    evil = "\"'><script>alert(1)</script>"
    shown = page(
        Answer(evil, [Part(evil, jpeg())], [Shown(jpeg(), evil, 0.5, {evil: 0.5}, f"file:///{evil}", True)]), title=evil
    )
    assert not shown.all("script")
    assert shown.words.count("<script>alert(1)</script>") == 6  # title, heading, legend, query, why, caption
    assert shown.all("a")[0]["href"] == f"file:///{evil}"


def test_every_picture_can_be_told_and_reached_without_seeing_or_pointing():
    linked, plain = HIT, Shown(jpeg(), "hill.jpg", 0.5, {}, None)
    shown = page(Answer("query", [EXAMPLE], [linked, plain]))
    assert [a["alt"] for a in shown.all("img")] == ["example.jpg", "beach.jpg", "hill.jpg"]
    assert shown.all("a")[0]["href"] == linked.href
    assert [a["class"].strip() for a in shown.all("div", tabindex="0")] == ["hit"]


def test_what_is_added_to_every_hit_is_told_as_that():
    hits = [
        Shown(jpeg(), "a", 0.7, {"figures": 0.3, "colors": 0.4}),
        Shown(jpeg(), "b", 0.5, {"figures": 0.3, "colors": 0.2}),
    ]
    assert page(Answer("q", [EXAMPLE], hits)).words.count("adds 0.300 to each") == 1
    assert "to each" not in page(Answer("q", [EXAMPLE], hits[:1])).words


def test_bars_show_what_the_score_is_made_of():
    shown = page(Answer("query", [EXAMPLE], [HIT]))
    assert [a["style"] for a in shown.all("i")] == ["--part: 50.0%", "--part: 25.0%"]
    assert [a["class"] for a in shown.all("i")] == ["c0", "c1"]
    assert shown.words.count("cnn()") == 2  # in the legend and with the hit
    assert "0.750" in shown.words


def test_bars_stay_within_their_frame_when_unwanted_examples_subtract():
    shown = page(Answer("q", [EXAMPLE], [Shown(jpeg(), "c", 0.5, {"a": 1.5, "b": 0.5, "not d": -1.5}), HIT]))
    widths = [float(re.findall(r"[\d.]+", a["style"])[0]) for a in shown.all("i")]
    assert widths == [75.0, 25.0, 25.0, 12.5]
    assert "-1.500" in shown.words


def test_parts_that_say_nothing_are_left_out():
    shown = page(Answer("q", [EXAMPLE], [Shown(jpeg(), "c", 0.5, {"a": 0.5, "silent": 0.0}), HIT]))
    assert "silent" not in shown.words
    assert [a["class"] for a in shown.all("i")][:1] == ["c0"]


def test_more_parts_than_colors_still_have_one_each():
    why = {f"part{i}": 0.01 for i in range(COLORS + 1)}
    html = results_page("t", [Answer("q", [EXAMPLE], [Shown(jpeg(), "c", 0.1, why)])])
    classes = [a["class"] for a in Page(html).all("i")]
    assert classes == [f"c{i}" for i in range(COLORS)] + ["c0"]
    assert all(f".{name} {{" in html and f"--{name}: #" in html for name in set(classes))


def test_marks_and_counts_what_is_right():
    hits = [Shown(jpeg(), "c", 0.5, {}, None, correct) for correct in (True, False, True, None)]
    shown = page(Answer("q", [EXAMPLE], hits))
    assert [a["aria-label"] for a in shown.all("span", role="img")] == ["right", "wrong", "right"]
    assert re.search(r"2\s+of 3 right", shown.words)
    assert "right" not in page(Answer("q", [EXAMPLE], [HIT])).words


@pytest.mark.parametrize(("width", "height", "shape"), [(60, 40, 1.5), (200, 10, 2.6), (10, 200, 0.62)])
def test_cells_have_the_pictures_shape_within_reason(width, height, shape):
    shown = page(Answer("q", [], [Shown(jpeg(width, height), "c", 0.5, {})]))
    assert shown.all("li")[0]["style"] == f"--shape: {shape}"


def test_what_was_found_in_a_picture_is_outlined():
    shown = page(Answer("q", [], [Shown(jpeg(), "c", 0.5, {}, boxes=[Box(0.5, 0.25, 0.2, 0.5)])]))
    assert shown.all("i")[0]["style"] == "left: 40.0%; top: 0.0%; width: 20.0%; height: 50.0%"


def test_says_when_nothing_was_found():
    assert "Nothing found." in page(Answer("q", [EXAMPLE], [])).words
    assert "Nothing found." not in page(Answer("q", [EXAMPLE], [HIT])).words
