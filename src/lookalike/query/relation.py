"""Queries by objects and how they lie, as "dog left of person and person above horse"."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import NamedTuple

import numpy as np

from lookalike.geometry import RELATIONS, Thing, rows
from lookalike.parameters import nearest
from lookalike.types import Floats, LookalikeError

MOST_WANTED = 4
"""Different objects that a query may speak of: what is tried grows with its power."""

MOST_BOXES = 32
"""Of more boxes of one name in a picture, the largest count."""

_CLAUSE = re.compile(rf"(.+?) ({'|'.join(RELATIONS)}) (.+)")
_NUMBERED = re.compile(r"(.+) ([1-9])")


class Wanted(NamedTuple):
    """An object that a query speaks of; numbers tell apart several of one name."""

    name: str
    number: int = 1

    def __str__(self) -> str:
        return self.name if self.number == 1 else f"{self.name} {self.number}"


class Clause(NamedTuple):
    """One wanted relation, a key of :data:`lookalike.geometry.RELATIONS`, between two objects."""

    one: Wanted
    relation: str
    other: Wanted

    def __str__(self) -> str:
        return f"{self.one} {self.relation} {self.other}"


@dataclass(frozen=True)
class Match:
    """How well a picture answers a query.

    :param score: the mean of the degrees, 0 to 1; 0 where an object is missing.
    :param degrees: to which degree each clause holds.
    :param chosen: which of the picture's objects was taken for each wanted one; none where one is missing.
    """

    score: float
    degrees: tuple[float, ...]
    chosen: Mapping[Wanted, Thing]


def parse_relations(text: str) -> tuple[Clause, ...]:
    """Read a query.

    Its clauses are joined by "and". Without a number, the same name means the same
    object, but for "person left of person", which speaks of two: of "person 1 left of
    person 2", in full.

    :raises LookalikeError: a clause cannot be read, or the query speaks of too many objects.
    """
    clauses = tuple(_clause(part) for part in " ".join(text.casefold().split()).split(" and "))
    count = len(_wanted(clauses))
    if count > MOST_WANTED:
        raise LookalikeError(
            f"A query speaks of {MOST_WANTED} objects at most, and this one of {count}: leave some out."
        )
    return clauses


def _clause(text: str) -> Clause:
    found = _CLAUSE.fullmatch(text)
    if found is None:
        middle = " ".join(text.split()[1:-1]) or text
        raise LookalikeError(f"There is no relation between two objects in {text!r}: {nearest(middle, RELATIONS)}")
    one, other = _named(found[1]), _named(found[3])
    if one == other:
        if any(map(_NUMBERED.fullmatch, (found[1], found[3]))):
            raise LookalikeError(f"{text!r} relates an object to itself: give the two different numbers.")
        other = Wanted(other.name, 2)
    return Clause(one, found[2], other)


def _named(text: str) -> Wanted:
    numbered = _NUMBERED.fullmatch(text)
    return Wanted(numbered[1], int(numbered[2])) if numbered else Wanted(text)


def _wanted(clauses: Sequence[Clause]) -> list[Wanted]:
    return list(dict.fromkeys(wanted for clause in clauses for wanted in (clause.one, clause.other)))


def ranked(clauses: Sequence[Clause], pictures: Mapping[str, Sequence[Thing]]) -> list[tuple[str, Match]]:
    """Every picture with its match, the best first, ties by name.

    :raises LookalikeError: no picture has an object of a wanted name, or any at all.
    """
    known = {thing.name.casefold() for things in pictures.values() for thing in things}
    if not known:
        raise LookalikeError("The pictures have no boxes to look for: name a file of boxes that has some.")
    for wanted in _wanted(clauses):
        if wanted.name not in known:
            raise LookalikeError(f"No picture has a box named {wanted.name!r}: {nearest(wanted.name, known)}")
    found = [(picture, match(clauses, things)) for picture, things in pictures.items()]
    return sorted(found, key=lambda answer: (-answer[1].score, answer[0]))


def match(clauses: Sequence[Clause], things: Sequence[Thing]) -> Match:
    """The best choice of a picture's objects, a different one for each that is wanted.

    Every choice is tried: the degrees of each clause, between all boxes of one name
    and all of the other, are added up along the axes of one array with an axis for
    each wanted object.
    """
    wanted = _wanted(clauses)
    candidates = [_candidates(one.name, things) for one in wanted]
    degrees = [_along(clause, wanted, candidates) for clause in clauses]
    total = sum(degrees, np.zeros([len(some) for some in candidates], np.float32))
    for one, other in combinations(range(len(wanted)), 2):
        if wanted[one].name == wanted[other].name:
            same = np.eye(len(candidates[one]), dtype=bool)
            total = np.where(_spread(same, one, other, len(wanted)), -np.inf, total)
    if not np.isfinite(total).any():
        return Match(0.0, (0.0,) * len(clauses), {})
    place = np.unravel_index(int(total.argmax()), total.shape)
    held = tuple(float(np.broadcast_to(degree, total.shape)[place]) for degree in degrees)
    chosen = {one: some[i] for one, some, i in zip(wanted, candidates, place, strict=True)}
    return Match(sum(held) / len(held), held, chosen)


def _candidates(name: str, things: Sequence[Thing]) -> list[Thing]:
    named = [thing for thing in things if thing.name.casefold() == name]
    return sorted(named, key=lambda thing: -thing.box.w * thing.box.h)[:MOST_BOXES]


def _along(clause: Clause, wanted: list[Wanted], candidates: list[list[Thing]]) -> Floats:
    one, other = wanted.index(clause.one), wanted.index(clause.other)
    mine, others = (rows([thing.box for thing in candidates[axis]]) for axis in (one, other))
    return _spread(RELATIONS[clause.relation](mine[:, None], others[None]), one, other, len(wanted))


def _spread(matrix: Floats, one: int, other: int, axes: int) -> Floats:
    """A matrix as an array of more axes, its rows along one of them and its columns along the other."""
    shape = [1] * axes
    shape[one], shape[other] = matrix.shape
    return (matrix if one < other else matrix.T).reshape(shape)
