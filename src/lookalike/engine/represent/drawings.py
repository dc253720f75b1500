"""What line drawings ask for."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property

import numpy as np

from lookalike.abilities import DrawingEncoder
from lookalike.describe.deep.scribbles import scribbles
from lookalike.describe.deep.shading import shaded
from lookalike.encode.rows import unit
from lookalike.engine.represent.chain import groups_of, through
from lookalike.spec import Descriptor, Part, Representation
from lookalike.types import Features, Floats, Image

_NOTHING = np.empty((1, 0), np.float32)


class Drawings:
    """Asks a representation by drawings: its parts that are made for them, or else those that liken them to each other.

    To a network that has seen photographs alone, all drawings are one kind of picture: what one of them shows is in
    what it says of it less what it says of drawings of nothing in particular. It is asked as it is, which drawings are
    like, and shaded, which photographs are like.

    Source: Sun, Feng & Saenko, Return of frustratingly easy domain adaptation, AAAI 2016.

    Deviations: the means of drawings are aligned, by pictures drawn at random; covariances are not. Shading is our own.

    :ivar made: some part is made for drawings, and sees them as they are.
    """

    def __init__(self, representation: Representation) -> None:
        self._parts = representation.parts
        self.made = any(isinstance(part.descriptor, DrawingEncoder) for part in self._parts)

    @property
    def possible(self) -> bool:
        """Some part says something of drawings."""
        return any(map(self.asks, self._parts))

    def asks(self, part: Part) -> bool:
        """A part says something of drawings."""
        return isinstance(part.descriptor, DrawingEncoder) if self.made else _likens(part)

    def vectors(self, drawing: Image) -> list[Floats]:
        """The (1, D_i) float32 vector of each part, (1, 0) of one that says nothing."""
        if self.made:
            return [_made(part, drawing) for part in self._parts]
        said = self._said([drawing, shaded(drawing)])
        return [
            _asked(said[place], self._usual[place]) if place in said else _NOTHING for place in range(len(self._parts))
        ]

    @cached_property
    def _usual(self) -> dict[int, Floats]:
        """The (2, D_i) float32 means of drawings of nothing in particular, as they are and shaded."""
        plain, dark = self._said(scribbles()), self._said([shaded(drawing) for drawing in scribbles()])
        return {place: np.stack([plain[place].mean(axis=0), dark[place].mean(axis=0)]) for place in plain}

    def _said(self, images: Sequence[Image]) -> dict[int, Floats]:
        """What is said of drawings by each part that likens them, (R, D_i) float32, by its place."""
        parts = {place: part for place, part in enumerate(self._parts) if self.asks(part)}
        said: dict[Descriptor, Features] = {}
        for group in groups_of(parts.values()):
            said |= zip(group, group[0].describe_together(group, images), strict=True)
        return {place: through(part, said[part.descriptor], True)[1].floats for place, part in parts.items()}


def _asked(said: Floats, usual: Floats) -> Floats:
    """The (1, D) float32 vector of a drawing.

    :param said: (2, D) of it as it is and shaded.
    :param usual: (2, D), the same of drawings of nothing in particular.
    """
    plain, dark = said - usual
    # Shaded, it tells nothing of whether what it asks for is a drawing.
    kind = unit(usual[:1])[0]
    both = unit(np.stack([plain, dark - (dark @ kind) * kind]))
    return np.asarray(both.sum(axis=0, keepdims=True), np.float32)


def _likens(part: Part) -> bool:
    """The part likens drawings, and what it says of one less another can be compared."""
    return part.descriptor.likens_drawings and part.measure == "cosine"


def _made(part: Part, drawing: Image) -> Floats:
    if not isinstance(part.descriptor, DrawingEncoder):
        return _NOTHING
    return through(part, Features.one_each(part.descriptor.drawing_vector(drawing)), True)[1].floats
