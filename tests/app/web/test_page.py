"""How the page looks, weighs and reads out: phone width, light and dark, accessibility, 100,000 pictures."""

from __future__ import annotations

import json
from urllib.parse import parse_qs, urlsplit

import pytest

from tests.app.web.looking import ask, serious, settled, status, still, until

MANY = 100_000
BOUND = 200_000
"""Bytes of the first page load beside thumbnails."""


@pytest.mark.parametrize("dark", [False, True])
@pytest.mark.parametrize("width", [1280, 390])
def test_accessibility(opened, width, dark):
    page = opened(width=width, dark=dark, phone=width < 500)
    assert serious(page) == []
    ask(page, '"cat" - 0.5 * "coffee" where width > 10')
    page.focus(".tile a")
    assert serious(page) == []
    page.get_by_role("button", name="Tags").click()
    assert serious(page) == []
    page.get_by_role("button", name="Ranking").click()
    assert serious(page) == []
    page.get_by_role("button", name="Help: keys").click()
    assert serious(page) == []


def test_phone_width(opened):
    page = opened(width=390, height=844, phone=True)
    ask(page, '"cat" - 0.5 * "coffee" where width > 10')
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    small = page.locator("header button:visible, .controls button:visible").evaluate_all(
        """nodes => nodes.map((node) => [node.ariaLabel ?? node.textContent, node.getBoundingClientRect()])
             .filter(([, box]) => box.height < 38 || box.width < 38).map(([name]) => name)"""
    )
    assert small == []
    lefts = page.locator(".tile").evaluate_all("nodes => nodes.map((node) => node.getBoundingClientRect().left)")
    assert max(map(lefts.count, lefts[:1])) >= 2 and max(lefts) < 390
    page.get_by_role("button", name="Tags").click()
    sheet = page.locator(".menu:visible").bounding_box()
    assert (sheet["x"], sheet["width"], round(sheet["y"] + sheet["height"])) == (0, 390, 844)


BEYOND = """nodes => nodes
  .filter((node) => node.getBoundingClientRect().right > document.documentElement.clientWidth + 1)
  .map((node) => node.outerHTML.slice(0, 80))"""


@pytest.mark.parametrize("width", [320, 360])
def test_nothing_is_cut_off_on_a_small_phone(opened, width):
    page = opened(width=width, height=640, phone=True)
    page.route("**/v1/collections", lambda route: route.fulfill(json=route.fetch().json() * 2))
    page.reload()
    page.wait_for_selector("#collection:visible")
    assert page.locator("header *, #hints *").evaluate_all(BEYOND) == []
    ask(page, "cat")
    page.locator(".tile > a").first.focus()
    page.keyboard.press("+")
    page.wait_for_selector(".judging")
    still(page)
    assert page.locator("header *, .judging, .judging *").evaluate_all(BEYOND) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width


ICONS = """nodes => nodes.map((node) => [node.getAttribute("href"), node.getBoundingClientRect()])
  .filter(([href, box]) => !document.querySelector(href) || !box.width).map(([href]) => href)"""


def test_a_server_that_is_gone_is_told_with_all_icons(opened):
    page = opened()
    page.context.set_offline(True)
    page.fill("#words", "cat")
    page.keyboard.press("Enter")
    page.wait_for_selector(".empty[role=alert]")
    assert "cannot be reached" in page.inner_text(".empty")
    assert page.locator("use:visible").count() > 10
    assert page.locator("use:visible").evaluate_all(ICONS) == []
    page.context.set_offline(False)
    page.get_by_role("button", name="Try again").click()
    page.wait_for_selector(".tile")
    assert len(opened.trouble) > 0
    opened.trouble.clear()


def without(page, *schemes, **facts):
    """Let the collection understand less, and be otherwise."""

    def told(route):
        collections = route.fetch().json()
        collections[0]["schemes"] |= dict.fromkeys(schemes, False)
        collections[0] |= facts
        route.fulfill(json=collections)

    page.route("**/v1/collections", told)
    page.reload()
    page.wait_for_selector(".tile")


def test_what_another_collection_would_understand_is_told(opened):
    page = opened()
    assert page.inner_text("#hints").endswith("Place “sky” above and “horse” below.")
    without(page, "color", "concept")
    assert page.inner_text("#hints > p").startswith("This collection cannot be searched by colours and a layout: one")
    assert page.locator(".way").count() == 4


def test_pictures_without_dates_are_listed_by_name(opened):
    page = opened()
    assert status(page) == "36 pictures, newest first"
    without(page, taken=None)
    assert status(page) == "36 pictures, by name"


def test_words_that_are_only_read_are_told_apart_from_those_that_are_seen(opened):
    page = opened()
    assert page.get_attribute("#words", "placeholder") == "Describe a picture, or drop one here"
    without(page, "seen")
    assert page.get_attribute("#words", "placeholder").startswith("Names, tags, captions or dates")
    assert page.get_by_role("button", name="Words Names, tags, captions and dates").is_visible()
    assert page.locator(".way").count() == 6


def luminance(page):
    color = page.evaluate("getComputedStyle(document.body).backgroundColor")
    return sum(map(int, color.removeprefix("rgb(").removesuffix(")").split(",")))


def test_light_and_dark(opened):
    page = opened(dark=True)
    assert luminance(page) < 100
    page.get_by_role("button", name="Switch to light").click()
    assert luminance(page) > 700
    page.reload()
    page.wait_for_selector(".tile")
    assert luminance(page) > 700
    assert luminance(opened()) > 700


def test_the_first_load_is_light(opened):
    responses = []
    opened(loaded=responses).wait_for_load_state("networkidle")
    sizes = [len(response.body()) for response in responses if response.ok and "/v1/" not in response.url]
    assert 20_000 < sum(sizes) < BOUND


def test_hints_lead_to_each_scheme_and_go_away(opened):
    page = opened()
    assert page.locator(".way strong").all_inner_texts() == [
        "Words", "A picture", "Part of a picture", "A drawing", "Colours", "A layout"]  # fmt: skip
    page.get_by_role("button", name="Words Say what you see").click()
    assert page.evaluate("document.activeElement.id") == "words"
    page.get_by_role("button", name="Part of a picture Draw").click()
    assert page.locator("#picking").is_visible()
    page.get_by_role("button", name="Cancel").click()
    page.get_by_role("button", name="Got it").click()
    assert not page.locator("#hints").is_visible()
    page.reload()
    page.wait_for_selector(".tile")
    assert not page.locator("#hints").is_visible()


def show_many(page):
    """Answer as a collection of very many pictures would, of which a few are shown again and again."""
    known = page.request.get("/v1/collections/holidays/images").json()["images"]

    def answer(route):
        asked = {name: int(value[0]) for name, value in parse_qs(urlsplit(route.request.url).query).items()}
        places = range(asked["offset"], min(asked["offset"] + asked["limit"], MANY))
        images = [known[place * 7 % len(known)] for place in places]
        route.fulfill(body=json.dumps({"total": MANY, "images": images}), content_type="application/json")

    page.route("**/images?**", answer)
    page.reload()
    page.wait_for_selector(f'.tile[aria-setsize="{MANY}"]')


def test_a_hundred_thousand_pictures(opened):
    page = opened(hints=False)
    show_many(page)
    tall = page.evaluate("document.documentElement.scrollHeight")
    assert tall > 1_000_000
    for place in (0.5, 0.25, 1):
        page.evaluate(f"scrollTo(0, {place} * document.documentElement.scrollHeight)")
        until(
            page,
            """[...document.querySelectorAll('.tile')].some((node) => {
                 const box = node.getBoundingClientRect(); return box.top > 100 && box.top < innerHeight - 50 })""",
        )
        assert page.locator(".tile").count() < 600
    page.evaluate("scrollTo(0, document.documentElement.scrollHeight)")
    page.wait_for_selector(f'[aria-posinset="{MANY}"]')


def test_nothing_jumps_when_sections_above_become_known(opened):
    page = opened(hints=False)
    show_many(page)
    page.evaluate("scrollTo(0, 0.5 * document.documentElement.scrollHeight)")
    page.wait_for_timeout(500)
    settled(page)
    seen = """() => {
      const top = (node) => node.getBoundingClientRect().top;
      const tops = [...document.querySelectorAll('.tile')].map((node) => [node.ariaPosInSet, top(node)]);
      return tops.find((each) => each[1] > 150) }"""
    for _ in range(12):
        place, top = page.evaluate(seen)
        page.mouse.move(600, 500)
        page.mouse.wheel(0, -300)
        page.wait_for_timeout(250)
        now = page.evaluate(f"document.querySelector('[aria-posinset=\"{place}\"]').getBoundingClientRect().top")
        assert abs(now - top - 300) <= 1.5


CARD = """node => {
  const { width, height } = node.getBoundingClientRect();
  const { position, display, boxShadow, border, background } = getComputedStyle(node);
  return [width, height, position, display, boxShadow, border, background];
}"""


def test_the_start_page_is_the_same_after_a_picture_was_open(opened):
    page = opened()
    cards = page.locator(".way, .way *")

    def looks():
        return cards.evaluate_all(f"nodes => nodes.map({CARD})")

    page.mouse.move(0, 0)
    before = looks()
    page.locator(".tile > a").first.click()
    page.wait_for_selector(".detail .frame img")
    page.keyboard.press("Escape")
    page.wait_for_selector(".detail", state="detached")
    page.mouse.move(0, 0)
    still(page)
    assert len(before) > 20
    assert looks() == before
