"""What is served."""

from __future__ import annotations

from collections.abc import Sequence

from fastapi import APIRouter

from lookalike.app.server import models
from lookalike.app.server.services import Services, Shared
from lookalike.engine.browse.catalog import Counted

router = APIRouter(prefix="/v1/collections", tags=["collections"])

_LISTED = 200
"""Tags and cameras that are told."""


@router.get("")
async def list_collections(services: Shared) -> list[models.Collection]:
    """List the collections."""
    return [await services.read(_told, services, name) for name in services.shelf]


@router.get("/{collection}")
async def get_collection(collection: str, services: Shared) -> models.Collection:
    """Tell what a collection holds and understands."""
    return await services.read(_told, services, collection)


@router.get("/{collection}/concepts")
async def list_concepts(collection: str, services: Shared) -> models.Concepts:
    """List names of things that can be asked for at places; other words are understood too."""
    return models.Concepts(names=list(await services.read(lambda: services.shelf[collection].concepts)))


def _told(services: Services, name: str) -> models.Collection:
    collection = services.shelf[name]
    info, catalog, schemes = collection.info(), collection.catalog(), collection.schemes
    return models.Collection(
        name=name,
        images=info.images,
        skipped=info.skipped,
        representation=info.name,
        parts=[
            models.Part(chain=part.chain, weight=part.weight, dimension=part.dimension, measure=part.measure)
            for part in info.parts
        ],
        index=info.index,
        schemes=models.Schemes(words=True, image=True, **schemes._asdict()),
        writable=services.settings.writable,
        tags=_counts(catalog.tags),
        cameras=_counts(catalog.cameras),
        taken=None if catalog.taken is None else models.Span(first=catalog.taken[0], last=catalog.taken[1]),
    )


def _counts(counted: Sequence[Counted]) -> list[models.Count]:
    return [models.Count(name=each.name, count=each.images) for each in counted[:_LISTED]]
