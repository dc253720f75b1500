"""Reads representations and rerankers from their texts.

A text is read with :mod:`ast` and never evaluated; only registered names, presets, literals and the
three operators are taken.
"""

from __future__ import annotations

import ast
from dataclasses import MISSING
from typing import Any

from lookalike.parameters import SpecError, nearest, parameters
from lookalike.presets import PRESETS
from lookalike.registry import methods
from lookalike.spec import Expression, Method, Representation, Reranker, Reranking


def parse(text: str) -> Representation:
    """Read a representation from its text or from the name of a preset.

    :raises SpecError: with the nearest known names where a name is wrong.
    """
    tree = _tree(text)
    try:
        return _read(tree).representation().validated()
    except RecursionError as error:
        raise SpecError(f"Cannot read the representation {text[:60]!r}…: it is nested too deeply.") from error


def named(representation: str) -> str:
    """A representation by the name of its preset, if it is one, or else by its text."""
    return next((name for name, spec in PRESETS.items() if str(parse(spec)) == representation), representation)


def parse_reranking(text: str) -> Reranking:
    """Read rerankers, several joined by ``>>``, from their text; those without parameters may be named alone.

    :raises SpecError: with the known names where a name is wrong.
    """
    if not text.strip():
        raise SpecError('No reranker is named: write one, as auto or "aqe() >> geometric()", or ask for none.')
    return Reranking(tuple(_reranker(node) for node in _chained(_tree(text))))


def _chained(node: ast.expr) -> list[ast.expr]:
    match node:
        case ast.BinOp(left, ast.RShift(), right):
            return [*_chained(left), *_chained(right)]
    return [node]


def _reranker(node: ast.expr) -> Reranker:
    known = [name for name, method in methods().items() if issubclass(method, Reranker)]
    match node:
        case ast.Name(name) | ast.Call(ast.Name(name)) if name not in known:
            raise SpecError(f"There is no reranker {name!r}: {nearest(name, known)}")
        case ast.Name(name):
            method = _method(name, [], [])
        case ast.Call(ast.Name(name), args, keywords):
            method = _method(name, args, keywords)
        case _:
            written = ast.unparse(node)
            raise SpecError(f"Cannot use {written!r} as a reranker: write its name, or name(...) with parameters.")
    assert isinstance(method, Reranker)
    return method


def parse_rows(text: str) -> Representation:
    """Read a chain that gives many rows a picture, which :func:`parse` wants brought together.

    :raises SpecError: with the nearest known names where a name is wrong.
    """
    return _read(_tree(text)).representation()


def _tree(text: str) -> ast.expr:
    try:
        return ast.parse(text.strip(), mode="eval").body
    except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
        reason = getattr(error, "msg", None) or "it is nested too deeply"
        raise SpecError(f"Cannot read the expression {text!r}: {reason}.") from error


def _read(node: ast.expr) -> Expression:
    match node:
        case ast.BinOp(_, ast.RShift(), ast.Name(name)) if name in methods():
            raise SpecError(f"{name} is a method here: write {name}().")
        case ast.BinOp(left, ast.RShift(), right):
            return _read(left) >> _read(right)
        case ast.BinOp(left, ast.Add(), right):
            return _read(left) + _read(right)
        case ast.BinOp(left, ast.Mult(), right):
            weight, term = (left, right) if _is_number(left) else (right, left)
            return _read(term) * _number(weight)
        case ast.Call(ast.Name(name), args, keywords):
            return _method(name, args, keywords)
        case ast.Name(name) if name in PRESETS:
            return parse(PRESETS[name])
        case ast.Name(name) if name in methods():
            raise SpecError(f"{name} is a method: write {name}().")
        case ast.Name(name):
            raise SpecError(f"There is no preset {name!r}: {nearest(name, {*PRESETS, *methods()})}")
    raise SpecError(f"Cannot use {ast.unparse(node)!r} here: a representation has only methods, >>, + and weights.")


def _is_number(node: ast.expr) -> bool:
    return isinstance(node, ast.Constant | ast.UnaryOp)


def _number(node: ast.expr) -> float:
    match node:
        case ast.Constant(int() | float() as value) if not isinstance(value, bool):
            return float(value)
    raise SpecError(f"A weight is a positive number, not {ast.unparse(node)}.")


def _method(name: str, args: list[ast.expr], keywords: list[ast.keyword]) -> Method:
    known = methods()
    if name in PRESETS and name not in known:
        raise SpecError(f"{name} is a preset and takes no parameters: write {name}, or {PRESETS[name]}.")
    if name not in known:
        raise SpecError(f"There is no method {name!r}: {nearest(name, known)}")
    method = known[name]
    taken = parameters(method)
    positional = [n for n, field in taken.items() if not field.kw_only]
    if len(args) > len(positional):
        raise SpecError(f"{name} takes its parameters by name: {', '.join(taken) or 'it has none'}.")
    given = {n: _value(n, node) for n, node in zip(positional, args, strict=False)}
    for keyword in keywords:
        if keyword.arg not in taken:
            raise SpecError(f"{name} has no parameter {keyword.arg!r}: {nearest(keyword.arg or '**', taken)}")
        if keyword.arg in given:
            raise SpecError(f"{name} is given {keyword.arg} twice.")
        given[keyword.arg] = _value(keyword.arg, keyword.value)
    missing = [n for n, field in taken.items() if field.default is MISSING and n not in given]
    if missing:
        raise SpecError(f"{name} needs {', '.join(missing)}.")
    return method(**given)


def _value(name: str, node: ast.expr) -> Any:
    try:
        return ast.literal_eval(node)
    except (ValueError, TypeError, SyntaxError) as error:
        raise SpecError(f"{name} must be a literal, not {ast.unparse(node)}.") from error
