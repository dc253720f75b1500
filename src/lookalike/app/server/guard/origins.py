"""Only the server's own pages, under the server's own names.

A page of another site can make a browser ask this server: by a name of its own that it points here (DNS
rebinding), which the Host tells; or by a form, a picture or a script, which Origin and Sec-Fetch-Site tell.
"""

from __future__ import annotations

import ipaddress
from collections.abc import Collection
from urllib.parse import urlsplit

from starlette.types import ASGIApp, Receive, Scope, Send

from lookalike.app.server.guard.asgi import header, refuse


class Origins:
    """Refuses requests by other names, and those that pages of other sites make.

    A name must be one of ``hosts`` or ``localhost``. Addresses need not be named: rebinding needs a name.
    Following a link from elsewhere is allowed. What is no browser sends no origin, and is let through.
    """

    def __init__(self, app: ASGIApp, hosts: Collection[str] = ()) -> None:
        self._app = app
        self._hosts = {host.lower().rstrip(".") for host in hosts}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
        elif not self._known(host := header(scope, b"host") or ""):
            await refuse(send, 421, "This server is not known by that name: its operator can allow it as a host.")
        elif _foreign(scope, host):
            await refuse(send, 403, "Pages of other sites may not use this server: open it in a tab of its own.")
        else:
            await self._app(scope, receive, send)

    def _known(self, host: str) -> bool:
        try:
            name = (urlsplit(f"//{host}").hostname or "").rstrip(".")
        except ValueError:
            return False
        return name in self._hosts or name == "localhost" or name.endswith(".localhost") or _is_address(name)


def _is_address(name: str) -> bool:
    try:
        ipaddress.ip_address(name)
    except ValueError:
        return False
    return True


def _foreign(scope: Scope, host: str) -> bool:
    """Whether a page of another site asks."""
    origin, site = header(scope, b"origin"), header(scope, b"sec-fetch-site")
    if origin is not None and _place(origin) != host.lower():
        return True
    visits = scope["method"] in ("GET", "HEAD") and header(scope, b"sec-fetch-mode") == "navigate"
    return site in ("cross-site", "same-site") and not (visits and header(scope, b"sec-fetch-dest") == "document")


def _place(origin: str) -> str | None:
    """The host and port of an origin; None where it has none, as "null"."""
    try:
        return urlsplit(origin).netloc.lower() or None
    except ValueError:
        return None
