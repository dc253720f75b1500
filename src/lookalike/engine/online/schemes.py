"""Which kinds of query a representation understands."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple, Self

from lookalike.abilities import CanvasEncoder, ColorEncoder, DrawingEncoder, PlaceEncoder, reader
from lookalike.query.base import Query
from lookalike.query.colors import Colors
from lookalike.query.concept import Concept
from lookalike.spec import Descriptor


class Schemes(NamedTuple):
    """What can be asked for, beside pictures, parts of them, and what is written of them, which any collection knows.

    :param seen: what a text says is looked for in the pictures themselves.
    :param color: colours, at places where :func:`placeless` does not say otherwise.
    :param sketch: a line drawing.
    :param concept: what is seen, likewise.
    """

    seen: bool
    color: bool
    sketch: bool
    concept: bool

    @classmethod
    def of(cls, descriptors: Iterable[Descriptor]) -> Self:
        known = list(descriptors)
        seen, color = any(map(reader, known)), _any(known, CanvasEncoder) or _any(known, ColorEncoder)
        sketch = _any(known, DrawingEncoder) or any(each.likens_drawings for each in known)
        return cls(seen, color, sketch, seen or _any(known, PlaceEncoder))


def placeless(query: Query, descriptors: Iterable[Descriptor]) -> list[str]:
    """A sentence for each kind of thing that a query asks for at places, where no descriptor keeps these."""
    known, leaves = list(descriptors), list(query.leaves())
    asked = {
        "colours": (CanvasEncoder, any(isinstance(leaf, Colors) for leaf in leaves)),
        "things": (PlaceEncoder, any(isinstance(leaf, Concept) and leaf.at != "anywhere" for leaf in leaves)),
    }
    return [
        f"Where {things} are is not known here, so they are looked for anywhere: a collection of its own that is "
        "indexed with -r everything knows it."
        for things, (ability, wanted) in asked.items()
        if wanted and not _any(known, ability)
    ]


def _any(descriptors: Iterable[Descriptor], ability: type) -> bool:
    return any(isinstance(each, ability) for each in descriptors)


def concept_names(descriptors: Iterable[Descriptor]) -> Sequence[str]:
    """Names of things that can be asked for at places, what is asked for most often first; none if nothing can be."""
    if not Schemes.of(descriptors).concept:
        return ()
    from lookalike.describe.deep import everyday

    return everyday.concept_names()
