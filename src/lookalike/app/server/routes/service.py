"""Whether the server is up, and what it does."""

from __future__ import annotations

from importlib.metadata import version

from fastapi import APIRouter, Response

from lookalike.app.server.metrics import CONTENT_TYPE
from lookalike.app.server.models import Health
from lookalike.app.server.services import Shared

router = APIRouter(tags=["service"])


@router.get("/v1/health")
async def health() -> Health:
    """Tell that the server is up."""
    return Health(status="ok", version=version("lookalike"))


@router.get("/metrics", response_class=Response, responses={200: {"content": {"text/plain": {}}}})
async def metrics(services: Shared) -> Response:
    """Tell Prometheus of requests, collections and the process."""
    for name in services.shelf:
        services.metrics.holds(name, await services.read(len, services.shelf[name]))
    return Response(services.metrics.text(), media_type=CONTENT_TYPE)
