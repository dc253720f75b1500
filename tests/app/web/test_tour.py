"""The guided tour of the web app, as docs/tour.md tells it; ``make tour`` takes its pictures anew."""

from __future__ import annotations

import io
import math
from pathlib import Path

import pytest
from PIL import Image

from lookalike.bench.harness.served import Served
from lookalike.engine.collection import Collection
from tests.app.web import gallery
from tests.app.web.looking import ask, names, settled, staged, until
from tests.app.web.test_composing import begin, press, search, stroke
from tests.app.web.test_map import MADE

QUALITY = 74


@pytest.fixture(scope="module")
def address(tmp_path_factory):
    """The app with the pictures of the tour, in the place of those of the other tests."""
    place = tmp_path_factory.mktemp("tour")
    gallery.fill(place / "gallery")
    Collection.create(place / "gallery.lance", "everything").add([place / "gallery"])
    with Served([place / "gallery.lance"]) as server:
        yield f"http://{server.host}:{server.port}/"


@pytest.fixture
def shoot(request):
    """Takes a picture of the page for the tour, if ``--tour`` names a folder for them."""
    folder = request.config.getoption("--tour", default=None)

    def take(page, name):
        if folder is None:
            return
        settled(page)
        until(page, "[...document.images].every(image => image.complete)")
        page.wait_for_timeout(700)
        screen = Image.open(io.BytesIO(page.screenshot())).convert("RGB")
        screen.thumbnail((1120, 1120))
        screen.save(Path(folder) / f"{name}.webp", quality=QUALITY, method=6)

    return take


def ring(x, y, across, down):
    """Points around an ellipse, in fractions."""
    turns = [2 * math.pi * step / 24 for step in range(25)]
    return [(x + across * math.cos(turn), y + down * math.sin(turn)) for turn in turns]


def rest(page):
    """Take the pointer away from the pictures."""
    page.mouse.move(4, 130)


def test_words_and_pictures(opened, shoot):
    page = opened()
    shoot(page, "start")
    ask(page, "cat")  # the first words of all take longer
    ask(page, "coffee")
    assert names(page)[0].startswith("coffee")
    rest(page)
    shoot(page, "words")
    page.hover(".tile >> nth=0")
    with page.expect_response(lambda response: "/search?" in response.url):
        page.locator(".tile >> nth=0").locator("[data-does=more]").click()
    settled(page)
    ask(page, "motorcycle")
    assert {name.split()[0] for name in names(page, 2)} <= {"coffee", "motorcycle"}
    assert page.locator(".chip").count() == 2
    rest(page)
    shoot(page, "mix")


def test_a_part(opened, shoot):
    page = opened()
    ask(page, "motorcycle")
    page.get_by_role("toolbar", name="Ways to search").get_by_role("button", name="Part of a picture").click()
    page.get_by_role("link", name="motorcycle.jpg").click()
    staged(page)
    stroke(page, "dialog .stage img", (0.12, 0.42), (0.4, 0.88))
    shoot(page, "part")
    with page.expect_response(lambda response: "/search?" in response.url):
        page.get_by_role("button", name="Search for this part").click()
    settled(page)
    assert {name.split()[0] for name in names(page, 3)} == {"motorcycle"}
    assert page.locator(".line").count() == 0
    rest(page)
    shoot(page, "part-found")


def test_a_drawing(opened, shoot):
    page = opened()
    begin(page, "Drawing")
    for points in (ring(0.47, 0.52, 0.3, 0.4), ring(0.48, 0.36, 0.17, 0.2), ring(0.48, 0.38, 0.13, 0.14)):
        stroke(page, ".paper", *points)
    stroke(page, ".paper", (0.31, 0.4), (0.36, 0.66), (0.48, 0.72), (0.6, 0.66), (0.65, 0.4))
    stroke(page, ".paper", (0.62, 0.68), (0.7, 0.22))
    shoot(page, "drawing")
    search(page)
    assert names(page)[0].split()[0] == "coffee"
    rest(page)
    shoot(page, "drawing-found")


def test_colors(opened, shoot):
    page = opened()
    begin(page, "Colours")
    press(page, "Large brush")
    press(page, "Sky blue")
    stroke(page, ".paper", (0.05, 0.12), (0.95, 0.12), (0.95, 0.3), (0.05, 0.3))
    press(page, "Sand")
    stroke(page, ".paper", (0.05, 0.88), (0.95, 0.88), (0.95, 0.7), (0.05, 0.7))
    shoot(page, "colours")
    search(page)
    assert names(page)[0] in ("beach", "desert")
    rest(page)
    shoot(page, "colours-found")


def test_a_layout(opened, shoot):
    page = opened()
    begin(page, "Layout")
    stroke(page, ".board", (0.02, 0.02), (0.98, 0.4))
    page.keyboard.type("sky")
    page.keyboard.press("Enter")
    stroke(page, ".board", (0.3, 0.42), (0.75, 0.98))
    page.keyboard.type("temple")
    page.keyboard.press("Enter")
    shoot(page, "layout")
    search(page)
    assert names(page)[0].split()[0] == "pagoda"
    rest(page)
    shoot(page, "layout-found")


def test_why_and_feedback(opened, shoot):
    page = opened()
    ask(page, "cat")
    page.locator(".tile", has=page.get_by_role("link", name="cat.jpg")).hover()
    page.get_by_role("button", name="Why it is here (W): cat.jpg").click()
    page.get_by_role("button", name="Where: cat").wait_for()
    until(page, "!document.querySelector('.layers[aria-busy]')")
    shoot(page, "why")
    page.keyboard.press("Escape")
    for place, does in ((0, "like"), (1, "like"), (6, "dislike")):
        page.hover(f".tile >> nth={place}")
        page.locator(f".tile >> nth={place}").locator(f"[data-does={does}]").click()
    page.get_by_role("button", name="Refine by 3").wait_for()
    rest(page)
    shoot(page, "feedback")


def test_compared_and_mapped(opened, shoot):
    page = opened(dark=True)
    ask(page, "flower")
    page.get_by_role("button", name="Ranking").click()
    page.get_by_role("button", name="Compare two representations side by side").click()
    page.locator(".tally", has_text="of the first").wait_for()
    rest(page)
    shoot(page, "compare")
    trouble = len(opened.trouble)
    page.get_by_role("button", name="Map", exact=True).click()
    page.wait_for_selector(".map-canvas", timeout=MADE)
    del opened.trouble[trouble:]  # where there is no map yet the server says so
    until(page, "document.querySelectorAll('.map-item img').length > 0")
    shoot(page, "map")


def test_on_a_phone(opened, shoot):
    page = opened(width=390, height=844, phone=True)
    ask(page, "sky")
    assert page.locator(".tile").count() > 5
    shoot(page, "phone")
