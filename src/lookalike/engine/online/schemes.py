"""Which kinds of query a representation understands."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple, Self

from lookalike.abilities import CanvasEncoder, DrawingEncoder, PlaceEncoder, reader
from lookalike.spec import Descriptor


class Schemes(NamedTuple):
    """What can be asked for, beside pictures, parts of them, and what is written of them, which any collection knows.

    :param seen: what a text says is looked for in the pictures themselves.
    :param color: colours at places.
    :param sketch: a line drawing.
    :param concept: what is seen at a place.
    """

    seen: bool
    color: bool
    sketch: bool
    concept: bool

    @classmethod
    def of(cls, descriptors: Iterable[Descriptor]) -> Self:
        known = list(descriptors)
        color, sketch, concept = (
            any(isinstance(each, kind) for each in known) for kind in (CanvasEncoder, DrawingEncoder, PlaceEncoder)
        )
        return cls(any(map(reader, known)), color, sketch or any(each.likens_drawings for each in known), concept)


def concept_names(descriptors: Iterable[Descriptor]) -> Sequence[str]:
    """Names of things that can be asked for at places, what is asked for most often first; none if nothing can be."""
    if not Schemes.of(descriptors).concept:
        return ()
    from lookalike.describe.deep import everyday

    return everyday.concept_names()
