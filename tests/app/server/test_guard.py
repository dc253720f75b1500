from __future__ import annotations

import asyncio
import json
from typing import NamedTuple

import pytest

from lookalike.app.server.guard.bodies import PLAIN, Bodies, Pace
from lookalike.app.server.guard.crowd import Crowd
from lookalike.app.server.guard.headers import SECURITY, SecurityHeaders
from lookalike.app.server.guard.origins import Origins
from lookalike.app.server.guard.rates import CLIENTS, Rates
from lookalike.app.server.guard.token import Token, check_exposure
from lookalike.types import LookalikeError

SECRET = "correct horse battery"


class Said(NamedTuple):
    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def detail(self):
        assert self.headers["content-type"] == "application/problem+json"
        problem = json.loads(self.body)
        assert problem["status"] == self.status
        return problem["detail"]


async def echo(scope, receive, send):
    """Answers with the body it was sent."""
    body, more = b"", True
    while more:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise RuntimeError("the client has gone away")
        body, more = body + message["body"], message["more_body"]
    await send({"type": "http.response.start", "status": 200, "headers": []})
    await send({"type": "http.response.body", "body": body})


async def asked(app, method="GET", path="/", *, query="", body=(), client="10.0.0.1", **headers):
    """What an application answers. ``body`` is of chunks, and of seconds to wait."""
    pairs = [(name.replace("_", "-").encode(), value.encode()) for name, value in headers.items()]
    scope = {"type": "http", "method": method, "path": path, "query_string": query.encode(), "scheme": "http"}
    scope |= {"headers": pairs, "client": (client, 5000)}
    steps, sent = list(body), []

    async def receive():
        while steps and isinstance(steps[0], int | float):
            await asyncio.sleep(steps.pop(0))
        chunk = steps.pop(0) if steps else b""
        return {"type": "http.request", "body": chunk, "more_body": bool(steps)}

    async def send(message):
        sent.append(message)

    await app(scope, receive, send)
    start, *rest = sent
    told = {name.decode(): value.decode() for name, value in start["headers"]}
    return Said(start["status"], told, b"".join(message["body"] for message in rest))


def ask(app, *arguments, **options):
    return asyncio.run(asked(app, *arguments, **options))


@pytest.mark.parametrize(
    "host",
    ["localhost:8000", "127.0.0.1", "[::1]:80", "192.168.1.7:8000", "photos.example", "LOCALHOST", "a.localhost"],
)
def test_own_names_and_addresses_are_answered(host):
    assert ask(Origins(echo, ["Photos.example"]), host=host).status == 200


@pytest.mark.parametrize(
    "host",
    ["evil.example", "", "localhost.evil.example", "127.0.0.1.evil.example", "[::1", "evillocalhost", "@", "1.2"],
)
def test_other_names_are_refused(host):
    said = ask(Origins(echo), host=host)
    assert said.status == 421
    assert "evil" not in said.detail


def test_a_request_without_a_host_is_refused():
    assert ask(Origins(echo)).status == 421


@pytest.mark.parametrize("method", ["GET", "POST", "DELETE", "OPTIONS"])
@pytest.mark.parametrize(
    "origin",
    ["http://evil.example", "null", "http://localhost:9000", "http://localhost", "https://[", "localhost:8000"],
)
def test_other_origins_are_refused(method, origin):
    assert ask(Origins(echo), method, host="localhost:8000", origin=origin).status == 403


def test_the_own_origin_is_answered():
    assert ask(Origins(echo), "POST", host="localhost:8000", origin="http://localhost:8000").status == 200
    assert ask(Origins(echo), "POST", host="localhost:8000", sec_fetch_site="same-origin").status == 200


def test_links_may_be_followed_and_nothing_else():
    came = {"host": "localhost", "sec_fetch_site": "cross-site", "sec_fetch_mode": "navigate"}
    assert ask(Origins(echo), **came, sec_fetch_dest="document").status == 200
    assert ask(Origins(echo), **came, sec_fetch_dest="iframe").status == 403
    assert ask(Origins(echo), "POST", **came, sec_fetch_dest="document").status == 403
    assert ask(Origins(echo), host="localhost", sec_fetch_site="same-site", sec_fetch_mode="no-cors").status == 403


def test_every_answer_has_the_headers_and_what_is_set_stays():
    async def cached(scope, receive, send):
        await send({"type": "http.response.start", "status": 200, "headers": [(b"cache-control", b"immutable")]})
        await send({"type": "http.response.body", "body": b""})

    for app, kept in ((echo, "no-cache"), (cached, "immutable"), (Origins(echo), "no-store")):
        headers = ask(SecurityHeaders(app)).headers
        assert headers.items() >= SECURITY.items()
        assert headers["cache-control"] == kept
    assert "unsafe" not in SECURITY["content-security-policy"]


def test_the_token_lets_programs_in():
    app = Token(echo, SECRET)
    assert ask(app, path="/v1/collections").status == 401
    assert ask(app, path="/v1/collections", authorization=f"Bearer {SECRET}").status == 200
    for wrong in (
        "",
        "Bearer",
        "Bearer ",
        f"Bearer {SECRET}x",
        f"Bearer {SECRET[:-1]}",
        f"Basic {SECRET}",
        "Bearer \xff",
    ):
        said = ask(app, path="/v1/collections", authorization=wrong)
        assert (said.status, said.headers["www-authenticate"]) == (401, "Bearer")
        assert SECRET not in said.detail


def test_a_visit_with_the_token_makes_a_cookie_that_holds_none():
    app = Token(echo, SECRET)
    said = ask(app, query=f"c=mine&token={SECRET.replace(' ', '+')}&q=red%20car", accept="text/html")
    assert said.status == 303
    assert said.headers["location"] == "/?c=mine&q=red+car"
    cookie, *flags = said.headers["set-cookie"].split("; ")
    assert {"HttpOnly", "SameSite=Lax", "Path=/"} < set(flags)
    assert SECRET not in cookie
    assert ask(app, cookie=cookie).status == 200
    assert ask(app, cookie=f"other=1; {cookie}").status == 200
    assert ask(app, cookie=cookie[:-1] + ("0" if cookie[-1] != "0" else "1")).status == 401
    assert ask(Token(echo, SECRET + "!"), cookie=cookie).status == 401


def test_the_way_on_never_leads_to_another_host():
    for path in ("//evil.example", "/\\evil.example", "/\r\nset-cookie: a"):
        location = ask(Token(echo, SECRET), path=path, query=f"token={SECRET.replace(' ', '+')}").headers["location"]
        assert location.startswith("/")
        assert not {"//", "\\", "\r", "\n"} & {location[:2], *location}


def test_a_browser_without_the_token_is_asked_for_it():
    said = ask(Token(echo, SECRET), accept="text/html,*/*")
    assert said.status == 401
    assert b'name="token"' in said.body
    assert "set-cookie" not in said.headers


def test_a_watchdog_needs_no_token():
    assert ask(Token(echo, SECRET), path="/v1/health").status == 200


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.168.1.7", "photos.example"])
def test_others_are_let_in_with_a_token_alone(host):
    with pytest.raises(LookalikeError, match="--token"):
        check_exposure(host, None)
    check_exposure(host, SECRET)


def test_a_short_token_is_refused_and_this_machine_needs_none():
    with pytest.raises(LookalikeError, match="16 characters"):
        check_exposure("127.0.0.1", "secret")
    for host in ("127.0.0.1", "127.1.2.3", "localhost", "::1", "[::1]"):
        check_exposure(host, None)


class Clock:
    now = 0.0

    def __call__(self):
        return self.now


def test_a_client_that_asks_too_fast_waits_and_others_do_not():
    clock = Clock()
    app = Rates(echo, rate=2, burst=5, clock=clock)
    search = {"path": "/v1/collections/mine/search"}
    assert [ask(app, **search).status for _ in range(6)] == [200] * 5 + [429]
    assert ask(app, **search).headers["retry-after"] == "1"
    assert ask(app, **search, client="10.0.0.2").status == 200
    clock.now += 0.5
    assert [ask(app, **search).status for _ in range(2)] == [200, 429]
    clock.now += 1000
    assert [ask(app, **search).status for _ in range(6)] == [200] * 5 + [429]


def test_thumbnails_cost_little_and_uploads_more():
    app = Rates(echo, rate=1, burst=10, clock=Clock())
    thumbnails = [ask(app, path="/v1/collections/c/images/1/thumbnail").status for _ in range(100)]
    assert thumbnails == [200] * 100
    assert [ask(app, "POST", "/v1/uploads").status for _ in range(3)] == [200, 200, 429]


def test_addresses_of_one_network_are_one_client_and_few_are_remembered():
    app = Rates(echo, rate=1, burst=1, clock=Clock())
    assert [ask(app, path="/v1/jobs", client=f"2001:db8::{i}").status for i in (1, 2)] == [200, 429]
    assert ask(app, path="/v1/jobs", client="2001:db8:0:1::1").status == 200

    async def many():
        for i in range(CLIENTS + 50):
            await asked(app, client=f"client {i}")

    asyncio.run(many())
    assert len(app._buckets) == CLIENTS


def test_bodies_are_as_large_as_they_may_be():
    app = Bodies(echo, pictures=3_000_000)
    picture = bytes(2_500_000)
    assert ask(app, "POST", "/v1/uploads", body=[picture], content_length="2500000").body == picture
    for path in ("/v1/uploads/", "/v1/collections/mine/feedback", "/"):
        assert ask(app, "POST", path, body=[picture], content_length="2500000").status == 413
    said = ask(app, "POST", "/v1/collections/mine/images", body=[b"a"], content_length="3000001")
    assert (said.status, "3 MB" in said.detail) == (413, True)


def test_a_body_of_unknown_length_is_cut_off():
    said = ask(Bodies(echo, pictures=10), "POST", body=[bytes(PLAIN), b"a", b"b"])
    assert (said.status, said.headers["connection"]) == (413, "close")


@pytest.mark.parametrize("length", ["-1", "1e3", "²", "0x10", ""])
def test_a_length_is_a_number(length):
    assert ask(Bodies(echo, pictures=10), "POST", content_length=length).status == (400 if length else 200)


@pytest.mark.parametrize(
    "body", [[b"a", 1, b"b"], [b"a", *[0.05, b"b"] * 20]], ids=["nothing comes", "a byte at a time"]
)
def test_a_slow_body_is_cut_off(body):
    app = Bodies(echo, pictures=1000, pace=Pace(idle=0.2, grace=0.5, slowest=1e6))
    said = ask(app, "POST", body=body)
    assert (said.status, said.headers["connection"]) == (408, "close")


def test_a_slow_answer_is_not():
    async def thinks(scope, receive, send):
        await receive()
        await asyncio.sleep(0.3)
        assert (await receive())["type"] == "http.request"
        await echo(scope, receive, send)

    assert ask(Bodies(thinks, 10, pace=Pace(idle=0.1, grace=0.1)), body=[b"a"]).status == 200


def test_faults_of_the_application_stay_faults():
    async def fails(scope, receive, send):
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        ask(Bodies(fails, 10))


def test_bodies_together_are_bounded():
    async def both():
        app = Bodies(echo, pictures=100, together=150)
        upload = {"method": "POST", "path": "/v1/uploads", "content_length": "100"}
        first = asyncio.create_task(asked(app, body=[b"a", 0.1, b"b"], **upload))
        await asyncio.sleep(0)
        second = await asked(app, body=[b"a"], **upload)
        return (await first).status, second.status, (await asked(app, body=[b"a"], **upload)).status

    assert asyncio.run(both()) == (200, 429, 200)


def test_a_crowd_is_told_to_come_again():
    async def all_at_once():
        app = Crowd(echo, 2)
        slow = [asyncio.create_task(asked(app, body=[b"a", 0.1, b"b"])) for _ in range(3)]
        events = asked(app, path="/v1/jobs/1/events")
        return [(await task).status for task in slow], (await events).status, (await asked(app)).status

    assert asyncio.run(all_at_once()) == ([200, 200, 503], 200, 200)
