"""Requests that schemathesis makes of the OpenAPI document, such as it allows and such as it does not."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import suppress
from typing import Any, NamedTuple

from lookalike.bench.hostile.attacks import Target
from lookalike.types import LookalikeError


class Fuzzed(NamedTuple):
    """An answer, and in what it is another than the document says."""

    request: str
    status: int
    body: bytes
    fault: str | None


def fuzz(target: Target, number: int, told: Callable[[Fuzzed], None]) -> None:
    """Ask so many requests or a few less, the same again each time.

    :raises LookalikeError: schemathesis is not installed.
    """
    try:
        import schemathesis
        from hypothesis import HealthCheck, Phase, given, settings
        from hypothesis.errors import Unsatisfiable
    except ImportError as error:
        raise LookalikeError("The bench of hostile requests needs schemathesis: pip install schemathesis.") from error
    base = f"http://{target.host}"
    schema = schemathesis.openapi.from_url(f"{base}/v1/openapi.json")
    strategies = list(_strategies(schema, target))
    kept = settings(
        max_examples=max(1, number // len(strategies)), database=None, deadline=None, derandomize=True,
        phases=[Phase.generate], suppress_health_check=list(HealthCheck),
    )  # fmt: skip
    for strategy in strategies:

        @kept
        @given(strategy)
        def ask(case: Any) -> None:
            told(_asked(case))

        with suppress(Unsatisfiable):  # of what takes nothing, nothing can be wrong
            ask()


def _strategies(schema: Any, target: Target) -> Iterator[Any]:
    """Two for each operation and kind of request: of what is there, and of any names."""
    from schemathesis import GenerationMode

    there = {"collection": target.collection, "id": target.id}
    for found in schema.get_all_operations():
        operation = found.ok()
        if "events" in operation.path:
            continue
        known = {name: value for name, value in there.items() if f"{{{name}}}" in operation.path}
        for mode in GenerationMode:
            yield operation.as_strategy(mode)
            if known:
                yield operation.as_strategy(mode, path_parameters=known)


def _asked(case: Any) -> Fuzzed:
    from schemathesis import checks
    from schemathesis.core.failures import Failure, FailureGroup

    response = case.call(timeout=60)
    held = ("not_a_server_error", "status_code_conformance", "content_type_conformance", "response_schema_conformance")
    fault = None
    try:
        case.validate_response(response, checks=[getattr(checks, name) for name in held])
    except (Failure, FailureGroup) as failure:
        fault = " ".join(str(failure).split())[:500]
    return Fuzzed(f"{case.method} {response.request.url}", response.status_code, response.content, fault)
