"""Errors as problem details (RFC 9457), of which each says one sentence and nothing of the file system."""

from __future__ import annotations

import logging
import re
from http import HTTPStatus
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from pydantic import BaseModel, Field
from starlette.exceptions import HTTPException

from lookalike.types import LookalikeError

MEDIA_TYPE = "application/problem+json"

_log = logging.getLogger(__name__)
_PATH = re.compile(r"""(?:[A-Za-z]:)?(?:[/\\][^/\\\s'":,;]+){2,}[/\\]?""")
"""What looks like a path of two folders or more."""


class Problem(BaseModel):
    """What went wrong (RFC 9457)."""

    type: str = Field(default="about:blank", description="A URI that names the kind of problem.")
    title: str = Field(description="The kind of problem.", examples=["Not Found"])
    status: int = Field(description="The status of the answer.", examples=[404])
    detail: str = Field(description="One sentence that says what to do.")


class Refused(Exception):
    """A request that cannot be answered, with its status."""

    def __init__(self, status: HTTPStatus, detail: str, headers: dict[str, str] | None = None) -> None:
        super().__init__(detail)
        self.status, self.detail, self.headers = status, detail, headers


def answer(status: int, detail: str, headers: Any = None) -> JSONResponse:
    """The answer that tells of a problem."""
    problem = Problem(type="about:blank", title=HTTPStatus(status).phrase, status=status, detail=without_paths(detail))
    return JSONResponse(problem.model_dump(), status, headers, MEDIA_TYPE)


def without_paths(sentence: str) -> str:
    """A sentence in which files are named without the folders that they lie in."""
    return _PATH.sub(lambda found: re.split(r"[/\\]", found[0].rstrip("/\\"))[-1], sentence)


_SCHEMA = {"$ref": "#/components/schemas/Problem"}

RESPONSES: dict[int | str, dict[str, Any]] = {
    "4XX": {"model": Problem, "description": "What to do otherwise.", "content": {MEDIA_TYPE: {"schema": _SCHEMA}}},
}
"""What every endpoint may answer beside what it is for."""


def install(app: FastAPI) -> None:
    """Let every error of an application be told as a problem."""
    app.add_exception_handler(Refused, _refused)
    app.add_exception_handler(LookalikeError, _mendable)
    app.add_exception_handler(RequestValidationError, _invalid)
    app.add_exception_handler(HTTPException, _http)
    app.add_exception_handler(Exception, _unknown)


def _refused(request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, Refused)
    return answer(error.status, error.detail, error.headers)


def _mendable(request: Request, error: Exception) -> JSONResponse:
    return answer(HTTPStatus.UNPROCESSABLE_ENTITY, str(error))


def _invalid(request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, RequestValidationError)
    first = error.errors()[0]
    name = ".".join(str(step) for step in first["loc"][1:]) or "The request"
    return answer(HTTPStatus.UNPROCESSABLE_ENTITY, f"{name} is wrong: {first['msg']}.")


def _http(request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, HTTPException)
    detail = str(error.detail)
    if error.status_code == HTTPStatus.NOT_FOUND:
        detail = "There is nothing at this address: /docs lists what there is."
    return answer(error.status_code, detail, error.headers)


def _unknown(request: Request, error: Exception) -> JSONResponse:
    _log.error("A request to %s failed.", request.url.path, exc_info=error)
    return answer(HTTPStatus.INTERNAL_SERVER_ERROR, "The server made a mistake: its log says more.")
