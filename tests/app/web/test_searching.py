"""Searching by words, by pictures and by any mix of them, in a browser."""

from __future__ import annotations

import base64
import re
from urllib.parse import parse_qs, urlsplit

import pytest

from lookalike.parameters import literal
from tests.app.web.looking import ask, names, settled, staged, status, total, until

DROP = """([content, kind]) => {
  const bytes = Uint8Array.from(atob(content), (letter) => letter.charCodeAt(0));
  const data = new DataTransfer();
  data.items.add(new File([bytes], "mine.jpg", {type: "image/jpeg"}));
  const options = {bubbles: true, cancelable: true};
  const event = kind === "paste" ? new ClipboardEvent("paste", {...options, clipboardData: data})
    : new DragEvent(kind, {...options, dataTransfer: data});
  document.body.dispatchEvent(event);
}"""


def query(page):
    """The query in the address bar."""
    return parse_qs(urlsplit(page.url).query).get("q", [""])[0]


def given(page, picture, kind):
    """Drop or paste a picture, and wait for the answer."""
    with page.expect_response(lambda response: "/search?" in response.url):
        page.evaluate(DROP, [base64.b64encode(picture.read_bytes()).decode(), kind])
    settled(page)


def test_words(opened):
    page = opened()
    assert status(page) == "36 pictures, newest first"
    ask(page, "cat")
    assert names(page)[0] == "cat"
    assert query(page) == '"cat"'
    page.reload()
    page.wait_for_selector(".tile img")
    assert (names(page)[0], page.input_value("#words")) == ("cat", "cat")
    ask(page, "espresso")
    assert names(page)[0] == "coffee"
    assert page.locator(".chip").count() == 0  # a new question, not a further one


@pytest.mark.parametrize("kind", ["drop", "paste"])
def test_pictures_that_are_dropped_or_pasted(opened, pictures, kind):
    page = opened()
    given(page, pictures / "things/coffee.jpg", kind)
    assert names(page)[0] == "coffee"
    assert re.fullmatch(r'image\("upload:[0-9a-f]{32}"\)', query(page))
    assert page.locator(".chip .preview img").evaluate("image => image.complete && image.naturalWidth > 0")
    given(page, pictures / "animals/cat.jpg", kind)
    assert page.locator(".chip").count() == 2
    assert set(names(page, 2)) == {"coffee", "cat"}


def test_a_picture_is_announced_as_to_be_dropped(opened):
    page = opened()
    page.evaluate(DROP, ["", "dragover"])
    assert page.locator("#drop").is_visible()
    page.evaluate(DROP, ["", "dragleave"])
    page.wait_for_selector("#drop", state="hidden")


def test_a_picture_that_is_chosen(opened, pictures):
    page = opened()
    with page.expect_file_chooser() as chooser:
        page.get_by_role("button", name="Picture", exact=True).click()
    with page.expect_response(lambda response: "/search?" in response.url):
        chooser.value.set_files(pictures / "things/rocket.jpg")
    settled(page)
    assert names(page)[0] == "rocket"


def test_what_is_no_picture_is_refused_with_a_sentence(opened, tmp_path):
    page = opened()
    (tmp_path / "notes.jpg").write_text("no picture at all")
    page.set_input_files("#file", tmp_path / "notes.jpg")
    assert page.get_by_role("alert").inner_text().count(".") >= 1
    assert page.locator(".chip").count() == 0
    assert opened.trouble.pop().endswith("(Unprocessable Entity)") or opened.trouble == []


def test_more_like_this(opened):
    page = opened()
    ask(page, "cat")
    page.hover(".tile >> nth=0")
    with page.expect_response(lambda response: "/search?" in response.url):
        page.get_by_role("button", name="More like this: cat.jpg").click()
    settled(page)
    assert re.fullmatch(r'image\("[0-9a-f]{32}"\)', query(page))
    assert page.input_value("#words") == ""


def test_what_comes_to_lie_under_a_pointer_at_rest_is_not_explained(opened):
    page = opened()
    ask(page, "cat")
    page.hover(".tile >> nth=1")
    page.locator(".tile >> nth=1").locator("[data-does=like]").click(position={"x": 16, "y": 16})
    eye = page.locator(".tile >> nth=1").locator("[data-does=why]")
    at = page.locator(".tile >> nth=1").locator("[data-does=like]").bounding_box()
    place = {"bubbles": True, "clientX": at["x"] + 16, "clientY": at["y"] + 16}
    eye.dispatch_event("pointerover", place)
    page.wait_for_timeout(800)
    assert page.locator(".card").count() == 0
    eye.dispatch_event("pointerover", {**place, "clientX": place["clientX"] - 40})
    page.wait_for_selector(".card")


def test_a_part_of_a_picture_of_ones_own(opened, pictures):
    page = opened()
    page.get_by_role("toolbar", name="Ways to search").get_by_role("button", name="Part of a picture").click()
    page.set_input_files("#file", pictures / "things/coffee.jpg")
    staged(page)
    box = page.locator("dialog .stage img").bounding_box()
    page.mouse.move(box["x"] + 0.2 * box["width"], box["y"] + 0.2 * box["height"])
    page.mouse.down()
    page.mouse.move(box["x"] + 0.8 * box["width"], box["y"] + 0.8 * box["height"], steps=5)
    page.mouse.up()
    with page.expect_response(lambda response: "/search?" in response.url):
        page.get_by_role("button", name="Search for this part").click()
    settled(page)
    assert re.fullmatch(r'image\("upload:[0-9a-f]{32}", box=\(.*\)\)', query(page))
    assert names(page)[0] == "coffee"


def test_words_that_nobody_knows(opened):
    page = opened()
    ask(page, "zzqxv")
    page.wait_for_selector(".empty")
    assert "Nothing can be found by that" in page.inner_text(".empty")
    assert page.get_by_role("button", name="Try again").count() == 0  # it would fail again
    opened.trouble.clear()


@pytest.mark.parametrize("words", ["a" * 400, f"{'a' * 400} cat"])
def test_what_is_said_of_a_long_word_stays_within_the_page(opened, words):
    page = opened(width=390, phone=True)
    page.fill("#words", words)
    page.keyboard.press("Enter")
    until(page, "document.querySelector('#empty').textContent + document.querySelector('#notes').textContent")
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    opened.trouble.clear()


def test_a_slow_search_says_that_it_is_under_way(opened):
    page = opened()
    page.route("**/search?*", lambda route: (page.wait_for_timeout(900), route.continue_()))
    page.evaluate("""() => {
      window.said = [];
      const status = document.querySelector("#status");
      new MutationObserver(() => said.push(status.textContent)).observe(status, {childList: true});
    }""")
    ask(page, "cat")
    assert page.evaluate("said[0]") == "Searching …"
    assert status(page).startswith("36 pictures, best first")


def test_the_line_after_what_matches(opened):
    page = opened(height=2000)
    page.hover(".tile >> nth=0")
    page.locator("[data-does=more]").first.click()
    line = page.locator(".line")
    line.wait_for()
    matches = int(re.match(r"\d+|No", status(page))[0].replace("No", "0"))
    assert page.locator(".tile:not(.beyond)").count() == matches
    assert page.locator(".likely").count() == matches
    below_it = page.locator(".tile.beyond .likely").count()
    words = "Few more match" if below_it else "Nothing more matches" if matches else "Nothing matches well"
    assert words in line.inner_text()
    above = page.locator(".tile:not(.beyond)").last.bounding_box()
    below = page.locator(".tile.beyond").first.bounding_box()
    assert above["y"] + above["height"] <= line.bounding_box()["y"] <= below["y"]


@pytest.mark.parametrize(("matching", "words"), [([0, 1, 2, 4, 9], "Few more match"), ([0, 5, 9, 14], None)])
def test_matches_that_are_not_the_first_hits(opened, matching, words):
    page = opened(height=2000)

    def judging(route):
        every = page.request.get(re.sub("relevant=true&?", "", route.request.url)).json()
        every["hits"] = [every["hits"][place] | {"probability": 0.9} for place in matching]
        route.fulfill(json=every)

    page.route("**/search?*relevant=true*", judging)
    page.hover(".tile >> nth=0")
    with page.expect_response(lambda response: "relevant=true" in response.url):
        page.locator("[data-does=more]").first.click()
    if words is None:  # no line would tell matches from the rest
        page.wait_for_timeout(300)
        assert page.locator(".line").count() == 0
    else:
        assert words in page.locator(".line").inner_text()
        assert page.locator(".tile:not(.beyond)").count() == len(matching)
        assert page.locator(".tile.beyond .likely").count() == 1
        assert status(page).startswith(f"{len(matching)} matches")


def test_only_what_matches(opened):
    page = opened()
    page.hover(".tile >> nth=0")
    page.locator("[data-does=more]").first.click()
    page.locator(".line").wait_for()
    matches = page.locator(".tile:not(.beyond)").count()
    page.get_by_role("button", name="Ranking").click()
    with page.expect_response(lambda response: "relevant=true" in response.url):
        page.get_by_label("Only what matches").check()
    settled(page)
    assert total(page) == matches
    assert "relevant=1" in page.url


def test_chips_weights_and_what_is_unwanted(opened):
    page = opened()
    ask(page, '"cat" + "coffee"')
    assert page.locator(".chip").count() == 2
    weight = page.get_by_role("slider", name="Weight of coffee")
    weight.focus()
    with page.expect_response(lambda response: "/search?" in response.url):
        weight.press("ArrowLeft")
    settled(page)
    assert query(page) == '"cat" + 0.9 * "coffee"'
    with page.expect_response(lambda response: "/search?" in response.url):
        page.get_by_role("button", name="coffee is unwanted").click()
    settled(page)
    assert query(page) == '"cat" - 0.9 * "coffee"'
    assert names(page)[0] == "cat"
    assert "coffee" not in names(page, 20)
    page.get_by_role("button", name="Remove coffee").click()
    settled(page)
    assert query(page) == '"cat"'
    assert page.input_value("#words") == "cat"


def test_backspace_takes_the_last_chip(opened):
    page = opened()
    ask(page, '"cat" + "coffee"')
    page.focus("#words")
    page.keyboard.press("Backspace")
    until(page, "!document.querySelector('.chip')")
    assert query(page) == '"cat"'


def test_any_query_of_the_language_has_chips(opened):
    page = opened()
    text = '"cat" + 0.5 * color(top="blue", bottom="green") + concept("dog", at=(0, 0.5, 0.5, 0.5))'
    ask(page, text)
    assert page.locator(".chip").count() == 3
    assert query(page) == text
    ask(page, '"tea" & "cup"')
    assert page.locator(".chip.group").count() == 1


@pytest.mark.parametrize(
    "words", ['"black cat" 2021', '"black cat" -dog', "a cat where people are", "'black cat' meadow"]
)
def test_words_may_hold_phrases_signs_and_where(opened, words):
    page = opened()
    ask(page, words)
    assert names(page)
    assert query(page) == literal(words)


@pytest.mark.parametrize(
    "text", ['"cat" where year > 2020', 'concept("dog") where tag is null', '2 * "cat" + "dog"', '"cat"']
)
def test_the_query_language_is_told_from_words(opened, text):
    page = opened()
    page.fill("#words", text)
    with page.expect_response(lambda response: "/query?" in response.url):
        page.keyboard.press("Enter")
    settled(page)


def test_a_mistake_is_told_in_a_sentence(opened):
    page = opened()
    page.keyboard.press("/")
    page.keyboard.type('colour(top="blue") + "x"')
    page.keyboard.press("Enter")
    assert "color" in page.get_by_role("alert").inner_text()
    assert opened.trouble.pop().endswith("(Unprocessable Entity)") or not opened.trouble


def test_colors_at_places(opened):
    page = opened()
    ask(page, 'color(top="blue", bottom="green")')
    assert names(page)[0] == "meadow"


def unread(page, words):
    """Ask by what is no query."""
    page.fill("#words", words)
    page.keyboard.press("Enter")
    page.wait_for_selector(".empty[role=alert]")


def started(page):
    """Whether it is the start page, with all pictures."""
    return page.locator("#hints").is_visible() and not page.locator(".empty").count() and total(page) == 36


@pytest.mark.parametrize("words", ['"unclosed', "-horse"])
@pytest.mark.parametrize("before", ["", '"cat"', "map"])
def test_a_query_that_cannot_be_read_has_no_answer(opened, words, before):
    page = opened("?q=" + before.removeprefix("map"))
    if before == "map":
        page.get_by_role("button", name="Map").click()
        page.wait_for_selector("#view:visible")
    unread(page, words)
    assert page.locator(".tile").count() == 0
    assert page.input_value("#words") == words  # to be mended
    assert not page.locator("#hints").is_visible()
    assert page.locator(".toast").count() == 0
    ask(page, "coffee")
    assert names(page)[0] == "coffee"
    assert page.locator(".empty").count() == 0
    opened.trouble.clear()


def test_messages_go_away_with_the_next_search(opened, tmp_path):
    page = opened()
    (tmp_path / "notes.txt").write_text("no picture at all")
    page.set_input_files("#file", tmp_path / "notes.txt")
    page.wait_for_selector(".toast")
    ask(page, "cat")
    assert page.locator(".toast").count() == 0


@pytest.mark.parametrize("words", ["zzqxv", '"unclosed'])
@pytest.mark.parametrize("rest", ["", "   "])
def test_asking_for_nothing_after_nonsense_is_to_start_again(opened, words, rest):
    page = opened()
    unread(page, words)
    page.fill("#words", rest)
    page.keyboard.press("Enter")
    page.wait_for_selector(".tile")
    settled(page)
    assert started(page)
    opened.trouble.clear()
