"""What there is to say of each registered method, read from its class."""

from __future__ import annotations

import inspect
import re
from dataclasses import MISSING, dataclass

from lookalike.parameters import allowed, hints, literal, parameters
from lookalike.spec import Encoder, Method
from lookalike.spec import methods as registered

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
    """A method: its name, "descriptor" or "encoder", and one sentence of what it does."""

    name: str
    kind: str
    summary: str
    parameters: tuple[Parameter, ...]


def entries() -> list[Entry]:
    """Every registered method, by name."""
    return [_entry(method) for method in registered().values()]


def _entry(method: type[Method]) -> Entry:
    doc = inspect.getdoc(method) or ""
    kind = "encoder" if issubclass(method, Encoder) else "descriptor"
    return Entry(method.name, kind, _unwrapped(doc.split("\n\n")[0]), tuple(_parameters(method, doc)))


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
