"""A colour as an example: a picture of nothing else."""

from __future__ import annotations

import re
from difflib import get_close_matches

import numpy as np

from lookalike.types import Image, LookalikeError

_SIDE = 64
_MEANT = {"brown": "saddlebrown"}
"""What people call by a name where CSS calls something else so: its brown is a red."""


def flat(color: str) -> Image:
    """A picture of one colour.

    :param color: a CSS name, such as "red" or "sky blue", or "#ff8800", "rgb(255, 136, 0)", "hsl(32, 100%, 50%)".
    :raises LookalikeError: that is no colour.
    """
    from PIL import ImageColor

    name = color.lower() if "(" in color else re.sub(r"[\s_-]", "", color.lower())
    try:
        red, green, blue = ImageColor.getrgb(_MEANT.get(name, name))[:3]
    except ValueError:
        close = get_close_matches(name, ImageColor.colormap, n=3)
        meant = f"did you mean {' or '.join(close)}?" if close else "write a name such as red, or #ff8800."
        raise LookalikeError(f"There is no colour {color!r}: {meant}") from None
    return Image(np.full((_SIDE, _SIDE, 3), (red, green, blue), np.uint8))
