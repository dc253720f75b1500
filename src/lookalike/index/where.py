"""The metadata filter: ``--where`` expressions as predicates of the store.

``taken > 2020 and tag = 'dog'`` is parsed, held against a short list of what a
filter may contain, and written anew; nothing of the user's text passes through
unread. As in SQL, an image that lacks a field (no camera, say) passes no
comparison with it, neither ``=`` nor ``!=``.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

import sqlglot
from sqlglot import exp
from sqlglot.errors import SqlglotError

from lookalike.parameters import nearest
from lookalike.types import LookalikeError

EXAMPLE = "taken > 2020 and tag = 'dog'"
"""A filter to show to people."""

Kind = Literal["text", "whole", "real", "time", "tag"]

_USAGE: dict[Kind, str] = {
    "text": "a text in quotes, as in camera like 'Canon%'",
    "whole": "a whole number, as in width >= 1920",
    "real": "a number, as in latitude between 40 and 50",
    "time": "a year or a date in quotes, as in taken = 2020 or taken >= '2020-05-17'",
    "tag": "a text in quotes by =, !=, in or like, as in tag = 'dog'",
}


@dataclass(frozen=True)
class _Field:
    """What a field's name stands for in the table of images, and what it compares with."""

    sql: str
    kind: Kind
    largest: int = 2**31 - 1


FIELDS = {
    "id": _Field("id", "text"),
    "path": _Field("path", "text"),
    "bytes": _Field("bytes", "whole", largest=2**63 - 1),
    "width": _Field("width", "whole"),
    "height": _Field("height", "whole"),
    "format": _Field("format", "text"),
    "taken": _Field("taken", "time"),
    "year": _Field("date_part('year', taken)", "whole"),
    "month": _Field("date_part('month', taken)", "whole"),
    "camera": _Field("camera", "text"),
    "latitude": _Field("latitude", "real"),
    "longitude": _Field("longitude", "real"),
    "tag": _Field("tags", "tag"),
}
"""The fields of a filter, by the names that people use."""

_BINARY = frozenset({"this", "expression"})
_COMPARISONS: dict[type[exp.Expr], str] = {
    exp.EQ: "=",
    exp.NEQ: "!=",
    exp.GT: ">",
    exp.GTE: ">=",
    exp.LT: "<",
    exp.LTE: "<=",
}
_MIRRORED = {"=": "=", "!=": "!=", ">": "<", ">=": "<=", "<": ">", "<=": ">="}
_GRAMMAR: dict[type[exp.Expr], frozenset[str]] = {
    **dict.fromkeys((exp.And, exp.Or, *_COMPARISONS, exp.Is), _BINARY),
    **dict.fromkeys((exp.Not, exp.Paren, exp.Neg, exp.Column), frozenset({"this"})),
    **dict.fromkeys((exp.Like, exp.ILike), _BINARY | {"negate"}),
    exp.Between: frozenset({"this", "low", "high"}),
    exp.In: frozenset({"this", "expressions"}),
    exp.Literal: frozenset({"this", "is_string"}),
    exp.Identifier: frozenset({"this", "quoted"}),
    exp.Null: frozenset(),
}
"""All that a filter may contain: kinds of nodes, and the arguments that are understood of each."""

_DEEPEST = 12
"""The store's own parser takes exponential time over deep nesting."""

_LONGEST = 20_000
"""Characters; a bound on the terms that the store has to plan."""


class FilterError(LookalikeError):
    """A filter cannot be understood."""


def to_sql(expression: str) -> str:
    """The filter as a DataFusion predicate over the columns of the table of images.

    :param expression: comparisons (``= != < <= > >=``, ``between``, ``in``, ``like``, ``ilike``, ``is null``) of
        :data:`FIELDS` with literals, joined by ``and``, ``or`` and ``not``. A year or a month stands for all of its
        moments: ``taken > 2020`` means after its end, ``taken = '2020-05'`` within it.
    :raises FilterError: with the nearest names for an unknown field, or with an example of what would do.
    """
    if len(expression) > _LONGEST:
        raise FilterError(f"The filter is too long: at most {_LONGEST:,} characters are read.")
    try:
        tree = sqlglot.parse_one(expression, into=exp.Condition)
        _check(tree)
        return _predicate(tree, 0)
    except SqlglotError as error:
        raise FilterError(f"Cannot read the filter {_short(expression)}; write it as in {EXAMPLE}.") from error
    except RecursionError as error:
        raise _too_deep() from error


def _check(tree: exp.Expr) -> None:
    for node in tree.walk():
        given = {name for name, value in node.args.items() if value}
        understood = _GRAMMAR.get(type(node))
        if understood is None or not given <= understood:
            raise FilterError(f"Cannot use {_short(node.sql())} in a filter; write it as in {EXAMPLE}.")


def _predicate(node: exp.Expr, depth: int) -> str:
    if depth > _DEEPEST:
        raise _too_deep()
    node = node.unnest()
    if isinstance(node, exp.And | exp.Or):
        return _joined(type(node).__name__.upper(), [_predicate(part, depth + 1) for part in node.flatten()])
    if isinstance(node, exp.Not):
        return _negated(_predicate(node.this, depth + 1), True)
    return _condition(node)


def _condition(node: exp.Expr) -> str:
    if isinstance(node, exp.Between):
        low, high = _compared(node.this, ">=", node.args["low"]), _compared(node.this, "<=", node.args["high"])
        return _joined("AND", [low, high])
    if isinstance(node, exp.In) and node.expressions:
        return _joined("OR", [_compared(node.this, "=", value) for value in node.expressions])
    if isinstance(node, exp.Like | exp.ILike):
        return _negated(_like(node.this, node.expression, type(node)), bool(node.args.get("negate")))
    if isinstance(node, exp.Is) and isinstance(node.expression, exp.Null):
        field = _field(node.this)
        return "(cardinality(tags) = 0)" if field.kind == "tag" else f"({field.sql} IS NULL)"
    if type(node) in _COMPARISONS:
        return _comparison(node.this, _COMPARISONS[type(node)], node.expression)
    raise FilterError(f"{_short(node.sql())} is not a condition; compare a field with a value, as in {EXAMPLE}.")


def _comparison(left: exp.Expr, operator: str, right: exp.Expr) -> str:
    if not _is_name(left) and _is_name(right):
        left, operator, right = right, _MIRRORED[operator], left
    if _is_name(right) and right.name.lower() in FIELDS:
        one, other = _field(left), _field(right)
        if {one.kind, other.kind} <= {"whole", "real"}:
            return f"({one.sql} {operator} {other.sql})"
    return _compared(left, operator, right)


def _compared(subject: exp.Expr, operator: str, value: exp.Expr) -> str:
    field = _field(subject)
    if field.kind == "time":
        return _timed(operator, *_period(subject, value))
    if field.kind == "tag":
        if operator not in ("=", "!="):
            raise _mismatch(subject)
        return _negated(f"array_has(tags, {_quoted(_text(subject, value))})", operator == "!=")
    if field.kind == "text":
        return f"({field.sql} {operator} {_quoted(_text(subject, value))})"
    return f"({field.sql} {operator} {_number(subject, value)})"


def _like(subject: exp.Expr, value: exp.Expr, kind: type[exp.Expr]) -> str:
    field, pattern = _field(subject), _text(subject, value)
    if field.kind == "time":
        raise _mismatch(subject)
    if field.kind == "text":
        return f"({field.sql} {kind.__name__.upper()} {_quoted(pattern)})"
    return f"regexp_like({_TAGS}, {_quoted(_tag_regex(pattern, fold=kind is exp.ILike))})"


# The store has no function that tries each element of a list, so that the tags become one text to be searched.
_SEPARATOR = "\x1f"
_TAGS = f"concat('{_SEPARATOR}', array_to_string(tags, '{_SEPARATOR}'), '{_SEPARATOR}')"


def _tag_regex(pattern: str, fold: bool) -> str:
    wild = {"%": f"[^{_SEPARATOR}]*", "_": f"[^{_SEPARATOR}]"}
    tokens = re.findall(r"\\.|.", pattern, re.DOTALL)
    body = "".join(wild.get(token) or f"\\x{{{ord(token[-1]):x}}}" for token in tokens)
    return f"{'(?i)' if fold else ''}{_SEPARATOR}{body}{_SEPARATOR}"


def _timed(operator: str, start: str, end: str) -> str:
    return {
        "=": f"(taken >= {start} AND taken < {end})",
        "!=": f"(taken < {start} OR taken >= {end})",
        ">": f"(taken >= {end})",
        ">=": f"(taken >= {start})",
        "<": f"(taken < {start})",
        "<=": f"(taken < {end})",
    }[operator]


# The forms of a date, and from the start of the period that each names to its end.
_PERIODS: list[tuple[str, Callable[[datetime], datetime]]] = [
    ("%Y", lambda start: start.replace(year=start.year + 1)),
    ("%Y-%m", lambda start: (start + timedelta(days=31)).replace(day=1)),
    ("%Y-%m-%d", lambda start: start + timedelta(days=1)),
    ("%Y-%m-%d %H:%M", lambda start: start + timedelta(minutes=1)),
    ("%Y-%m-%d %H:%M:%S", lambda start: start + timedelta(seconds=1)),
]


def _period(subject: exp.Expr, value: exp.Expr) -> tuple[str, str]:
    """The timestamps at which the written year, month, day, minute or second begins and ends."""
    text = value.this if isinstance(value, exp.Literal) else _text(subject, value)
    for form, end_of in _PERIODS:
        try:
            start = datetime.strptime(text.replace("T", " "), form)
            return _timestamp(start), _timestamp(end_of(start))
        except (ValueError, OverflowError):
            continue
    raise _mismatch(subject)


def _timestamp(moment: datetime) -> str:
    return f"timestamp '{moment.isoformat(sep=' ')}'"


def _text(subject: exp.Expr, value: exp.Expr) -> str:
    is_text = value.this.args.get("quoted") if isinstance(value, exp.Column) else value.is_string
    if not is_text or _field(subject).kind not in ("text", "tag", "time"):
        raise _mismatch(subject)
    return value.name


def _number(subject: exp.Expr, value: exp.Expr) -> str:
    field = _field(subject)
    sign, digits = ("-", value.this) if isinstance(value, exp.Neg) else ("", value)
    if not isinstance(digits, exp.Literal) or digits.is_string:
        raise _mismatch(subject)
    try:
        number = int(digits.this) if field.kind == "whole" else float(digits.this)
    except ValueError as error:
        raise _mismatch(subject) from error
    if not math.isfinite(number) or (field.kind == "whole" and number > field.largest):
        raise FilterError(f"{digits.this} is too large for {subject.name}.")
    return f"{sign}{number!r}"


def _quoted(text: str) -> str:
    return exp.Literal.string(text).sql()


def _field(node: exp.Expr) -> _Field:
    if not _is_name(node):
        raise FilterError(f"{_short(node.sql())} is not a field; compare a field with a value, as in {EXAMPLE}.")
    try:
        return FIELDS[node.name.lower()]
    except KeyError:
        raise FilterError(f"There is no field {_short(node.name)}: {nearest(node.name.lower(), FIELDS)}") from None


def _is_name(node: exp.Expr) -> bool:
    """Whether it is a bare word; what stands in double quotes is a text, as people expect."""
    return isinstance(node, exp.Column) and not node.this.args.get("quoted")


def _joined(word: str, parts: list[str]) -> str:
    return f"({f' {word} '.join(parts)})"


def _negated(predicate: str, negate: bool) -> str:
    return f"(NOT {predicate})" if negate else predicate


def _mismatch(subject: exp.Expr) -> FilterError:
    return FilterError(f"{subject.name} compares with {_USAGE[_field(subject).kind]}.")


def _too_deep() -> FilterError:
    return FilterError(f"The filter is nested too deeply; at most {_DEEPEST} levels are read.")


def _short(text: str) -> str:
    return repr(text if len(text) <= 60 else f"{text[:60]}…")
