"""Lookalike: find pictures by what is in them."""

from importlib import import_module as _import_module
from importlib.metadata import version as _version
from typing import TYPE_CHECKING as _TYPE_CHECKING
from typing import Any as _Any

if _TYPE_CHECKING:
    from lookalike.engine.collection import Collection
    from lookalike.query.example import Region
    from lookalike.query.feedback import Feedback
    from lookalike.query.language import parse_query
    from lookalike.query.session import Session
    from lookalike.query.words import Words
    from lookalike.reading import parse
    from lookalike.spec import Representation
    from lookalike.types import Hit, Image, LookalikeError, Ranking, Record

__all__ = [
    "Collection",
    "Feedback",
    "Hit",
    "Image",
    "LookalikeError",
    "Ranking",
    "Record",
    "Region",
    "Representation",
    "Session",
    "Words",
    "parse",
    "parse_query",
]

_HOMES = {
    "Collection": "lookalike.engine.collection",
    "Feedback": "lookalike.query.feedback",
    "Region": "lookalike.query.example",
    "Representation": "lookalike.spec",
    "Session": "lookalike.query.session",
    "Words": "lookalike.query.words",
    "parse": "lookalike.reading",
    "parse_query": "lookalike.query.language",
}


def __getattr__(name: str) -> _Any:
    """Import what is asked for only then: the command line must start quickly."""
    if name == "__version__":
        return _version("lookalike")
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(_import_module(_HOMES.get(name, "lookalike.types")), name)


def __dir__() -> list[str]:
    return [*__all__, "__version__"]
