"""A picture large: its facts, why it is there, and searches for a part of it."""

from __future__ import annotations

import re
from urllib.parse import unquote_plus

import pytest

from lookalike.presets import PRESETS
from lookalike.reading import parse
from tests.app.web.looking import ask, names, settled, staged, total, until


def large(page, place=0):
    """Open a picture of the list and wait for it."""
    page.locator(".tile > a").nth(place).click()
    page.wait_for_selector(".detail .frame img")
    return page.get_by_role("dialog")


def title(page):
    return page.inner_text(".detail h2").removesuffix(".jpg")


def alike(page, words="coffee"):
    """Ask for pictures like the first that answers to words."""
    ask(page, words)
    page.locator(".tile > a").first.focus()
    with page.expect_response(lambda response: "/search?" in response.url):
        page.keyboard.press("m")
    settled(page)


def test_facts_are_told_and_the_place_only_when_it_is_asked_for(opened):
    page = opened()
    dialog = large(page)
    said = dialog.locator(".facts").inner_text()
    assert {"2023", "Beta", "blobs"} <= set(re.findall(r"\w+", said))
    assert "°" not in said
    dialog.get_by_role("button", name="Show where it was taken").click()
    dialog.get_by_text("The file does not tell.").wait_for()


def test_a_tag_of_a_picture_filters(opened):
    page = opened()
    dialog = large(page)
    with page.expect_response(lambda response: "where=" in response.url):
        dialog.get_by_role("button", name="blobs").click()
    settled(page)
    assert total(page) == 30
    assert dialog.count() == 0


def test_keys_go_from_picture_to_picture(opened):
    page = opened()
    listed = names(page)
    large(page)
    for place in (1, 2, 1):
        page.keyboard.press("ArrowRight" if place == 2 or title(page) == listed[0] else "ArrowLeft")
        until(page, f"document.querySelector('.detail h2').textContent === {listed[place] + '.jpg'!r}")
    page.keyboard.press("Escape")
    until(page, "!document.querySelector('.detail')")
    until(page, "document.activeElement.closest('.tile')?.dataset.index === '1'")


def test_w_tells_why_at_a_glance_and_at_length(opened):
    page = opened()
    ask(page, "cat")
    page.locator(".tile > a").first.focus()
    page.keyboard.press("w")
    page.wait_for_selector(".card canvas.heat")
    assert page.locator(".card .bars li").count() >= 1
    page.keyboard.press("Enter")
    page.wait_for_selector('[data-key="where"]')
    page.locator('[data-key="where"]').click()
    page.wait_for_selector(".detail canvas.heat")
    assert page.locator(".card").count() == 0
    assert "“cat”" in page.inner_text(".telling")


def test_what_a_score_is_worth(opened):
    page = opened()
    ask(page, "cat")
    bars = []
    for place in (0, 8):
        page.hover(f".tile >> nth={place}")
        bars.append(page.locator(f".tile >> nth={place}").locator(".bar").bounding_box()["width"])
    assert bars[0] == pytest.approx(64, abs=1)
    assert bars[1] < 32
    assert "best" not in large(page, 0).locator(".figures").inner_text()
    page.keyboard.press("ArrowRight")
    until(page, "document.querySelector('.figures').textContent.includes('(best ')")


def test_parts_of_all_presets_have_plain_names(opened):
    chains = {str(part.chain) for spec in PRESETS.values() for part in parse(spec).parts}
    page = opened()
    plain = page.evaluate(
        "async parts => { const { plain } = await import('/js/parts.js'); return parts.map(plain); }", list(chains)
    )
    assert [name for name in plain if "(" in name] == []


def test_places_of_two_pictures_that_are_alike(opened):
    page = opened()
    alike(page)
    large(page, 1)
    page.locator('[data-key="heat0"]').click()
    assert page.locator(".detail canvas.heat").count() == 2
    drawn = "document.querySelectorAll('.detail canvas.heat')[1].toDataURL()"
    before = page.evaluate(drawn)
    page.locator(".within").first.focus()
    page.keyboard.press("ArrowRight")
    assert page.evaluate(drawn) != before
    assert page.locator(".detail h2").inner_text() == title(page) + ".jpg"  # the arrow key moved the place alone


def test_points_and_what_is_seen_where(opened):
    page = opened()
    alike(page)
    large(page)
    page.locator('[data-key="points"]').click()
    assert page.locator(".lines .tie").count() > 10
    assert page.locator(".lines .outline").count() == 1
    page.locator('[data-key="cells"]').click()
    assert page.locator(".cells > div").count() == 16


def test_each_part_of_a_query_has_its_reason(opened):
    page = opened('?q="sky" %2B color(top="blue")')
    large(page)
    choice = page.get_by_label("Part of the query")
    choice.select_option(index=1)
    page.wait_for_selector(".swatches")
    assert page.locator(".swatches > div").count() == 25
    assert page.locator(".swatches .asked").count() == 15
    choice.select_option(index=0)
    page.wait_for_selector(".detail canvas.heat")


@pytest.mark.parametrize("way", ["pointer", "keys"])
def test_a_part_of_a_picture_is_looked_for(opened, way):
    page = opened()
    page.locator(".tile > a").first.focus()
    page.keyboard.press("r")
    staged(page)
    box = page.locator(".drawing-box").bounding_box()
    if way == "pointer":
        at = [(box["x"] + box["width"] * share, box["y"] + box["height"] * share) for share in (0.2, 0.5, 0.7)]
        page.mouse.move(*at[0])
        page.mouse.down()
        page.mouse.move(*at[1])
        page.mouse.move(*at[2])
        page.mouse.up()
    else:
        page.keyboard.press(" ")
        page.keyboard.press("ArrowLeft")
        page.keyboard.press("Shift+ArrowDown")
    with page.expect_response(lambda response: "/search?" in response.url):
        page.keyboard.press("Enter")
    settled(page)
    found = re.search(r"box=\(([\d., ]+)\)", unquote_plus(page.url))
    numbers = [float(each) for each in found[1].split(",")]
    expected = [0.2, 0.2, 0.5, 0.5] if way == "pointer" else [0.23, 0.25, 0.5, 0.52]
    assert numbers == pytest.approx(expected, abs=0.01)
    assert page.locator(".chip").inner_text().startswith("Part of a picture")


def test_less_like_this(opened):
    page = opened()
    ask(page, "cat")
    dialog = large(page, 3)
    with page.expect_response(lambda response: "/search?" in response.url):
        dialog.get_by_role("button", name="Less like this").click()
    settled(page)
    assert page.locator(".chip.unwanted").count() == 1


def test_a_box_may_begin_outside_the_picture_and_a_click_makes_none(opened):
    page = opened()
    page.locator(".tile > a").first.focus()
    page.keyboard.press("r")
    staged(page)
    box = page.locator(".drawing-box").bounding_box()
    search = page.get_by_role("button", name="Search for this part")

    def dragged(start, end):
        page.mouse.move(box["x"] + start[0], box["y"] + start[1])
        page.mouse.down()
        page.mouse.move(box["x"] + end[0], box["y"] + end[1], steps=5)
        page.mouse.up()

    dragged((50, 50), (53, 53))
    assert not page.locator(".part").is_visible()
    assert search.is_disabled()
    dragged((-12, 60), (box["width"] / 2, box["height"] / 2))
    drawn = page.locator(".part").bounding_box()
    assert drawn["x"] == pytest.approx(box["x"], abs=1)
    assert drawn["width"] == pytest.approx(box["width"] / 2, abs=2)
    assert page.evaluate("String(getSelection())") == ""
    assert search.is_enabled()
