"""Pictures that were made of each other."""

from __future__ import annotations

from fastapi import APIRouter

from lookalike.app.server import models, works
from lookalike.app.server.jobs import Job
from lookalike.app.server.routes.jobs import told
from lookalike.app.server.services import Services, Shared

router = APIRouter(prefix="/v1/collections/{collection}", tags=["duplicates"])

_KIND = "duplicates"


@router.get("/duplicates")
async def find_duplicates(collection: str, services: Shared) -> models.Job:
    """Find duplicates anew, as a job; /groups then tells what was found."""
    uri = services.shelf[collection].uri
    return told(services.jobs.start(_KIND, collection, works.duplicates, uri))


@router.get("/groups")
async def list_groups(collection: str, services: Shared) -> models.Groups:
    """List the groups of duplicates that the last job found."""
    services.shelf[collection]
    last = _last(services, collection)
    groups = [models.Group.model_validate(each) for each in ([] if last is None else last.result)]
    return models.Groups(
        job=None if last is None else told(last),
        groups=[group.images for group in groups if len(group.images) > 1],
        evidence=groups,
    )


def _last(services: Services, collection: str) -> Job | None:
    """The last job that is done."""
    kind = (_KIND, collection, "done")
    return next((job for job in services.jobs if (job.kind, job.collection, job.state) == kind), None)
