"""The documentation of the API, as a page that needs no script and no other host."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from lookalike.app.pages.page import template

router = APIRouter(include_in_schema=False)

_METHODS = ("get", "post", "delete")


@router.get("/docs")
async def docs(request: Request) -> HTMLResponse:
    """Show what the API takes and answers."""
    document = request.app.openapi()
    page = template("docs.html").render(
        document=document,
        operations=list(_operations(document)),
        schemas=document["components"]["schemas"],
        typed=typed,
    )
    return HTMLResponse(page)


def _operations(document: dict[str, Any]) -> Iterator[dict[str, Any]]:
    for path, methods in document["paths"].items():
        for method in _METHODS:
            if method in methods:
                told = methods[method]
                body = told.get("requestBody", {}).get("content", {})
                yield {
                    "path": path,
                    "method": method.upper(),
                    "says": told.get("description", ""),
                    "parameters": told.get("parameters", []),
                    "body": {kind: typed(each.get("schema", {})) for kind, each in body.items()},
                    "answers": {status: _answered(each) for status, each in told["responses"].items()},
                }


def _answered(response: dict[str, Any]) -> str:
    kinds = [typed(each.get("schema", {})) or kind for kind, each in response.get("content", {}).items()]
    return ", ".join(dict.fromkeys(kinds)) or str(response.get("description", ""))


def typed(schema: dict[str, Any]) -> str:
    """A schema in a few words."""
    if "$ref" in schema:
        return str(schema["$ref"].rpartition("/")[2])
    if "anyOf" in schema:
        return " or ".join(map(typed, schema["anyOf"]))
    if "enum" in schema or "const" in schema:
        return " | ".join(map(str, schema.get("enum", [schema.get("const")])))
    if schema.get("type") == "array":
        return f"list of {typed(schema.get('items', {})) or 'values'}"
    return str(schema.get("format") or schema.get("type", ""))
