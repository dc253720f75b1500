"""Filters by date, tag and camera."""

from __future__ import annotations

from urllib.parse import parse_qs, urlsplit

from tests.app.web.looking import ask, names, settled, status, total, until


def condition(page):
    return parse_qs(urlsplit(page.url).query).get("q", [""])[0]


def ticked(page, menu, name):
    page.get_by_role("button", name=menu, exact=True).click()
    with page.expect_response(lambda response: "where=" in response.url):
        page.get_by_role("checkbox", name=name).check()
    page.keyboard.press("Escape")
    settled(page)


def test_tags_and_cameras(opened):
    page = opened()
    ticked(page, "Tags", "things")
    assert status(page) == "3 pictures by these filters, newest first"
    assert set(names(page)) == {"coffee", "rocket", "motorcycle"}
    assert condition(page) == "where tag = 'things'"
    ticked(page, "Tags", "animals")
    assert total(page) == 4
    page.get_by_role("button", name="Remove the filter things").click()
    until(page, "document.querySelector('.tile').ariaSetSize === '1'")
    page.get_by_role("button", name="Remove the filter animals").click()
    until(page, "document.querySelector('.tile').ariaSetSize === '36'")
    ticked(page, "Camera", "Beta")
    assert total(page) == 10


def test_years_and_dates(opened):
    page = opened()
    page.get_by_role("button", name="Date", exact=True).click()
    with page.expect_response(lambda response: "where=" in response.url):
        page.get_by_role("button", name="2021").click()
    settled(page)
    assert total(page) == 20
    page.get_by_label("To", exact=True).fill("2021-05-03")
    until(page, "document.querySelector('.tile').ariaSetSize === '4'")
    assert condition(page) == "where taken >= '2021-01-01' and taken <= '2021-05-03'"


def test_filters_hold_for_a_search_and_come_back_from_the_address(opened):
    page = opened("?q=%22cat%22+where+tag+%3D+%27things%27+and+width+%3E+10")
    assert total(page) == 3
    page.get_by_role("button", name="Remove the filter things").wait_for()
    page.get_by_role("button", name="Remove the filter width > 10").wait_for()
    ask(page, "coffee")
    assert condition(page) == "\"coffee\" where tag = 'things' and width > 10"
    page.get_by_role("button", name="Clear filters").click()
    until(page, "document.querySelector('.tile').ariaSetSize === '36'")


def test_no_picture_meets_the_filters(opened):
    page = opened("?q=where+width+%3E+90000")
    assert page.locator(".empty h2").inner_text() == "No picture meets these filters"
    page.locator(".empty").get_by_role("button", name="Clear filters").click()
    page.wait_for_selector(".tile")
    assert total(page) == 36
