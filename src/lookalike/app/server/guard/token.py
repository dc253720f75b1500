"""One secret that lets in: for programs as a bearer token, for browsers as a cookie after their first visit."""

from __future__ import annotations

import hmac
from http.cookies import CookieError, SimpleCookie
from ipaddress import ip_address
from urllib.parse import parse_qsl, quote, urlencode

from starlette.types import ASGIApp, Receive, Scope, Send

from lookalike.app.server.guard.asgi import answer, header, refuse
from lookalike.types import LookalikeError

OPEN = ("/v1/health",)
"""What answers without it: a watchdog needs no secret."""

_SHORTEST = 16
_YEAR = 365 * 24 * 3600
_PAGE = b"""<!doctype html><html lang="en"><meta charset="utf-8"><title>Lookalike</title>
<meta name="viewport" content="width=device-width"><h1>Lookalike</h1>
<form action="/"><label>Token <input name="token" type="password" required autofocus></label>
<button>Open</button></form>
<p>It stands in the address that <code>lookalike serve</code> printed.</p></html>"""


def check_exposure(host: str, token: str | None) -> None:
    """Others are let in with a token alone.

    :raises LookalikeError: the server is to be reached from other machines without one, or by one that can be guessed.
    """
    if token is not None and len(token) < _SHORTEST:
        raise LookalikeError(f"--token must have {_SHORTEST} characters or more, so that nobody guesses it.")
    if token is None and not is_loopback(host):
        raise LookalikeError(
            f"At {host} other machines reach this server and may see every picture: name a --token that they "
            "must know, or serve on 127.0.0.1."
        )


def is_loopback(host: str) -> bool:
    """This machine alone reaches an address or a name."""
    try:
        return ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return host == "localhost"


class Token:
    """Lets in those who know the token.

    A visit to any page with ``?token=`` sets a cookie and leads on to the page without it. The cookie does not
    hold the token but what is derived from it, as does its name: it ends with the token, and two servers on one
    host do not disturb each other.
    """

    def __init__(self, app: ASGIApp, token: str) -> None:
        self._app = app
        self._secret = token.encode()
        self._pass = hmac.digest(self._secret, b"lookalike cookie", "sha256").hex()
        self._cookie = "lookalike-" + hmac.digest(self._secret, b"lookalike name", "sha256").hex()[:8]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and self._introduced(scope):
            await self._welcome(scope, send)
        elif scope["type"] != "http" or scope["path"] in OPEN or self._known(scope):
            await self._app(scope, receive, send)
        elif scope["method"] == "GET" and "text/html" in (header(scope, b"accept") or ""):
            await answer(send, 401, b"text/html; charset=utf-8", _PAGE)
        else:
            sentence = "This server asks for its token: send it as Authorization: Bearer."
            await refuse(send, 401, sentence, [(b"www-authenticate", b"Bearer")])

    def _known(self, scope: Scope) -> bool:
        scheme, _, said = (header(scope, b"authorization") or "").partition(" ")
        if scheme.lower() == "bearer":
            return _same(said.strip(), self._secret)
        try:
            kept = SimpleCookie(header(scope, b"cookie") or "").get(self._cookie)
        except CookieError:
            return False
        return kept is not None and _same(kept.value, self._pass.encode())

    def _introduced(self, scope: Scope) -> bool:
        said = dict(parse_qsl(scope["query_string"].decode("latin-1"))).get("token", "")
        return scope["method"] == "GET" and _same(said, self._secret)

    async def _welcome(self, scope: Scope, send: Send) -> None:
        rest = [(k, v) for k, v in parse_qsl(scope["query_string"].decode("latin-1"), True) if k != "token"]
        path = "/" + quote(scope["path"].lstrip("/"))  # two slashes would lead to another host
        secure = "; Secure" if scope["scheme"] == "https" else ""
        cookie = f"{self._cookie}={self._pass}; Path=/; HttpOnly; SameSite=Lax; Max-Age={_YEAR}{secure}"
        where = path + ("?" + urlencode(rest) if rest else "")
        headers = [(b"location", where.encode("latin-1")), (b"set-cookie", cookie.encode())]
        await answer(send, 303, b"text/plain", b"", headers)


def _same(said: str, secret: bytes) -> bool:
    """In a time that does not tell how much of it is right."""
    return hmac.compare_digest(said.encode("utf-8", "replace"), secret)
