"""What values a method's parameters take: checked, converted, and said in words.

A parameter's annotation is its declaration: ``Literal`` for a choice, ``bool``,
``str``, ``int`` and ``float``, the last two with a range by
``Annotated[int, Interval(ge=1)]``, and tuples of a fixed length of these.
"""

from __future__ import annotations

import difflib
import json
from collections.abc import Iterable
from dataclasses import Field, fields
from functools import cache
from typing import Annotated, Any, Literal, get_args, get_origin, get_type_hints

from annotated_types import Interval

from lookalike.types import LookalikeError

_KINDS = {int: "whole number", float: "number", bool: "True or False", str: "text"}


class SpecError(LookalikeError):
    """A representation's text or a method's parameter is wrong."""


def nearest(word: str, known: Iterable[str]) -> str:
    """``known`` as the end of an error sentence, the nearest names first."""
    options = sorted(known)
    close = difflib.get_close_matches(word, options, n=3, cutoff=0.5)
    if close:
        return f"did you mean {' or '.join(close)}?"
    return f"known are {', '.join(options)}."


def literal(value: object) -> str:
    """A value as an expression writes it."""
    return json.dumps(value, ensure_ascii=False) if isinstance(value, str) else repr(value)


def parameters(method: type) -> dict[str, Field[Any]]:
    """The fields of a dataclass that are parameters of a method, by name."""
    return {field.name: field for field in fields(method) if field.init and field.compare}


def hints(method: Any) -> dict[str, Any]:
    """The annotation of every parameter of a method's class."""
    return _hints(method)


@cache
def _hints(method: type) -> dict[str, Any]:
    return get_type_hints(method, include_extras=True)


def allowed(hint: Any) -> str:
    """The values that an annotation allows, in words."""
    if get_origin(hint) is Literal:
        return "one of " + ", ".join(map(literal, get_args(hint)))
    kind, bounds = _kind(hint)
    if get_origin(kind) is tuple:
        items = get_args(kind)
        named = f"{len(items)} {_KINDS[items[0]]}s"
    else:
        named = _KINDS[kind] if kind is bool else f"a {_KINDS[kind]}"
    return ", ".join([named, *map(_range, bounds)])


def checked(method: str, name: str, value: Any, hint: Any) -> Any:
    """``value`` in the type that an annotation asks for.

    :raises SpecError: it is not allowed.
    """
    try:
        return _converted(value, hint)
    except ValueError:
        raise SpecError(f"{method}: {name} must be {allowed(hint)}, and got {value!r}.") from None


def _converted(value: Any, hint: Any) -> Any:
    if get_origin(hint) is Literal:
        if not any(value == option and type(value) is type(option) for option in get_args(hint)):
            raise ValueError
        return value
    kind, bounds = _kind(hint)
    if get_origin(kind) is tuple:
        if not isinstance(value, tuple | list) or len(value) != len(get_args(kind)):
            raise ValueError
        return tuple(_within(v, k, bounds) for v, k in zip(value, get_args(kind), strict=True))
    return _within(value, kind, bounds)


def _kind(hint: Any) -> tuple[Any, list[Interval]]:
    kind, *notes = get_args(hint) if get_origin(hint) is Annotated else (hint,)
    return kind, [note for note in notes if isinstance(note, Interval)]


def _within(value: Any, kind: Any, bounds: list[Interval]) -> Any:
    if kind is float and type(value) is int:
        value = float(value)
    if type(value) is not kind:
        raise ValueError
    for bound in bounds:
        above = (bound.ge is None or value >= bound.ge) and (bound.gt is None or value > bound.gt)
        below = (bound.le is None or value <= bound.le) and (bound.lt is None or value < bound.lt)
        if not (above and below):
            raise ValueError
    return value


def _range(bound: Interval) -> str:
    if bound.ge is not None and bound.le is not None:
        return f"{bound.ge} to {bound.le}"
    ends = (("at least", bound.ge), ("above", bound.gt), ("at most", bound.le), ("below", bound.lt))
    return " and ".join(f"{word} {end}" for word, end in ends if end is not None)
