"""Where in a picture: places by name, and boxes."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from lookalike.parameters import nearest
from lookalike.types import Box, LookalikeError

PLACES: Mapping[str, Box] = MappingProxyType(
    {
        "anywhere": Box(0.5, 0.5, 1, 1),
        "left": Box(0.25, 0.5, 0.5, 1),
        "right": Box(0.75, 0.5, 0.5, 1),
        "top": Box(0.5, 0.25, 1, 0.5),
        "bottom": Box(0.5, 0.75, 1, 0.5),
        "center": Box(0.5, 0.5, 0.5, 0.5),
        "top_left": Box(0.25, 0.25, 0.5, 0.5),
        "top_right": Box(0.75, 0.25, 0.5, 0.5),
        "bottom_left": Box(0.25, 0.75, 0.5, 0.5),
        "bottom_right": Box(0.75, 0.75, 0.5, 0.5),
    }
)
"""Halves, quarters and the middle of a picture, as fractions of it."""

Place = str | tuple[float, float, float, float]
"""A name among :data:`PLACES`; or left, top, width and height as fractions of the picture."""


def plain(place: Place) -> Place:
    """A place by the name that :data:`PLACES` has for it, "top_left" for "top left"; a box as it is.

    :raises LookalikeError: there is none of that name.
    """
    if not isinstance(place, str):
        return place
    name = place.strip().lower().replace(" ", "_").replace("-", "_").replace("centre", "center")
    if name not in PLACES:
        raise LookalikeError(f"There is no place {place!r}: {nearest(name, PLACES)}")
    return name


def box_of(place: Place) -> Box:
    """Where a place is.

    :raises LookalikeError: there is none of that name, or the box is empty or reaches beyond the picture.
    """
    place = plain(place)
    if isinstance(place, str):
        return PLACES[place]
    left, top, width, height = place
    spans = ((left, width), (top, height))
    if not all(0 <= start < 1 and length > 0 and start + length <= 1 + 1e-6 for start, length in spans):
        raise LookalikeError(
            "A box is left, top, width and height as fractions of the picture, such as (0, 0.5, 1, 0.5), "
            f"not ({left:g}, {top:g}, {width:g}, {height:g})."
        )
    return Box(left + width / 2, top + height / 2, width, height)


def read_place(text: str) -> Place:
    """Read the name of a place, or "left,top,width,height"; "" is anywhere.

    :raises LookalikeError: it is neither a name nor four numbers.
    """
    try:
        numbers = [float(part) for part in text.split(",")]
    except ValueError:
        return text.strip() or "anywhere"
    if len(numbers) != 4:
        raise LookalikeError(f"A box is four numbers, left,top,width,height, not {text.strip()!r}.")
    left, top, width, height = numbers
    return left, top, width, height
