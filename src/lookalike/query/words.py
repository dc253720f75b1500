"""Query by words: pictures of what a text says."""

from __future__ import annotations

from dataclasses import dataclass

from lookalike.parameters import literal
from lookalike.query.base import Spoken
from lookalike.spec import Descriptor, TextEncoder
from lookalike.types import Floats, LookalikeError


@dataclass(frozen=True)
class Words(Spoken):
    """A text as an example; parts of a representation that do not know words say nothing to it.

    :param text: such as "a dog on a beach".
    :raises LookalikeError: there is no letter and no digit in it.
    """

    kind = "words"
    presets = ("words", "everything")

    text: str

    def __post_init__(self) -> None:
        if not any(character.isalnum() for character in self.text):
            raise LookalikeError(
                f"There is no word in {self.text!r}: write what the pictures show, as 'dog on a beach'."
            )

    def asked_of(self, descriptor: Descriptor) -> Floats | None:
        return descriptor.text_vectors([self.text]) if isinstance(descriptor, TextEncoder) else None

    def __str__(self) -> str:
        return literal(self.text)
