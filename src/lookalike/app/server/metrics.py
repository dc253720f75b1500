"""What Prometheus is told."""

from __future__ import annotations

import time
from http import HTTPMethod

from prometheus_client import (
    CONTENT_TYPE_LATEST,
    CollectorRegistry,
    Counter,
    Gauge,
    Histogram,
    ProcessCollector,
    generate_latest,
)
from starlette.types import ASGIApp, Message, Receive, Scope, Send

CONTENT_TYPE = CONTENT_TYPE_LATEST

_SECONDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10)
_METHODS = frozenset(HTTPMethod)


class Metrics:
    """Counts and times of one application, beside the memory, processor time and files of its process."""

    def __init__(self) -> None:
        registry = self._registry = CollectorRegistry()
        ProcessCollector(registry=registry)
        answers, times = "Answers by route, method and status.", "Seconds until answers were sent."
        self._answers = Counter("lookalike_requests", answers, ("route", "method", "status"), registry=registry)
        self._seconds = Histogram("lookalike_request_seconds", times, ("route",), buckets=_SECONDS, registry=registry)
        self._running = Gauge("lookalike_requests_running", "Requests that are not answered yet.", registry=registry)
        self._images = Gauge("lookalike_images", "Images of a collection.", ("collection",), registry=registry)

    def began(self) -> None:
        """A request has come."""
        self._running.inc()

    def ended(self, route: str, method: str, status: int, seconds: float) -> None:
        """It has been answered."""
        self._running.dec()
        self._answers.labels(route, method if method in _METHODS else "other", str(status)).inc()
        self._seconds.labels(route).observe(seconds)

    def holds(self, collection: str, images: int) -> None:
        """A collection has so many images."""
        self._images.labels(collection).set(images)

    def text(self) -> bytes:
        """All of it, in Prometheus' text format."""
        return generate_latest(self._registry)


class Measured:
    """Counts and times the requests of an application.

    Routes are told as they are declared, so that there are few of them, however many addresses are asked for.
    """

    def __init__(self, app: ASGIApp, metrics: Metrics) -> None:
        self._app, self._metrics = app, metrics

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        status, began = 500, time.perf_counter()

        async def noted(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await send(message)

        self._metrics.began()
        try:
            await self._app(scope, receive, noted)
        finally:
            route = getattr(scope.get("route"), "path", None) or "other"
            self._metrics.ended(route, scope["method"], status, time.perf_counter() - began)
