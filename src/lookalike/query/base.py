"""Queries as values that combine: a sum of wanted and unwanted, all of several, one of several, none of one."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import ClassVar

from lookalike.spec import Descriptor
from lookalike.types import Floats, Image, LookalikeError

_HEAVIEST = 1000.0


class Query:
    """What is looked for. Its text, read by :func:`lookalike.query.language.parse_query`, gives an equal query."""

    def __add__(self, other: Query) -> Query:
        """Pictures that answer both queries well on the whole."""
        return Sum((*_terms(self), *_terms(other)))

    def __sub__(self, other: Query) -> Query:
        """Pictures that answer this query, and not the other."""
        return self + -1 * other

    def __mul__(self, weight: float) -> Query:
        """The query, counting so many times."""
        terms = tuple((weight * w, query) for w, query in _terms(self))
        return terms[0][1] if len(terms) == 1 and terms[0][0] == 1 else Sum(terms)

    __rmul__ = __mul__

    def __neg__(self) -> Query:
        return self * -1

    def __and__(self, other: Query) -> Query:
        """Pictures that answer each of the queries: the worse answer counts."""
        return Every((*_several(self, Every), *_several(other, Every)))

    def __or__(self, other: Query) -> Query:
        """Pictures that answer one of the queries: the better answer counts."""
        return Either((*_several(self, Either), *_several(other, Either)))

    def __invert__(self) -> Query:
        """Pictures that do not answer the query."""
        return self.query if isinstance(self, Without) else Without(self)

    def leaves(self) -> Iterator[Query]:
        """The queries that are not made of others, from left to right."""
        return (leaf for leaf, _ in self.signed())

    def signed(self) -> Iterator[tuple[Query, bool]]:
        """The leaves, and whether each is wanted."""
        yield self, True

    def mapped(self, change: Callable[[Query], Query]) -> Query:
        """The query with others in the places of those that :meth:`leaves` gives."""
        return change(self)


class Spoken(Query):
    """A query that shows no picture: parts of a representation that do not understand it say nothing to it."""

    kind: ClassVar[str]
    """What it speaks of, in a word or two."""
    presets: ClassVar[tuple[str, ...]]
    """Representations that understand it."""

    def asked_of(self, descriptor: Descriptor) -> Floats | None:
        """What to look for, (1, D) float32 in the space of a descriptor's vectors; None: it does not understand, or the
        query is drawn.

        Numbers that do not matter are NaN, for measures that ignore these.
        :raises LookalikeError: nothing can be looked for by it at all.
        """
        return None

    def drawn(self) -> Image | None:
        """The line drawing that it is, if it is one, for representations that know pictures alone.

        :raises LookalikeError: it cannot be read, or nothing is drawn.
        """
        return None

    def asked_of_each(self, descriptors: Sequence[Descriptor]) -> list[Floats | None]:
        """What to look for in the vectors of each of several descriptors that are asked together.

        :raises LookalikeError: nothing can be looked for by it at all.
        """
        return [self.asked_of(each) for each in descriptors]


@dataclass(frozen=True)
class Sum(Query):
    """A weighted sum; what has a negative weight is unwanted.

    :param terms: pairs of a weight, not 0 and at most 1,000 in size, and a query.
    :raises LookalikeError: a weight is another.
    """

    terms: tuple[tuple[float, Query], ...]

    def __post_init__(self) -> None:
        for weight, query in self.terms:
            if not 0 < abs(weight) <= _HEAVIEST:
                raise LookalikeError(
                    f"The weight of {query} is {weight:g}: give one of up to {_HEAVIEST:g}, less than 0 for unwanted."
                )

    def signed(self) -> Iterator[tuple[Query, bool]]:
        for weight, query in self.terms:
            yield from ((leaf, wanted == (weight > 0)) for leaf, wanted in query.signed())

    def mapped(self, change: Callable[[Query], Query]) -> Query:
        return Sum(tuple((weight, query.mapped(change)) for weight, query in self.terms))

    def __str__(self) -> str:
        return " ".join(_signed(*term, first=place == 0) for place, term in enumerate(self.terms))


@dataclass(frozen=True)
class Every(Query):
    """All of several queries at once."""

    queries: tuple[Query, ...]

    def signed(self) -> Iterator[tuple[Query, bool]]:
        for query in self.queries:
            yield from query.signed()

    def mapped(self, change: Callable[[Query], Query]) -> Query:
        return Every(tuple(query.mapped(change) for query in self.queries))

    def __str__(self) -> str:
        return " & ".join(_inner(query, Sum | Either | Every) for query in self.queries)


@dataclass(frozen=True)
class Either(Query):
    """Any of several queries."""

    queries: tuple[Query, ...]

    def signed(self) -> Iterator[tuple[Query, bool]]:
        for query in self.queries:
            yield from query.signed()

    def mapped(self, change: Callable[[Query], Query]) -> Query:
        return Either(tuple(query.mapped(change) for query in self.queries))

    def __str__(self) -> str:
        return " | ".join(_inner(query, Sum | Either) for query in self.queries)


@dataclass(frozen=True)
class Without(Query):
    """What does not answer a query."""

    query: Query

    def signed(self) -> Iterator[tuple[Query, bool]]:
        return ((leaf, not wanted) for leaf, wanted in self.query.signed())

    def mapped(self, change: Callable[[Query], Query]) -> Query:
        return Without(self.query.mapped(change))

    def __str__(self) -> str:
        return f"~{_inner(self.query, Sum | Every | Either)}"


def _terms(query: Query) -> tuple[tuple[float, Query], ...]:
    return query.terms if isinstance(query, Sum) else ((1.0, query),)


def _several(query: Query, kind: type[Every] | type[Either]) -> tuple[Query, ...]:
    return query.queries if isinstance(query, kind) else (query,)


def _inner(query: Query, grouped: object) -> str:
    return f"({query})" if isinstance(query, grouped) else str(query)  # type: ignore[arg-type]


def _signed(weight: float, query: Query, first: bool) -> str:
    sign = ("-" if first else "- ") if weight < 0 else "" if first else "+ "
    factor = "" if abs(weight) == 1 else f"{abs(weight):g} * "
    return f"{sign}{factor}{_inner(query, Sum | Every | Either)}"
