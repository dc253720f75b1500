"""Conditions on metadata as the store takes them."""

from __future__ import annotations

from typing import overload


@overload
def predicate(where: str) -> str: ...
@overload
def predicate(where: None) -> None: ...
@overload
def predicate(where: str | None) -> str | None: ...
def predicate(where: str | None) -> str | None:
    """The SQL predicate of a condition, if there is one.

    :raises LookalikeError: a wrong condition.
    """
    if where is None:
        return None
    from lookalike.index.where import to_sql  # reading SQL is slow to import, and few searches have a condition

    return to_sql(where)
