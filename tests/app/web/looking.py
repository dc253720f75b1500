"""What tests of the web app look at."""

from __future__ import annotations

import re
import time

import pytest

PATIENCE = 20
"""Seconds."""


def until(page, expression):
    """Wait until something holds; Playwright's own way evaluates text in the page, which its policy forbids."""
    end = time.monotonic() + PATIENCE
    while not page.evaluate(expression):
        assert time.monotonic() < end, f"It never came to be: {expression}"
        page.wait_for_timeout(25)


def ask(page, words):
    """Type words into the search bar, press Enter and wait for the answer."""
    page.focus("#words")
    page.keyboard.press("Control+a")
    page.keyboard.type(words)
    with page.expect_response(lambda response: "/search?" in response.url):
        page.keyboard.press("Enter")
    settled(page)


def settled(page):
    """Wait until nothing is asked for any more."""
    until(page, "!document.querySelector('#list').hasAttribute('aria-busy')")


def still(page):
    """Wait until nothing moves: a panel that still comes in is not where it will be drawn upon."""
    page.evaluate("Promise.allSettled(document.getAnimations().map((each) => each.finished))")


def staged(page):
    """Wait until a panel's picture lies where it will be drawn upon."""
    until(page, "document.querySelector('dialog .stage img')?.complete")
    still(page)


def names(page, most=5):
    """The names of the first pictures, in the order of the list."""
    labels = page.locator(".tile > a").evaluate_all("nodes => nodes.map(node => node.ariaLabel)")
    return [re.split(r", ", label)[0].removesuffix(".jpg") for label in labels[:most]]


def total(page):
    """How many pictures the list has."""
    return int(page.locator(".tile").first.get_attribute("aria-setsize") or 0)


def status(page):
    """What is said of the answer."""
    return page.inner_text("#status")


def serious(page):
    """What axe-core finds to be seriously wrong."""
    axe = pytest.importorskip("axe_playwright_python.sync_playwright").Axe()
    still(page)  # what fades in has less contrast than it will have
    found = axe.run(page).response["violations"]
    return [(each["id"], each["nodes"][0]["html"]) for each in found if each["impact"] in ("serious", "critical")]
