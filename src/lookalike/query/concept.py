"""Query by concept layout: what is to be seen where, as a horse at the left and sky above."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from lookalike.abilities import PlaceEncoder
from lookalike.parameters import literal
from lookalike.query.base import Spoken
from lookalike.query.places import Place, box_of, read_place
from lookalike.query.words import Seen
from lookalike.spec import Descriptor
from lookalike.types import Box, Floats, LookalikeError


@dataclass(frozen=True)
class Concept(Spoken):
    """A thing that a picture shows at a place; where no part of a representation keeps places, that it shows anywhere.

    :param name: in words, such as "horse".
    :param at: where; "anywhere" for the whole picture.
    :raises LookalikeError: there is no word in the name, it begins with a hyphen, or there is no such place.
    """

    kind = "places of concepts"
    presets = ("everything",)

    name: str
    at: Place = "anywhere"

    def __post_init__(self) -> None:
        if not any(character.isalnum() for character in self.name):
            raise LookalikeError(f'A concept is a word or several, as in concept("horse"), not {self.name!r}.')
        if self.name.lstrip().startswith("-"):
            raise LookalikeError(
                f"A concept is to be seen, and {self.name!r} is not: what is unwanted is taken away in a query, as in "
                '"beach" - concept("horse", at="left").'
            )
        box_of(self.at)

    @property
    def box(self) -> Box:
        """Where, as fractions of the picture."""
        return box_of(self.at)

    def asked_of(self, descriptor: Descriptor) -> Floats | None:
        return descriptor.placed_vector(self.name, self.box) if isinstance(descriptor, PlaceEncoder) else None

    def asked_of_each(self, descriptors: Sequence[Descriptor]) -> list[Floats | None]:
        if any(isinstance(each, PlaceEncoder) for each in descriptors):
            return super().asked_of_each(descriptors)
        return Seen(self.name).asked_of_each(descriptors)

    @classmethod
    def read(cls, text: str) -> Concept:
        """Read "horse@left", "red car@0.1,0.2,0.5,0.5" or "horse".

        :raises LookalikeError: it cannot be read.
        """
        name, _, place = text.partition("@")
        return cls(name.strip(), read_place(place))

    def __str__(self) -> str:
        return (
            f"concept({literal(self.name)})"
            if self.at == "anywhere"
            else (f"concept({literal(self.name)}, at={literal(self.at)})")
        )
