"""What stands between the network and the application, as plain ASGI middlewares."""

from __future__ import annotations

from starlette.middleware import Middleware

from lookalike.app.server.guard.bodies import Bodies
from lookalike.app.server.guard.crowd import Crowd
from lookalike.app.server.guard.headers import SecurityHeaders
from lookalike.app.server.guard.origins import Origins
from lookalike.app.server.guard.rates import Rates
from lookalike.app.server.guard.token import Token
from lookalike.app.server.settings import Settings

_FORM = 1 << 16
"""Bytes of a form around the picture that it brings."""


def guards(settings: Settings) -> list[Middleware]:
    """All of them, the outermost first."""
    return [
        Middleware(SecurityHeaders),
        Middleware(Origins, settings.hosts),
        Middleware(Rates, settings.rate, settings.burst),
        *([] if settings.token is None else [Middleware(Token, settings.token)]),
        Middleware(Crowd, settings.requests),
        Middleware(Bodies, settings.upload_bytes + _FORM),
    ]
