"""Whether the server is up."""

from __future__ import annotations

from importlib.metadata import version

from fastapi import APIRouter

from lookalike.app.server.models import Health

router = APIRouter(prefix="/v1", tags=["service"])


@router.get("/health")
async def health() -> Health:
    """Tell that the server is up."""
    return Health(status="ok", version=version("lookalike"))
