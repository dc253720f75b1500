"""What the options of a command look for, as one query."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import reduce
from pathlib import Path

from lookalike.engine.online.naming import is_id
from lookalike.query.base import Query
from lookalike.query.colors import Colors
from lookalike.query.concept import Concept
from lookalike.query.example import Region, Whole, alike
from lookalike.query.language import Asked, parse_query
from lookalike.query.sketch import Sketch
from lookalike.query.words import Words
from lookalike.types import LookalikeError


@dataclass(frozen=True)
class Options:
    """What a command names, each as its option takes it.

    :param query: a query as text, to which all else is added.
    :param where: a condition beside that of the query, if that has one.
    """

    images: Sequence[str] = ()
    unwanted: Sequence[str] = ()
    region: str | None = None
    query: str | None = None
    words: Sequence[str] = ()
    sketches: Sequence[Path] = ()
    colors: Sequence[str] = ()
    concepts: Sequence[str] = ()
    where: str | None = None

    @property
    def looks(self) -> bool:
        """Something is looked for, or refused."""
        shown = (self.images, self.unwanted, self.words, self.sketches, self.colors, self.concepts)
        return any(shown) or self.query is not None

    def asked(self) -> Asked:
        """The query, and the condition.

        :raises LookalikeError: an option says nothing that can be looked for.
        """
        said = Asked(None) if self.query is None else parse_query(self.query)
        wanted = [
            *([] if said.query is None else [said.query]),
            *([Whole(image) for image in self.images] if self.region is None else [_region(self.images, self.region)]),
            *map(Words, self.words),
            *(Sketch(str(sketch)) for sketch in self.sketches),
            *map(Colors.read, self.colors),
            *map(Concept.read, self.concepts),
        ]
        unwanted = [Whole(image) for image in self.unwanted]
        return Asked(alike(wanted, unwanted) if wanted else _without(unwanted), _both(said.where, self.where))


def _without(unwanted: Sequence[Query]) -> Query | None:
    if unwanted:
        raise LookalikeError("There is only what is not wanted: name something that is, or search for ~image(...).")
    return None


def _both(one: str | None, other: str | None) -> str | None:
    """A condition that holds where two do."""
    given = [condition for condition in (one, other) if condition is not None]
    return reduce(lambda a, b: f"({a}) and ({b})", given) if given else None


def _region(images: Sequence[str], region: str) -> Region:
    try:
        numbers = [float(number) for number in region.split(",")]
    except ValueError:
        numbers = []
    if len(numbers) < 4 or len(numbers) % 2:
        raise LookalikeError(
            f"--region takes four numbers, such as 0.25,0,0.5,1, or the x and y of three corners or more, "
            f"not {region!r}."
        )
    if len(images) != 1 or not (is_id(images[0]) or Path(images[0]).exists()):
        raise LookalikeError("--region is a part of one picture: name one file, or one id of the collection, with it.")
    try:
        if len(numbers) > 4:
            return Region.polygon(images[0], list(zip(numbers[::2], numbers[1::2], strict=True)))
        left, top, width, height = numbers
        return Region(images[0], left, top, width, height)
    except LookalikeError as error:
        raise LookalikeError(f"--region {region}: {error}") from error
