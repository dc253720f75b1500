"""Thumbs, rounds and sessions; near-duplicates; two rankings side by side."""

from __future__ import annotations

import json
from pathlib import Path

from lookalike import Session
from tests.app.web.looking import ask, names, settled, total, until


def judge(page, place, key):
    page.locator(".tile > a").nth(place).focus()
    page.keyboard.press(key)


def test_rounds_refine_and_can_be_undone(opened):
    page = opened()
    ask(page, "cat")
    first = names(page, 6)
    judge(page, 1, "+")
    judge(page, 2, "-")
    page.wait_for_selector(".tile.disliked")
    assert page.locator(".tile.liked").count() == 1
    with page.expect_response(lambda response: "/feedback" in response.url):
        page.get_by_role("button", name="Refine by 2").click()
    page.locator("#feedback").get_by_text("Round 1").wait_for()
    settled(page)
    assert not {first[1], first[2]} & set(names(page, 60))
    judge(page, 0, "+")
    with page.expect_response(lambda response: "/feedback" in response.url):
        page.get_by_role("button", name="Refine by 1").click()
    page.locator("#feedback").get_by_text("Round 2").wait_for()
    with page.expect_download() as saved:
        page.get_by_role("button", name="Save session").click()
    session = Session.from_json(Path(saved.value.path()).read_text(encoding="utf-8"))
    assert [(len(each.liked), len(each.disliked)) for each in session.rounds] == [(1, 1), (1, 0)]
    with page.expect_response(lambda response: "/feedback" in response.url):
        page.get_by_role("button", name="Undo").click()
    page.locator("#feedback").get_by_text("Round 1").wait_for()
    page.get_by_role("button", name="Start over").click()
    until(page, "!document.querySelector('#feedback').textContent")
    settled(page)
    assert names(page, 6) == first


def test_a_thumb_is_taken_back_by_the_same_thumb(opened):
    page = opened()
    ask(page, "cat")
    judge(page, 1, "+")
    page.wait_for_selector(".tile.liked")
    judge(page, 1, "+")
    until(page, "!document.querySelector('.tile.liked') && !document.querySelector('#feedback').textContent")


def test_the_keyboard_stays_where_it_refined(opened):
    page = opened()
    ask(page, "cat")
    judge(page, 1, "+")
    page.get_by_role("button", name="Refine by 1").focus()
    page.keyboard.press("Enter")
    page.locator("#feedback").get_by_text("Round 1").wait_for()
    until(page, "document.activeElement.dataset.act === 'undo'")


def test_two_clicks_refine_once(opened):
    page = opened()
    ask(page, "cat")
    judge(page, 1, "+")
    page.get_by_role("button", name="Refine by 1").dblclick()
    page.locator("#feedback").get_by_text("are new").or_(
        page.locator("#feedback").get_by_text("stay as they were")
    ).wait_for()
    assert "Round 1" in page.inner_text("#feedback")


def test_what_teaches_most_is_asked_for(opened):
    page = opened()
    ask(page, "cat")
    judge(page, 0, "+")
    judge(page, 5, "-")
    page.get_by_role("button", name="Refine by 2").click()
    page.locator("#feedback").get_by_text("Round 1").wait_for()
    with page.expect_request(lambda request: "/feedback" in request.url) as asked:
        page.get_by_role("button", name="Show what teaches most").click()
    assert json.loads(asked.value.post_data)["teach"] is True


def test_near_duplicates_are_folded_and_unfolded(opened):
    page = opened()
    ids = page.locator(".tile").evaluate_all("nodes => nodes.slice(0, 4).map(node => node.dataset.id)")
    page.route("**/groups", lambda route: route.fulfill(json={"job": None, "groups": [[ids[0], ids[2], ids[3]]]}))
    page.reload()
    page.wait_for_selector(".folded")
    assert page.locator(".tile").count() == total(page) - 2
    assert page.inner_text(".folded") == "+2"
    page.locator(".tile > a").first.focus()
    page.keyboard.press("u")
    until(page, f"document.querySelectorAll('.tile').length === {total(page)}")
    shown = page.locator(".tile").evaluate_all("nodes => nodes.slice(0, 3).map(node => node.dataset.id)")
    assert shown == [ids[0], ids[2], ids[3]]


def test_two_rankings_side_by_side(opened):
    page = opened()
    ask(page, "cat")
    with page.expect_response(lambda response: "/search?" in response.url):
        judge(page, 0, "m")
    settled(page)
    page.get_by_role("button", name="Ranking").click()
    page.get_by_role("button", name="Compare two").click()
    page.wait_for_selector(".ranking li")
    assert [page.locator(".ranking").nth(side).locator("li").count() for side in (0, 1)] == [20, 20]
    both = page.locator(".ties path").count()
    assert page.inner_text(".compare .tally").startswith(f"{both} of the first 20")
    with page.expect_response(lambda response: "parts=3" in response.url):
        page.get_by_label("By, ranking B").select_option("3")
    until(page, "!document.querySelector('.compare .tally').textContent.startsWith('Comparing')")
    page.get_by_label("By, ranking B").select_option("")
    until(page, "document.querySelector('.compare .tally').textContent.startsWith('20 of')")
    page.locator(".ranking button").nth(4).focus()
    assert page.locator(".ranking li.on").count() == 2
    assert page.locator(".ranking .level").count() == 40
    page.get_by_role("button", name="Back to the pictures").click()
    page.wait_for_selector(".tile")
