"""Work that takes long."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator
from http import HTTPStatus

from fastapi import APIRouter
from starlette.responses import StreamingResponse

from lookalike.app.server import models
from lookalike.app.server.jobs import Job
from lookalike.app.server.problems import Refused, without_paths
from lookalike.app.server.services import Services, Shared

router = APIRouter(prefix="/v1/jobs", tags=["jobs"])

_LOOK, _BEAT = 0.2, 15.0
"""Seconds between two looks at a job, and between two signs of life."""


@router.get("")
async def list_jobs(services: Shared) -> list[models.Job]:
    """List jobs, the newest first."""
    return [told(job) for job in services.jobs]


@router.get("/{job}")
async def get_job(job: str, services: Shared) -> models.Job:
    """Tell how far a job is."""
    return told(_job(services, job))


@router.delete("/{job}")
async def cancel_job(job: str, services: Shared) -> models.Job:
    """End a job; what it has stored stays."""
    found = _job(services, job)
    await services.read(services.jobs.cancel, found)
    return told(found)


@router.get(
    "/{job}/events",
    response_class=StreamingResponse,
    responses={200: {"content": {"text/event-stream": {}}, "description": "Events: progress, and end at last."}},
)
async def follow_job(job: str, services: Shared) -> StreamingResponse:
    """Follow a job by server-sent events, of which each holds the job as JSON."""
    headers = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}
    return StreamingResponse(_events(_job(services, job)), media_type="text/event-stream", headers=headers)


def told(job: Job) -> models.Job:
    """A job as the API tells it."""
    return models.Job(
        id=job.id,
        kind=job.kind,
        collection=job.collection,
        state=job.state,
        done=job.done,
        total=job.total,
        rate=job.rate,
        detail=None if job.detail is None else without_paths(job.detail),
    )


async def _events(job: Job) -> AsyncIterator[str]:
    last, spoken = "", time.monotonic()
    while True:
        over = job.over
        state = f"{job.state} {job.done} {job.total}"
        if state != last or over:
            last, spoken = state, time.monotonic()
            yield f"event: {'end' if over else 'progress'}\ndata: {told(job).model_dump_json()}\n\n"
        elif time.monotonic() - spoken > _BEAT:
            spoken = time.monotonic()
            yield ":\n\n"
        if over:
            return
        await asyncio.sleep(_LOOK)


def _job(services: Services, id: str) -> Job:
    found = services.jobs.get(id)
    if found is None:
        raise Refused(HTTPStatus.NOT_FOUND, "There is no such job, or not any more: /v1/jobs lists what there is.")
    return found
