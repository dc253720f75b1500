"""The map of the collection, in a browser."""

from __future__ import annotations

import re
from urllib.parse import parse_qs, urlsplit

import numpy as np
import pytest

from tests.app.web.looking import ask, serious, settled, total, until
from tests.pictures import encoded, scene

WHOLE = 36
MANY = 100_000
MADE = 240_000
"""Milliseconds in which the map is made, for the first time."""

COLORS = """canvas => {
  const { data } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
  const seen = new Set();
  for (let at = 0; at < data.length; at += 4 * 31) if (data[at + 3] > 200) seen.add(data.slice(at, at + 3).join());
  return seen.size;
}"""


@pytest.fixture
def mapped(opened):
    """Opens the map."""

    def open_map(**how):
        page = opened(**how)
        trouble = len(opened.trouble)
        page.get_by_role("button", name="Map", exact=True).click()
        page.wait_for_selector(".map-canvas", timeout=MADE)
        # Where there is no map yet the server says so, which Chromium reports as an error.
        del opened.trouble[trouble:]
        until(page, "document.querySelectorAll('.map-item img').length > 0")
        return page

    return open_map


def seen(page):
    """How many pictures the part of the map that is seen has."""
    page.wait_for_timeout(400)
    return int(re.match(r"\d+", page.inner_text(".map-side h2"))[0])


def test_the_map_is_made_and_shows_pictures(mapped):
    page = mapped()
    assert seen(page) == WHOLE
    page.wait_for_timeout(1500)
    assert page.locator(".map-canvas").evaluate(COLORS) > 50
    assert parse_qs(urlsplit(page.url).query)["view"] == ["map"]
    page.go_back()
    page.wait_for_selector(".map", state="detached")
    assert total(page) == WHOLE


FADED = """canvas => {
  const { data } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
  let full = 0;
  for (let at = 3; at < data.length; at += 4) full += data[at] > 240;
  return full;
}"""
"""How many pixels are not faded."""


def test_it_may_be_left_before_it_is_there(mapped):
    page = mapped()
    page.get_by_role("button", name="Grid").click()
    page.wait_for_selector(".tile img")
    for view in ("map", "") * 3:
        page.evaluate("view => document.querySelector(`[data-view='${view}']`).click()", view)
    page.wait_for_timeout(800)
    assert page.locator(".tile img").count() > 5
    assert page.locator(".map").count() == 0
    page.get_by_role("button", name="Map", exact=True).click()
    page.wait_for_selector(".map-canvas")
    assert page.locator(".map").count() == 1


def test_what_was_found_is_lit_up(mapped):
    page = mapped()
    page.wait_for_timeout(1500)
    whole = page.locator(".map-canvas").evaluate(FADED)
    assert not page.get_by_role("button", name="Light up what was found").is_visible()
    page.go_back()
    ask(page, "cat")
    found = page.locator(".tile").first.get_attribute("data-id")
    page.route("**/search?*", lambda route: route.continue_(url=re.sub(r"&k=\d+", "&k=5", route.request.url)))
    page.get_by_role("button", name="Map", exact=True).click()
    until(page, "document.querySelector('.map-side h2')?.textContent === '5 of the 5 best answers in view'")
    page.wait_for_timeout(1000)
    assert found in page.locator(".map-item img").first.get_attribute("src")
    assert page.locator(".map-item").count() == 5
    lit = page.locator(".map-canvas").evaluate(FADED)
    assert 0 < lit < whole / 2
    page.get_by_role("button", name="Light up what was found").click()
    assert seen(page) == WHOLE
    assert page.locator(".map-canvas").evaluate(FADED) > 2 * lit


def test_it_is_walked_by_keyboard(mapped):
    page = mapped()
    page.locator(".map-canvas").focus()
    for _ in range(8):
        page.keyboard.press("+")
    assert seen(page) < WHOLE
    for _ in range(30):
        page.keyboard.press("Shift+ArrowLeft")
    assert seen(page) < WHOLE / 4
    page.keyboard.press("0")
    assert seen(page) == WHOLE
    page.locator(".map-item").first.focus()
    page.keyboard.press("Enter")
    page.wait_for_selector("dialog.detail")


def test_it_is_dragged_and_zoomed_by_pointer(mapped):
    page = mapped()
    box = page.locator(".map-canvas").bounding_box()
    page.mouse.move(box["x"] + 200, box["y"] + 200)
    for _ in range(5):
        page.mouse.wheel(0, -300)
    near = seen(page)
    assert near < WHOLE
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] - 10, box["y"] + box["height"] - 10, steps=8)
    page.mouse.up()
    assert page.locator("dialog").count() == 0
    page.get_by_role("button", name="Show all (0)").click()
    assert seen(page) == WHOLE


def test_a_frame_chooses_what_is_shown(mapped):
    page = mapped()
    box = page.locator(".map-canvas").bounding_box()
    page.keyboard.down("Shift")
    page.mouse.move(box["x"] + 5, box["y"] + 5)
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] - 5, steps=5)
    page.mouse.up()
    page.keyboard.up("Shift")
    chosen = seen(page)
    assert 0 < chosen < WHOLE
    page.get_by_role("button", name="Show only these").click()
    page.wait_for_selector(".tile img")
    settled(page)
    assert total(page) == chosen
    label = f"Remove the filter {chosen} chosen picture{'' if chosen == 1 else 's'}"
    page.get_by_role("button", name=label).click()
    until(page, f"document.querySelector('.tile')?.getAttribute('aria-setsize') === '{WHOLE}'")


def test_a_picture_of_it_is_opened_in_the_dark(mapped):
    page = mapped(dark=True)
    page.wait_for_timeout(1000)
    assert serious(page) == []
    box = page.locator(".map-canvas").bounding_box()
    places = [(x, y) for y in range(30, int(box["height"]), 40) for x in range(30, int(box["width"]), 40)]
    for left, top in places:
        page.mouse.move(box["x"] + left, box["y"] + top)
        if page.locator(".map-canvas.over").count():
            break
    page.mouse.down()
    page.mouse.up()
    page.wait_for_selector("dialog.detail")


def test_it_fits_a_phone(mapped):
    page = mapped(width=390, height=844, phone=True)
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    listed = page.locator(".map-item").first.bounding_box()
    assert listed["y"] + 40 < 844
    assert serious(page) == []


def test_100_000_points(opened):
    rng = np.random.default_rng(0)
    points = rng.random((MANY, 2), np.float32).tobytes() + rng.bytes(16 * MANY)
    page = opened()
    current = {"Lookalike-Current": "true"}
    page.route(
        "**/map", lambda route: route.fulfill(body=points, content_type="application/octet-stream", headers=current)
    )
    page.route("**/thumbnail?*", lambda route: route.fulfill(body=encoded(scene(1, 64, 48)), content_type="image/jpeg"))
    page.get_by_role("button", name="Map", exact=True).click()
    page.wait_for_selector(".map-item")
    assert page.inner_text(".map-side h2") == "100,000 pictures in view"
    canvas = page.locator(".map-canvas")
    canvas.focus()
    began = page.evaluate("performance.now()")
    for _ in range(40):
        page.keyboard.press("ArrowLeft")
        page.keyboard.press("+")
    page.evaluate("() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))")
    assert page.evaluate("performance.now()") - began < 10_000
    page.wait_for_timeout(500)
    assert int(re.match(r"\d+", page.inner_text(".map-side h2").replace(",", ""))[0]) < 100
