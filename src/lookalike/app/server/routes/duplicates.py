"""Pictures that were made of each other."""

from __future__ import annotations

from fastapi import APIRouter

from lookalike.app.server import models, works
from lookalike.app.server.jobs import Job
from lookalike.app.server.routes.jobs import told
from lookalike.app.server.services import Services, Shared
from lookalike.engine.duplicates.values import Group, Pair

router = APIRouter(prefix="/v1/collections/{collection}", tags=["duplicates"])

_KIND = "duplicates"


@router.get("/duplicates")
async def find_duplicates(collection: str, services: Shared) -> models.Job:
    """Find duplicates anew, as a job; /groups then tells what was found."""
    uri = services.shelf[collection].uri
    return told(services.jobs.start(_KIND, collection, works.duplicates, uri))


@router.get("/groups")
async def list_groups(collection: str, services: Shared) -> models.Groups:
    """List the groups of duplicates that were found last; they are kept with the collection."""
    found = await services.read(services.shelf[collection].known_duplicates)
    last = _last(services, collection)
    groups = [_group(each) for each in ([] if found is None else found.groups)]
    return models.Groups(
        job=None if last is None else told(last),
        current=found is not None and found.current,
        groups=[group.images for group in groups if len(group.images) > 1],
        evidence=groups,
    )


def _last(services: Services, collection: str) -> Job | None:
    """The last job that is done."""
    kind = (_KIND, collection, "done")
    return next((job for job in services.jobs if (job.kind, job.collection, job.state) == kind), None)


def _group(group: Group) -> models.Group:
    ids = {file.path: file.record.id for file in group.files}
    return models.Group(
        keep=group.keep.record.id,
        reason=group.reason,
        images=list(dict.fromkeys(ids.values())),
        pairs=[_pair(pair, ids) for pair in group.pairs],
    )


def _pair(pair: Pair, ids: dict[str, str]) -> models.Pair:
    return models.Pair(
        one=ids[pair.one],
        other=ids[pair.other],
        kinds=list(pair.kinds),
        similarity=pair.similarity,
        agreement=pair.agreement,
        exact=pair.exact,
        inliers=pair.inliers,
        outline=pair.outline.tolist(),
    )
