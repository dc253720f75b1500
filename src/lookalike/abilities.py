"""What a descriptor may be able to do besides describing pictures: understand words, drawings, colours and places."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol, runtime_checkable

from lookalike.seen import Cells, Heat, Swatches
from lookalike.types import Bools, Box, Floats, Image


@runtime_checkable
class TextEncoder(Protocol):
    """A descriptor whose vectors words can be compared with, by its measure."""

    @property
    def reads(self) -> bool:
        """Whether they can with these parameters."""

    def text_vectors(self, texts: Sequence[str]) -> Floats:
        """What to look for, for each text: (T, D) float32 in the space of the descriptor's vectors."""


@runtime_checkable
class PlaceEncoder(Protocol):
    """A descriptor that knows where in a picture what words say is to be seen."""

    def placed_vector(self, text: str, box: Box) -> Floats:
        """What to look for at a place: (1, D) float32 in the space of the descriptor's vectors."""

    def cells(self, image: Image) -> Cells:
        """What is seen in each cell of a picture, by name."""


@runtime_checkable
class WordsFinder(Protocol):
    """A descriptor that tells where in a picture is what words say."""

    def where(self, text: str, image: Image) -> Floats | None:
        """(h, w) float32, not negative, for places of a grid; None: it sees no places.

        :raises LookalikeError: no word is known.
        """


@runtime_checkable
class Comparer(Protocol):
    """A descriptor that tells which places of two pictures make them alike."""

    def heat(self, asked: Image, kept: Image) -> Heat | None:
        """What each place adds to the similarity of what was asked for and a picture; None: it sees no places."""


@runtime_checkable
class DrawingEncoder(Protocol):
    """A descriptor whose vectors line drawings can be compared with."""

    def drawing_vector(self, drawing: Image) -> Floats:
        """What to look for, by a drawing, dark on light: (1, D) float32 in the space of the descriptor's vectors."""


@runtime_checkable
class CanvasEncoder(Protocol):
    """A descriptor whose vectors a painted canvas can be compared with, by a measure that ignores gaps."""

    def canvas_vector(self, canvas: Image, painted: Bools) -> Floats:
        """What to look for: (1, D) float32, NaN where nothing is painted.

        :param painted: (H, W) whether a pixel of the canvas is.
        :raises LookalikeError: so little is painted that no colour is known.
        """

    def swatches(self, canvas: Image, painted: Bools, image: Image) -> Swatches:
        """The colours that a canvas asks for, and those of a picture at the same places."""


@runtime_checkable
class ColorEncoder(Protocol):
    """A descriptor to which a picture of nothing but a colour is a question."""

    def color_vector(self, color: Image) -> Floats:
        """What to look for: (1, D) float32 in the space of the descriptor's vectors."""


def reader(descriptor: object) -> TextEncoder | None:
    """The descriptor, where words can be compared with its vectors."""
    return descriptor if isinstance(descriptor, TextEncoder) and descriptor.reads else None
