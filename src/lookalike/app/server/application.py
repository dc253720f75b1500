"""The HTTP application: the one place where all of the server comes together."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from importlib.metadata import version

from fastapi import FastAPI
from fastapi.routing import APIRoute
from starlette.middleware import Middleware

from lookalike.app.server import problems
from lookalike.app.server.guard import guards
from lookalike.app.server.metrics import Measured
from lookalike.app.server.pages import Web
from lookalike.app.server.routes import collections as collection_routes
from lookalike.app.server.routes import docs, duplicates, explain, feedback, images, jobs, map, search, service, uploads
from lookalike.app.server.services import Services
from lookalike.app.server.settings import Settings
from lookalike.engine.collection import Collection

ROUTES = (service, collection_routes, images, uploads, search, feedback, explain, duplicates, map, jobs, docs)
"""Modules of endpoints; each has a ``router``."""


def build(collections: Mapping[str, Collection], settings: Settings) -> FastAPI:
    """The application that serves collections, by the names that addresses give them."""
    services = Services.of(collections, settings)

    @asynccontextmanager
    async def running(app: FastAPI) -> AsyncIterator[None]:
        await services.decode(services.decoders.start)
        yield
        await services.read(services.close)

    app = FastAPI(
        title="Lookalike",
        summary="Find pictures by what is in them.",
        version=version("lookalike"),
        lifespan=running,
        docs_url=None,
        redoc_url=None,
        openapi_url="/v1/openapi.json",
        generate_unique_id_function=_operation,
        redirect_slashes=False,
        middleware=[Middleware(Measured, services.metrics), *guards(settings)],
    )
    app.state.services = services
    problems.install(app)
    for routes in ROUTES:
        app.include_router(routes.router, responses=problems.RESPONSES)
    app.router.default = Web()
    return app


def _operation(route: APIRoute) -> str:
    return route.name
