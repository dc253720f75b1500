"""What the endpoints share."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Annotated, ParamSpec, Self, TypeVar

from anyio import CapacityLimiter, to_thread
from fastapi import Depends, Request

from lookalike.app.server.answers import Answers
from lookalike.app.server.asked import Asker
from lookalike.app.server.decoding import Decoders
from lookalike.app.server.jobs import Jobs
from lookalike.app.server.metrics import Metrics
from lookalike.app.server.settings import Settings
from lookalike.app.server.shelf import Shelf
from lookalike.app.server.thumbnails import Thumbnails
from lookalike.app.server.uploads import Uploads
from lookalike.cores import cores
from lookalike.engine.collection import Collection

_LOOKING_UP = 4
"""Threads that look pictures up: they wait for the disk more than they work."""

_P = ParamSpec("_P")
_T = TypeVar("_T")


@dataclass(frozen=True, eq=False)
class Services:
    """What the endpoints share. Whatever takes time goes through one of three pools of threads.

    :param searching: for what keeps a core busy, one thread a core.
    :param reading: for what is looked up.
    :param waiting: for what waits for a decoding process, one thread a process.
    """

    settings: Settings
    shelf: Shelf
    decoders: Decoders
    uploads: Uploads
    asker: Asker
    metrics: Metrics
    jobs: Jobs
    answers: Answers
    thumbnails: Thumbnails
    searching: CapacityLimiter
    reading: CapacityLimiter
    waiting: CapacityLimiter

    @classmethod
    def of(cls, collections: Mapping[str, Collection], settings: Settings) -> Self:
        decoders = Decoders(settings, cores())
        uploads = Uploads(decoders, settings.kept_bytes)
        pools = (CapacityLimiter(count) for count in (cores(), _LOOKING_UP, cores()))
        shelf, asker = Shelf(collections), Asker(uploads, decoders)
        return cls(settings, shelf, decoders, uploads, asker, Metrics(), Jobs(), Answers(), Thumbnails(), *pools)

    def close(self) -> None:
        """End all processes."""
        self.jobs.close()
        self.decoders.close()

    async def search(self, work: Callable[_P, _T], *args: _P.args, **kwargs: _P.kwargs) -> _T:
        """Do what keeps a core busy."""
        return await to_thread.run_sync(lambda: work(*args, **kwargs), limiter=self.searching)

    async def read(self, work: Callable[_P, _T], *args: _P.args, **kwargs: _P.kwargs) -> _T:
        """Look something up."""
        return await to_thread.run_sync(lambda: work(*args, **kwargs), limiter=self.reading)

    async def decode(self, work: Callable[_P, _T], *args: _P.args, **kwargs: _P.kwargs) -> _T:
        """Do what waits for a decoding process."""
        return await to_thread.run_sync(lambda: work(*args, **kwargs), limiter=self.waiting)


def _services(request: Request) -> Services:
    services = request.app.state.services
    assert isinstance(services, Services)
    return services


Shared = Annotated[Services, Depends(_services)]
"""The services, as an endpoint asks for them."""
