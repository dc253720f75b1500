"""What there is to say of each registered method, read from its class."""

from __future__ import annotations

import inspect
import re
from dataclasses import MISSING, dataclass

from lookalike.parameters import allowed, hints, literal, parameters
from lookalike.registry import methods as registered
from lookalike.spec import Descriptor, Encoder, Method, Reranker

_DESCRIPTION = re.compile(r":param ([\w, ]+):(.*?)(?=\n:|\n\n|\Z)", re.DOTALL)


@dataclass(frozen=True)
class Parameter:
    """A parameter as an expression takes it.

    :param default: as text; None where it must be given.
    :param allowed: the values it may have, in words.
    """

    name: str
    default: str | None
    allowed: str
    description: str


@dataclass(frozen=True)
class Entry:
    """A method.

    :param kind: "descriptor", "encoder" or "reranker", and ``group`` the family that its module lies in.
    :param summary: what it does.
    :param dimension: the length of its vectors by default, None where that depends.
    :param measure: what its vectors compare by, None where that is as before.
    :param source, deviations: the paper, and where we do otherwise.
    """

    name: str
    kind: str
    group: str
    summary: str
    parameters: tuple[Parameter, ...]
    dimension: int | None
    measure: str | None
    source: str
    deviations: str


def entries() -> list[Entry]:
    """Every registered method, by name."""
    return [_entry(method) for method in registered().values()]


def _entry(method: type[Method]) -> Entry:
    doc = inspect.getdoc(method) or ""
    paragraphs = doc.split("\n\n")
    needs = any(field.default is MISSING for field in parameters(method).values())
    plain = None if needs else method()
    return Entry(
        name=method.name,
        kind=next(kind.__name__.lower() for kind in (Descriptor, Encoder, Reranker) if issubclass(method, kind)),
        group=method.__module__.split(".")[2 if issubclass(method, Descriptor) else 1],
        summary=_unwrapped(paragraphs[0]),
        parameters=tuple(_parameters(method, doc)),
        dimension=plain.dimension if isinstance(plain, Descriptor) else None,
        measure=plain.measure if isinstance(plain, Descriptor | Encoder) else getattr(method, "measure", None),
        source=_said(paragraphs, "Source: "),
        deviations=_said(paragraphs, "Deviations: "),
    )


def _said(paragraphs: list[str], heading: str) -> str:
    return next((_unwrapped(p.removeprefix(heading)) for p in paragraphs if p.startswith(heading)), "")


def _parameters(method: type[Method], doc: str) -> list[Parameter]:
    described = {
        name.strip(): _unwrapped(text) for names, text in _DESCRIPTION.findall(doc) for name in names.split(",")
    }
    annotations = hints(method)
    return [
        Parameter(
            name,
            None if field.default is MISSING else literal(field.default),
            allowed(annotations[name]),
            described.get(name, ""),
        )
        for name, field in parameters(method).items()
    ]


def _unwrapped(text: str) -> str:
    return " ".join(text.split())
