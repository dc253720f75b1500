"""How much one client may ask for: a bucket of tokens each (Turner, New directions in communications, 1986)."""

from __future__ import annotations

import math
import time
from collections import OrderedDict
from collections.abc import Callable
from ipaddress import ip_address, ip_network

from starlette.types import ASGIApp, Receive, Scope, Send

from lookalike.app.server.guard.asgi import refuse

CLIENTS = 10_000
"""So many are remembered; those that were away longest begin anew."""


class Rates:
    """Refuses clients that ask faster than they may.

    :param rate: what a client may ask for in a second on the average; what costs little counts a twentieth.
    :param burst: how much of it at once.
    """

    def __init__(self, app: ASGIApp, rate: float, burst: float, clock: Callable[[], float] = time.monotonic) -> None:
        self._app, self._rate, self._burst, self._clock = app, rate, burst, clock
        self._buckets: OrderedDict[str, tuple[float, float]] = OrderedDict()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        wait = self._wait(scope) if scope["type"] == "http" else 0
        if wait:
            seconds = str(math.ceil(wait)).encode()
            sentence = "You ask faster than this server answers one client: wait a moment, and ask again."
            await refuse(send, 429, sentence, [(b"retry-after", seconds)])
        else:
            await self._app(scope, receive, send)

    def _wait(self, scope: Scope) -> float:
        """Take from the client's bucket what a request costs; seconds until there is enough in it."""
        client, now, price = _client(scope), self._clock(), cost(scope)
        left, before = self._buckets.pop(client, (self._burst, now))
        left = min(self._burst, left + (now - before) * self._rate)
        missing = max(0.0, price - left)
        self._buckets[client] = (left if missing else left - price, now)
        if len(self._buckets) > CLIENTS:
            self._buckets.popitem(last=False)
        return missing / self._rate


def cost(scope: Scope) -> float:
    """A page shows hundreds of thumbnails, which are ready; and what is sent here must be decoded."""
    if scope["method"] in ("POST", "PUT", "PATCH"):
        return 2
    return 0.05 if scope["path"].endswith("/thumbnail") or not scope["path"].startswith("/v1/") else 1


def _client(scope: Scope) -> str:
    """The address; of IPv6 the network, of which one client has all addresses."""
    host = (scope.get("client") or ("",))[0]
    try:
        address = ip_address(host)
    except ValueError:
        return host
    return str(ip_network((address, 64), strict=False)) if address.version == 6 else host
