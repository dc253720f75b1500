"""Drawing, painting and placing, in a browser."""

from __future__ import annotations

import re
from urllib.parse import parse_qs, urlsplit

import pytest

from tests.app.web.looking import names, serious, settled, still, until

ALPHA = """canvas => {
  const { data } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
  let painted = 0;
  for (let at = 3; at < data.length; at += 4) painted += data[at] >= 128;
  return painted / (canvas.width * canvas.height);
}"""


def begin(page, name):
    """Open a scheme's panel."""
    page.get_by_role("toolbar", name="Ways to search").get_by_role("button", name=name).click()
    page.wait_for_selector(".paper, .board")
    still(page)


def stroke(page, where, *points):
    """Draw over an element, by points in fractions of it."""
    box = page.locator(where).bounding_box()
    places = [(box["x"] + x * box["width"], box["y"] + y * box["height"]) for x, y in points]
    page.mouse.move(*places[0])
    page.mouse.down()
    for place in places[1:]:
        page.mouse.move(*place, steps=5)
    page.mouse.up()


def painted(page):
    """Which part of the canvas is painted."""
    return page.locator(".paper").evaluate(ALPHA)


def press(page, name):
    page.locator("dialog").get_by_role("button", name=name, exact=True).click()


def search(page):
    """Search by what was made, and wait for the answer."""
    with page.expect_response(lambda response: "/search?" in response.url):
        press(page, "Search")
    settled(page)


def query(page):
    return parse_qs(urlsplit(page.url).query)["q"][0]


def test_colors_are_painted_where_they_are_wanted(opened):
    page = opened()
    begin(page, "Colours")
    press(page, "Large brush")
    press(page, "Blue")
    stroke(page, ".paper", (0, 0.1), (1, 0.1), (1, 0.3), (0, 0.3))
    press(page, "Green")
    stroke(page, ".paper", (0, 0.9), (1, 0.9), (1, 0.72), (0, 0.72))
    share = painted(page)
    assert 0.6 < share < 0.95
    search(page)
    assert names(page)[0] == "meadow"
    upload = re.fullmatch(r'color\(canvas="upload:([0-9a-f]{32})"\)', query(page))
    assert upload
    kept = page.request.get(f"/v1/uploads/{upload[1]}")
    assert kept.headers["content-type"] == "image/png"  # what is not painted stays transparent
    page.locator(".chip-name").first.click()
    page.wait_for_selector(".paper")
    page.wait_for_timeout(300)
    assert abs(painted(page) - share) < 0.01
    press(page, "Eraser")
    stroke(page, ".paper", (0, 0.1), (1, 0.1))
    assert painted(page) < share - 0.1
    search(page)
    assert page.locator(".chip").count() == 1


def test_a_word_beside_a_drawing_is_looked_for_too(opened):
    page = opened()
    begin(page, "Drawing")
    stroke(page, ".paper", (0.3, 0.3), (0.7, 0.3), (0.7, 0.7), (0.3, 0.7), (0.3, 0.3))
    word = page.get_by_role("textbox", name="What is drawn, in a word")
    word.fill("bed")  # of letters that are keys of the canvas
    assert painted(page) > 0.02
    with page.expect_response(lambda response: "/search?" in response.url):
        word.press("Enter")
    settled(page)
    assert re.fullmatch(r'sketch\("upload:[0-9a-f]{32}"\) \+ "bed"', query(page))
    page.get_by_role("button", name="Drawing: draw on").click()
    page.wait_for_selector(".paper")
    assert word.count() == 0  # the chip of the word stands by itself


def test_strokes_are_taken_back_and_made_again(opened):
    page = opened()
    begin(page, "Colours")
    buttons = {name: page.get_by_role("button", name=name, exact=True) for name in ("Undo", "Redo", "Clear all")}
    assert all(button.is_disabled() for button in buttons.values())
    assert page.locator("dialog").get_by_role("button", name="Search", exact=True).is_disabled()
    stroke(page, ".paper", (0.2, 0.2), (0.8, 0.2))
    one = painted(page)
    stroke(page, ".paper", (0.2, 0.8), (0.8, 0.8))
    both = painted(page)
    assert both > one > 0.01
    page.keyboard.press("Control+z")
    assert painted(page) == one
    page.keyboard.press("Control+y")
    assert painted(page) == both
    press(page, "Clear all")
    assert painted(page) == 0
    press(page, "Undo")
    assert painted(page) == both
    press(page, "Fill an area")
    stroke(page, ".paper", (0.5, 0.5), (0.5, 0.5))
    assert painted(page) == 1


def test_a_drawing_by_mouse(opened):
    page = opened()
    begin(page, "Drawing")
    page.mouse.move(0, 0)
    assert not page.locator(".brush").is_visible()  # it would look like a stroke
    page.mouse.move(*[page.locator(".paper").bounding_box()[side] + 50 for side in "xy"])
    assert page.locator(".brush").is_visible()
    stroke(page, ".paper", (0.3, 0.3), (0.7, 0.3), (0.7, 0.8), (0.3, 0.8), (0.3, 0.3))
    assert 0.018 < painted(page) < 0.035  # as a pen draws: broader lines run together
    search(page)
    assert re.fullmatch(r'sketch\("upload:[0-9a-f]{32}"\)', query(page))
    assert len(names(page)) == 5
    assert "add what it is" in page.inner_text("#notes")
    page.focus("#words")
    page.keyboard.type("cat")
    with page.expect_response(lambda response: "/search?" in response.url):
        page.keyboard.press("Enter")
    settled(page)
    assert "add what it is" not in page.inner_text("#notes")


def test_a_click_beside_it_loses_no_drawing_and_two_clicks_open_it_once(opened):
    page = opened()
    page.get_by_role("toolbar", name="Ways to search").get_by_role("button", name="Drawing").dblclick()
    page.wait_for_selector(".paper")
    still(page)
    stroke(page, ".paper", (0.3, 0.3), (0.7, 0.7))
    page.mouse.click(5, 400)
    assert page.locator("dialog").count() == 1
    assert painted(page) > 0
    page.keyboard.press("Escape")
    page.get_by_role("button", name="Help: keys").dblclick()
    still(page)
    assert page.locator("dialog").count() == 1
    page.mouse.click(5, 400)
    until(page, "!document.querySelector('dialog')")


def test_a_drawing_that_cannot_be_sent_is_kept(opened):
    page = opened()
    begin(page, "Drawing")
    stroke(page, ".paper", (0.3, 0.3), (0.7, 0.7))
    drawn = painted(page)
    page.route("**/uploads", lambda route: route.abort())
    press(page, "Search")
    assert "cannot be reached" in page.locator("dialog").get_by_role("alert").inner_text()  # not behind the panel
    opened.trouble.clear()
    page.unroute("**/uploads")
    assert painted(page) == drawn
    search(page)
    assert query(page).startswith("sketch(")
    assert page.locator("body > #toasts").count() == 1


def test_a_drawing_by_keyboard(opened):
    page = opened()
    page.keyboard.press("d")
    page.wait_for_selector(".paper:focus")
    page.keyboard.press("Space")
    for _ in range(6):
        page.keyboard.press("Shift+ArrowRight")
        page.keyboard.press("ArrowDown")
    page.keyboard.press("Space")
    drawn = painted(page)
    page.keyboard.press("Shift+ArrowUp")
    assert painted(page) == drawn > 0.002
    with page.expect_response(lambda response: "/search?" in response.url):
        page.keyboard.press("Enter")
    settled(page)
    assert query(page).startswith("sketch(")


def test_words_go_where_there_is_room(opened):
    page = opened()
    begin(page, "Layout")
    for name in ("cat", "sky", "sofa", "lamp"):
        page.keyboard.type(name)
        page.keyboard.press("Enter")
    boxes = page.locator(".thing").evaluate_all(
        "nodes => nodes.map(node => [node.offsetLeft, node.offsetTop, node.offsetWidth, node.offsetHeight])"
    )
    assert len(boxes) == 4
    for place, (left, top, width, height) in enumerate(boxes):
        for x, y, across, down in boxes[:place]:  # a pixel for the rounding of edges
            assert left + width <= x + 1 or x + across <= left + 1 or top + height <= y + 1 or y + down <= top + 1


def test_sky_goes_above_and_horse_below_as_the_start_page_says(opened):
    page = opened()
    begin(page, "Layout")
    for name in ("horse", "sky", "grass"):
        page.keyboard.type(name)
        page.keyboard.press("Enter")
    tops = dict(
        page.locator(".thing").evaluate_all("nodes => nodes.map(node => [node.innerText.trim(), node.offsetTop])")
    )
    assert tops["sky"] < tops["horse"] < tops["grass"]


def test_a_suggestion_that_is_used_stays_where_it_is(opened):
    page = opened()
    begin(page, "Layout")
    offers = page.get_by_role("group", name="Suggestions").get_by_role("button")
    before = offers.all_inner_texts()
    offers.nth(1).dblclick(delay=30)
    assert offers.all_inner_texts() == before
    assert [button.is_disabled() for button in offers.all()] == [place == 1 for place in range(len(before))]
    assert [text.strip() for text in page.locator(".thing").all_inner_texts()] == [before[1]]
    page.locator(".thing").focus()
    page.keyboard.press("Delete")
    assert offers.nth(1).is_enabled()


def test_words_are_placed_and_moved_by_keyboard(opened):
    page = opened()
    begin(page, "Layout")
    page.keyboard.type("cat")
    page.keyboard.press("Enter")
    thing = page.locator(".thing")
    assert thing.inner_text().strip() == "cat"
    thing.focus()
    for _ in range(3):
        page.keyboard.press("ArrowLeft")
    page.keyboard.press("Shift+ArrowRight")
    search(page)
    assert query(page) == 'concept("cat", at=(0.175, 0.25, 0.525, 0.5))'
    assert names(page)[0] == "cat"


def test_places_are_drawn_and_named_and_changed_again(opened):
    page = opened()
    begin(page, "Layout")
    stroke(page, ".board", (0.01, 0.01), (0.99, 0.49))
    assert page.locator("dialog").get_by_role("button", name="Search", exact=True).is_disabled()
    page.keyboard.type("sk")
    page.get_by_role("group", name="Suggestions").get_by_role("button", name="sky", exact=True).click()
    stroke(page, ".board", (0.01, 0.51), (0.99, 0.99))
    page.keyboard.type("grass")
    page.keyboard.press("Enter")
    search(page)
    assert query(page) == 'concept("sky", at="top") + concept("grass", at="bottom")'
    page.locator(".chip-name").first.click()
    page.wait_for_selector(".thing")
    assert [text.strip() for text in page.locator(".thing").all_inner_texts()] == ["sky", "grass"]
    page.locator(".thing").first.focus()
    page.keyboard.press("Delete")
    search(page)
    assert query(page) == 'concept("grass", at="bottom")'


def test_words_are_dragged_and_resized(opened):
    page = opened(width=390, height=800, phone=True)
    page.locator("[data-scheme=concept]").first.tap()
    page.wait_for_selector(".board")
    page.fill(".naming input", "cat")
    page.get_by_role("button", name="Place", exact=True).tap()
    before = page.locator(".thing").bounding_box()
    stroke(page, ".thing", (0.5, 0.5), (0.5, 0.9))
    moved = page.locator(".thing").bounding_box()
    assert moved["y"] > before["y"] + 20
    assert abs(moved["width"] - before["width"]) < 2
    stroke(page, ".corner-grip", (0.6, 0.6), (-2, -1))
    smaller = page.locator(".thing").bounding_box()
    assert smaller["width"] < moved["width"] - 20
    assert abs(smaller["x"] - moved["x"]) < 2


@pytest.mark.parametrize("dark", [False, True])
@pytest.mark.parametrize("width", [1280, 390])
def test_panels_are_accessible_and_fit(opened, width, dark):
    page = opened(width=width, height=844, dark=dark, phone=width < 500)
    for scheme in ("sketch", "color", "concept"):
        page.locator(f".tool[data-scheme={scheme}]").click()
        page.wait_for_selector(".paper, .board")
        if scheme == "concept":
            page.fill(".naming input", "cat")
            page.keyboard.press("Enter")
        page.wait_for_timeout(300)
        assert serious(page) == []
        body = page.locator(".panel-body")
        assert body.evaluate("body => body.scrollWidth <= body.clientWidth")
        done = page.locator(".composer-foot .primary").bounding_box()
        assert done["y"] + done["height"] <= 844
        page.keyboard.press("Escape")
