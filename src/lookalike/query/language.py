"""Reads queries from text, as ``"red car" + image("a.jpg") - image("b.jpg") + color(top="blue") where year > 2020``.

Words in quotes are a query by keyword, for what is ``written`` of pictures and for what is ``seen`` in them; ``image``,
``sketch``, ``color``, ``concept`` and ``feedback`` are the others.
They combine by ``+`` and ``-``, by ``&`` (all of several), ``|`` (one of several) and ``~`` (not), and weigh by ``*``.
A text is read with :mod:`ast` and never evaluated. What follows ``where`` is a condition on metadata.
"""

from __future__ import annotations

import ast
import operator
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from lookalike.parameters import SpecError, nearest
from lookalike.query.base import Query
from lookalike.query.color import Color
from lookalike.query.colors import Colors
from lookalike.query.concept import Concept
from lookalike.query.example import Region, Whole
from lookalike.query.feedback import Feedback
from lookalike.query.places import PLACES, Place
from lookalike.query.sketch import Sketch
from lookalike.query.words import Seen, Words, Written
from lookalike.types import LookalikeError

_QUOTED = r"""("(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*')"""
_WHERE = re.compile(_QUOTED + r"|(?:(?<=\s)|(?<=\))|^)where\s", re.IGNORECASE)
_UNJOINED = re.compile(_QUOTED + r"(\s*[\"'])?")


@dataclass(frozen=True)
class Asked:
    """A query, and the condition that its answers must meet, if there is one."""

    query: Query | None
    where: str | None = None

    def sought(self) -> Query:
        """The query.

        :raises LookalikeError: there is a condition alone.
        """
        if self.query is None:
            raise LookalikeError(f'"where {self.where}" is a condition alone: say before it what to look for.')
        return self.query

    def __str__(self) -> str:
        parts = ["" if self.query is None else str(self.query), f"where {self.where}" if self.where else ""]
        return " ".join(part for part in parts if part)


def parse_query(text: str) -> Asked:
    """Read a query and its condition, of which one may be missing.

    :raises SpecError: it is empty or cannot be read, with the nearest known names where one is wrong.
    """
    asked, where = split(text)
    if not asked and not where:
        raise SpecError('The query is empty: write words in quotes, or image("a.jpg"), or where and a condition.')
    if not asked:
        return Asked(None, where)
    if any(found[2] for found in _UNJOINED.finditer(asked)):
        raise SpecError(f"Nothing joins two texts of the query {asked[:60]!r}: write +, & or | between them.")
    try:
        tree = ast.parse(asked, mode="eval").body
        return Asked(_read(tree), where)
    except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
        hint = 'put words in quotes, as in "red car" + image("a.jpg")'
        if asked.lower().endswith("where"):
            hint = 'a condition follows "where", as in "red car" where year > 2020'
        raise SpecError(f"Cannot read the query {asked[:60]!r}: {hint}.") from error


def split(text: str) -> tuple[str, str | None]:
    """The text of a query: what comes before the first "where" outside quotes, and what comes after it."""
    for found in _WHERE.finditer(text):
        if found[1] is None:
            return text[: found.start()].strip(), text[found.end() :].strip() or None
    return text.strip(), None


_JOINS: Mapping[type[ast.operator], Callable[[Query, Query], Query]] = MappingProxyType(
    {ast.Add: operator.add, ast.Sub: operator.sub, ast.BitAnd: operator.and_, ast.BitOr: operator.or_}
)


def _read(node: ast.expr) -> Query:
    match node:
        case ast.Constant(str() as words):
            return Words(words)
        case ast.BinOp(left, ast.Mult(), right):
            weight, query = (right, left) if _weight(left) is None else (left, right)
            return _read(query) * _sure(weight)
        case ast.BinOp(left, join, right) if type(join) in _JOINS:
            return _JOINS[type(join)](_read(left), _read(right))
        case ast.UnaryOp(ast.USub(), operand):
            return -_read(operand)
        case ast.UnaryOp(ast.Invert(), operand):
            return ~_read(operand)
        case ast.Call(ast.Name(name), args, keywords):
            return _scheme(name, args, keywords)
        case ast.BinOp() | ast.BoolOp() | ast.UnaryOp():
            hint = "queries are joined by +, -, & (all of them) and | (one of them), and ~ is not"
        case _:
            hint = 'words are written in quotes, as in "red car"'
    raise SpecError(f"Cannot use {ast.unparse(node)!r} in a query: {hint}.")


def _weight(node: ast.expr) -> float | None:
    match node:
        case ast.Constant(int() | float() as weight) if not isinstance(weight, bool):
            return float(weight)
        case ast.UnaryOp(ast.USub(), ast.Constant(int() | float() as weight)):
            return -float(weight)
    return None


def _sure(node: ast.expr) -> float:
    weight = _weight(node)
    if weight is None:
        raise SpecError(f'A weight is a number, as in 2 * image("a.jpg"), not {ast.unparse(node)}.')
    return weight


def _scheme(name: str, args: list[ast.expr], keywords: list[ast.keyword]) -> Query:
    if name not in _SCHEMES:
        raise SpecError(f"There is no kind of query {name!r}: {nearest(name, _SCHEMES)}")
    given: dict[str, Any] = {}
    for keyword in keywords:
        if keyword.arg in given:
            raise SpecError(f"{name}(...) is given {keyword.arg} twice: name it once.")
        given[keyword.arg or "**"] = _literal(keyword.value)
    try:
        return _SCHEMES[name](*map(_literal, args), **given)
    except TypeError as error:
        raise SpecError(f"Cannot read {name}(...): write it as {_FORMS[name]}.") from error


def _literal(node: ast.expr) -> Any:
    """A literal; or a file's name without quotes, if it is as plain as a.jpg."""
    match node:
        case ast.Name(name):
            return name
        case ast.Attribute(value, ending):
            return f"{_literal(value)}.{ending}"
    try:
        return ast.literal_eval(node)
    except (ValueError, TypeError, SyntaxError) as error:
        raise SpecError(f"Write {ast.unparse(node)} in quotes.") from error


def _image(source: str, *, box: tuple[float, ...] | None = None, corners: Any = ()) -> Query:
    if corners:
        return Region.polygon(source, [(float(x), float(y)) for x, y in corners])
    if box is None:
        return Whole(source)
    left, top, width, height = (float(number) for number in _four(box))
    return Region(source, left, top, width, height)


def _four(box: Any) -> Any:
    if not isinstance(box, tuple | list) or len(box) != 4:
        raise LookalikeError(f"A box is four numbers, left, top, width and height, not {box!r}.")
    return box


def _color(*boxed: Any, canvas: str = "", **named: str) -> Query:
    wrong = [place for place in named if place not in PLACES]
    if wrong:
        raise SpecError(f"There is no place {wrong[0]!r}: {nearest(wrong[0], PLACES)}")
    if len(boxed) == 1 and isinstance(boxed[0], str) and not named and not canvas:
        return Color(boxed[0])
    return Colors((*map(_painted, boxed), *named.items()), canvas)


def _painted(one: Any) -> tuple[Place, str]:
    """A pair of a place, or a box, and a colour; or a colour alone, for all of the canvas."""
    if isinstance(one, str):
        return "anywhere", one
    if not isinstance(one, tuple | list) or len(one) != 2 or not isinstance(one[1], str):
        raise SpecError(f"Colours are written as {_FORMS['color']}, not {one!r}.")
    place, color = one
    return place if isinstance(place, str) else tuple(_four(place)), color


def _concept(name: str, *, at: Any = "anywhere") -> Query:
    return Concept(name, at if isinstance(at, str) else tuple(_four(at)))


def _feedback(*, liked: Any, disliked: Any = (), by: Any = "classifier") -> Query:
    return Feedback(_several(liked), _several(disliked), by)


def _several(pictures: Any) -> tuple[str, ...]:
    named = (pictures,) if isinstance(pictures, str) else pictures
    if not isinstance(named, tuple | list) or not all(isinstance(each, str) for each in named):
        raise SpecError(f"Judged pictures are files or ids in quotes, not {pictures!r}.")
    return tuple(named)


_SCHEMES: Mapping[str, Callable[..., Query]] = MappingProxyType(
    {
        "written": Written,
        "seen": Seen,
        "image": _image,
        "sketch": Sketch,
        "color": _color,
        "concept": _concept,
        "feedback": _feedback,
    }
)
_FORMS = {
    "written": 'written("beach 2020")',
    "seen": 'seen("a dog on a beach")',
    "image": 'image("a.jpg") or image("a.jpg", box=(0.1, 0.2, 0.5, 0.5))',
    "sketch": 'sketch("drawing.png")',
    "color": 'color("red"), color(top="blue", bottom="green") or color(canvas="painted.png")',
    "concept": 'concept("horse", at="left")',
    "feedback": 'feedback(liked=("a.jpg", "b.jpg"), disliked=("c.jpg",))',
}
