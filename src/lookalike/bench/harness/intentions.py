"""Queries of several parts and what answers them, made of what people said of pictures: labels, boxes and captions.

No feature of a picture has a say in what is asked or in what is right. Words come from a list that was written down
before anything was measured; which of the possible queries are asked is drawn by a seed.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations, permutations, product
from pathlib import Path
from typing import TypeAlias

import numpy as np

from lookalike.bench.harness.datasets import CAPTIONS, Dataset
from lookalike.bench.relations import BOXES
from lookalike.collection.boxes import read_boxes
from lookalike.geometry import Thing
from lookalike.query.base import Query, Sum
from lookalike.query.color import Color
from lookalike.query.concept import Concept
from lookalike.query.example import Whole
from lookalike.query.places import PLACES
from lookalike.query.words import SEEN_WEIGHT, Seen, Written

NOUNS = (
    *("ball", "beach", "bike", "boy", "building", "car", "child", "crowd", "dog", "field", "girl", "grass", "horse"),
    *("man", "mountain", "ocean", "pool", "road", "rock", "sand", "snow", "street", "tree", "water", "woman"),
)
COLORS = ("black", "blue", "brown", "green", "orange", "pink", "red", "white", "yellow")
SIDES = ("left", "right", "top", "bottom")

EACH = 60
"""Queries of each kind, at the most."""

_SAID = 3
"""Captions out of five that name what a picture shows."""

_COLORED = 1
"""Captions that name something with its colour, which few people tell."""

_RIGHT = 2
"""Pictures that answer a query, at the least."""


@dataclass(frozen=True)
class Intention:
    """A query of two parts.

    :param kind: in words.
    :param parts: the queries that are also asked alone.
    :param right: names of the pictures that answer both, and ``shown`` those of examples, which are no answers.
    :param joined: both parts, where that is not their plain sum.
    """

    kind: str
    parts: tuple[Query, Query]
    right: frozenset[str]
    shown: frozenset[str] = frozenset()
    joined: Query | None = None

    @property
    def whole(self) -> Query:
        return self.parts[0] + self.parts[1] if self.joined is None else self.joined


Captions: TypeAlias = Mapping[str, Sequence[str]]
Named: TypeAlias = Callable[[str], frozenset[str]]
"""The pictures that a word names."""


def of_labels(folder: Path, seed: int = 0) -> list[Intention]:
    """Two examples of one class, which the rest of it answers."""
    dataset, rng = Dataset.read(folder), np.random.default_rng(seed)
    classes: dict[str, list[str]] = {}
    for entry in dataset.entries:
        classes.setdefault(entry.labels[0], []).append(entry.path)
    made = []
    for place in range(EACH):
        members = list(classes.values())[place % len(classes)]
        pair = [members[int(i)] for i in rng.choice(len(members), 2, replace=False)]
        one, other = (Whole(str(dataset.folder / path)) for path in pair)
        made.append(Intention("two examples", (one, other), frozenset(members) - set(pair), frozenset(pair)))
    return made


def of_boxes(folder: Path, seed: int = 0) -> list[Intention]:
    """Two things, each with its middle in another half of the picture."""
    boxes = read_boxes(folder / BOXES)
    names = sorted({thing.name for things in boxes.values() for thing in things})
    places = {
        (name, side): frozenset(p for p, things in boxes.items() if any(_lies(t, name, side) for t in things))
        for name, side in product(names, SIDES)
    }
    possible = (
        Intention("concepts at two places", (Concept(one[0], one[1]), Concept(other[0], other[1])), right)
        for one, other in combinations(places, 2)
        if one[0] != other[0] and len(right := places[one] & places[other]) >= _RIGHT
    )
    return _drawn(possible, seed)


def _lies(thing: Thing, name: str, side: str) -> bool:
    half = PLACES[side]
    inside = (abs(thing.box.cx - half.cx) <= half.w / 2) and (abs(thing.box.cy - half.cy) <= half.h / 2)
    return thing.name == name and inside


def of_captions(captions: Captions, folder: Path, seed: int = 0) -> list[Intention]:
    """Of what five people wrote: two words; an example and a word that it lacks; a thing and its colour.

    :param folder: where the examples lie.
    """
    shows = {noun: _naming(captions, rf"\b{noun}(s|es)?\b", _SAID) for noun in NOUNS}
    two = (
        Intention("two words", (Seen(one), Seen(other)), right)
        for one, other in combinations(NOUNS, 2)
        if len(right := shows[one] & shows[other]) >= _RIGHT
    )
    return [
        *_drawn(two, seed),
        *_drawn(_examples_and_words(shows, folder, seed), seed),
        *_drawn(_things_and_colors(captions), seed),
    ]


def _examples_and_words(shows: Mapping[str, frozenset[str]], folder: Path, seed: int) -> Iterator[Intention]:
    rng = np.random.default_rng(seed)
    for noun, wanted in permutations(NOUNS, 2):
        right, without = shows[noun] & shows[wanted], sorted(shows[noun] - shows[wanted])
        if len(right) >= _RIGHT and without:
            example = without[int(rng.integers(len(without)))]
            parts = Whole(str(folder / example)), Seen(wanted)
            yield Intention("an example and a word", parts, right, frozenset([example]))


def _things_and_colors(captions: Captions) -> Iterator[Intention]:
    for noun, color in product(NOUNS, COLORS):
        right = _naming(captions, rf"\b{color}( and \w+)?( \w+)? {noun}s?\b", _COLORED)
        if len(right) >= _RIGHT:
            yield Intention("a word and a colour", (Seen(noun), Color(color)), right)


def _naming(captions: Captions, pattern: str, least: int) -> frozenset[str]:
    """The pictures of which a pattern is in so many captions."""
    found = re.compile(pattern, re.IGNORECASE)
    return frozenset(
        picture for picture, said in captions.items() if sum(bool(found.search(text)) for text in said) >= least
    )


def of_notes(captions: Captions, seed: int = 0) -> list[Intention]:
    """One caption of a picture, asked where another one, the first, is written of every picture.

    Asked are captions of every second picture: those of the others say how much counts what is seen.
    """
    possible = (
        Intention(
            "written and seen",
            (Written(said[-1]), Seen(said[-1])),
            frozenset([picture]),
            joined=Sum(((1.0, Written(said[-1])), (SEEN_WEIGHT, Seen(said[-1])))),
        )
        for picture, said in sorted(captions.items())[1::2]
    )
    return _drawn(possible, seed)


def read_captions(folder: Path) -> Captions:
    """The captions of a dataset that has them, by the pictures' paths from its folder."""
    content: Captions = json.loads((folder / CAPTIONS).read_text(encoding="utf-8"))
    return content


def _drawn(possible: Iterator[Intention], seed: int) -> list[Intention]:
    everything = list(possible)
    chosen = np.sort(np.random.default_rng(seed).permutation(len(everything))[:EACH])
    return [everything[place] for place in chosen]
