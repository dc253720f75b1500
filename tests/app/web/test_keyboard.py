"""The app without a mouse, and with the back button."""

from __future__ import annotations

from tests.app.web.looking import ask, names, settled, until

FOCUSED = "document.activeElement.closest('.tile')?.ariaPosInSet"


def focused(page):
    return int(page.evaluate(FOCUSED) or 0)


def test_from_the_bar_to_the_pictures_and_back(opened):
    page = opened()
    ask(page, "cat")
    page.keyboard.press("ArrowDown")
    until(page, f"{FOCUSED} === '1'")
    page.keyboard.press("ArrowRight")
    until(page, f"{FOCUSED} === '2'")
    page.keyboard.press("ArrowDown")
    until(page, f"Number({FOCUSED}) > 3")
    here, there = page.evaluate(
        """[document.querySelector('[aria-posinset="2"]'), document.activeElement].map(
             (node) => { const box = node.getBoundingClientRect(); return [box.left, box.right, box.top] })"""
    )
    assert there[2] > here[2]
    assert there[0] < here[1] and here[0] < there[1]  # below it
    page.keyboard.press("ArrowUp")
    until(page, f"{FOCUSED} === '2'")
    page.keyboard.press("End")
    until(page, f"{FOCUSED} === '36'")
    box = page.evaluate("(({top, bottom}) => [top, bottom])(document.activeElement.getBoundingClientRect())")
    assert 0 < box[0] < box[1] <= 800
    page.keyboard.press("Home")
    until(page, f"{FOCUSED} === '1'")
    page.keyboard.press("/")
    assert page.evaluate("document.activeElement.id") == "words"


def test_a_key_finds_more_like_a_picture(opened):
    page = opened()
    ask(page, "cat")
    page.keyboard.press("ArrowDown")
    until(page, f"{FOCUSED} === '1'")
    with page.expect_response(lambda response: "/search?" in response.url):
        page.keyboard.press("m")
    settled(page)
    assert page.locator(".chip.image").count() == 1


def test_only_one_picture_is_a_tab_stop(opened):
    page = opened(hints=False)
    assert page.locator('#grid [tabindex="0"]').count() == 1
    assert page.locator('#grid a:not([tabindex="-1"]), #grid button:not([tabindex="-1"])').count() == 1


def test_help(opened):
    page = opened()
    page.keyboard.press("?")
    page.get_by_role("dialog", name="Keys").wait_for()
    assert page.locator("dialog kbd").count() > 10
    page.keyboard.press("Escape")
    page.wait_for_selector("dialog", state="detached")
    assert page.evaluate("document.activeElement === document.body")


def test_back_and_forward(opened):
    page = opened()
    ask(page, "cat")
    ask(page, "coffee")
    page.go_back()
    until(page, "document.querySelector('#words').value === 'cat'")
    until(page, "document.querySelector('.tile a').ariaLabel.startsWith('cat')")
    page.go_back()
    until(page, "document.querySelector('#status').textContent.includes('newest first')")
    assert page.input_value("#words") == ""
    page.go_forward()
    until(page, "document.querySelector('.tile a').ariaLabel.startsWith('cat')")
    assert names(page)[0] == "cat"


def test_the_address_can_be_shared(opened):
    page = opened()
    ask(page, '"cat" - 0.5 * "coffee"')
    again = opened(page.url)
    assert names(again) == names(page)
    assert again.locator(".chip").count() == 2


def test_an_address_of_another_collection_says_so(opened):
    page = opened("?c=elsewhere&q=cat")
    assert page.inner_text(".toast") == "There is no collection elsewhere here: this is holidays."
    assert not opened("?c=holidays&q=cat").locator(".toast").count()


def test_the_back_button_closes_a_picture_and_an_address_opens_it(opened):
    page = opened()
    ask(page, "cat")
    page.locator(".tile a").first.click()
    page.get_by_role("dialog", name="cat.jpg").wait_for()
    shared = page.url
    page.go_back()
    page.wait_for_selector("dialog", state="detached")
    assert page.url == shared.split("&open=")[0]
    page.go_forward()
    page.get_by_role("dialog", name="cat.jpg").wait_for()
    page.keyboard.press("Escape")
    page.wait_for_selector("dialog", state="detached")
    until(page, "!location.search.includes('open=')")
    page.go_back()
    until(page, "document.querySelector('#status').textContent.includes('newest first')")
    opened(shared).get_by_role("dialog", name="cat.jpg").wait_for()
