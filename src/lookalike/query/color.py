"""Query by a colour, wherever it is in a picture."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import get_close_matches

import numpy as np

from lookalike.abilities import CanvasEncoder, ColorEncoder
from lookalike.parameters import literal
from lookalike.query.base import Spoken
from lookalike.query.shades import shaded
from lookalike.spec import Descriptor
from lookalike.types import Floats, Image, LookalikeError

_SIDE = 64
_MEANT = {"brown": "saddlebrown"}
"""What people call by a name where CSS calls something else so: its brown is a red."""


@dataclass(frozen=True)
class Color(Spoken):
    """A colour that pictures are to have much of; parts of a representation that see no colours say nothing to it.

    How much, those parts tell that count colours, which are asked for its shades. A part that compares colours by
    place would look for pictures that have it everywhere, and is asked only where no other sees colours.

    :param name: as :func:`flat` takes it.
    :raises LookalikeError: that is no colour.
    """

    kind = "colours"
    presets = ("color", "deep", "everything")

    name: str

    def __post_init__(self) -> None:
        flat(self.name)

    def asked_of(self, descriptor: Descriptor) -> Floats | None:
        picture = flat(self.name)
        if isinstance(descriptor, CanvasEncoder):
            return descriptor.canvas_vector(picture, np.ones((_SIDE, _SIDE), np.bool_))
        return descriptor.color_vector(shaded(picture)) if isinstance(descriptor, ColorEncoder) else None

    def asked_of_each(self, descriptors: Sequence[Descriptor]) -> list[Floats | None]:
        counts = any(isinstance(each, ColorEncoder) for each in descriptors)
        return [self.asked_of(each) if isinstance(each, ColorEncoder) or not counts else None for each in descriptors]

    def __str__(self) -> str:
        return f"color({literal(self.name)})"


def flat(color: str) -> Image:
    """A picture of one colour.

    :param color: a CSS name, such as "red" or "sky blue", or "#ff8800", "rgb(255, 136, 0)", "hsl(32, 100%, 50%)".
    :raises LookalikeError: that is no colour.
    """
    from PIL import ImageColor

    name = color.lower() if "(" in color else re.sub(r"[\s_-]", "", color.lower())
    try:
        rgb = np.array(ImageColor.getrgb(_MEANT.get(name, name))[:3])
        if rgb.min() < 0 or rgb.max() > 255:
            raise ValueError
    except ValueError:
        close = get_close_matches(name, ImageColor.colormap, n=3)
        meant = f"did you mean {' or '.join(close)}?" if close else "write a name such as red, or #ff8800."
        raise LookalikeError(f"There is no colour {color!r}: {meant}") from None
    return Image(np.full((_SIDE, _SIDE, 3), rgb, np.uint8))
