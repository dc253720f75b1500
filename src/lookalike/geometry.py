"""Boxes, and how far one box is left of another, above it, inside it and so on.

A box is (cx, cy, w, h): its centre and its extent as fractions of the picture's
width and height, x to the right and y downwards. A relation is a fuzzy one: it gives
the degree to which it holds between one box and another, 0 (not at all) to 1
(fully), for arrays of boxes (..., 4) that broadcast against each other.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from types import MappingProxyType
from typing import NamedTuple, TypeAlias

import numpy as np
import numpy.typing as npt

from lookalike.types import Box, Floats, Image

Relation: TypeAlias = Callable[[Floats, Floats], Floats]

_REACH = 0.25
"""Boxes with a gap between them of this share of their mean size do not touch at all."""

_AMPLE = 2.0
"""A box of so many times the area of another is fully larger."""


class Thing(NamedTuple):
    """A named object in a picture."""

    name: str
    box: Box


def cut(image: Image, box: Box) -> Image:
    """What a box holds of a picture, at least one pixel."""
    down, across = _span(box.cy, box.h, image.height), _span(box.cx, box.w, image.width)
    return Image(np.ascontiguousarray(image.pixels[down, across]))


def inside_polygon(points: Floats, corners: Floats) -> npt.NDArray[np.bool_]:
    """Which of (N, 2) points lie in a polygon of corners (P, 2), by the even-odd rule: (N,)."""
    (x, y), (xs, ys) = points.T[:, :, None], corners.T[:, None]
    to_x, to_y = np.roll(xs, -1), np.roll(ys, -1)
    crossed = (ys > y) != (to_y > y)
    with np.errstate(divide="ignore", invalid="ignore"):
        at = xs + (y - ys) / (to_y - ys) * (to_x - xs)
    return np.asarray((crossed & (x < at)).sum(axis=1) % 2 == 1)


def _span(center: float, extent: float, pixels: int) -> slice:
    first = min(max(0, round((center - extent / 2) * pixels)), pixels - 1)
    return slice(first, max(first + 1, round((center + extent / 2) * pixels)))


def rows(boxes: Sequence[Box]) -> Floats:
    """Boxes as an array (N, 4) float32."""
    return np.array(boxes, np.float32).reshape(-1, 4)


def left_of(one: Floats, other: Floats) -> Floats:
    """How far one's centre is to the left: 0 where it is not, 1 where the boxes are wholly side by side."""
    return _before(one, other, 0)


def right_of(one: Floats, other: Floats) -> Floats:
    """:func:`left_of` the other way round."""
    return left_of(other, one)


def above(one: Floats, other: Floats) -> Floats:
    """How far one's centre is higher: 0 where it is not, 1 where the boxes are wholly one over the other."""
    return _before(one, other, 1)


def below(one: Floats, other: Floats) -> Floats:
    """:func:`above` the other way round."""
    return above(other, one)


def inside(one: Floats, other: Floats) -> Floats:
    """The share of one's area that lies in the other."""
    common = np.clip(_reach(one, other) - _distance(one, other), 0, np.minimum(one[..., 2:], other[..., 2:]))
    return _degree(common.prod(axis=-1) / _area(one))


def contains(one: Floats, other: Floats) -> Floats:
    """:func:`inside` the other way round."""
    return inside(other, one)


def touching(one: Floats, other: Floats) -> Floats:
    """1 where the boxes meet or overlap, down to 0 at a gap of a quarter of their mean size."""
    gap = np.hypot(*np.moveaxis(np.maximum(_distance(one, other) - _reach(one, other), 0), -1, 0))
    size = (np.sqrt(_area(one)) + np.sqrt(_area(other))) / 2
    return _degree(1 - gap / (_REACH * size))


def larger(one: Floats, other: Floats) -> Floats:
    """From 0 at equal areas to 1 at twice the area, by the logarithm."""
    return _degree(np.log2(_area(one) / _area(other)) / np.log2(_AMPLE))


def smaller(one: Floats, other: Floats) -> Floats:
    """:func:`larger` the other way round."""
    return larger(other, one)


RELATIONS: MappingProxyType[str, Relation] = MappingProxyType(
    {
        "left of": left_of,
        "right of": right_of,
        "above": above,
        "below": below,
        "inside": inside,
        "contains": contains,
        "touching": touching,
        "larger than": larger,
        "smaller than": smaller,
    }
)


def _before(one: Floats, other: Floats, axis: int) -> Floats:
    return _degree((other - one)[..., axis] / _reach(one, other)[..., axis])


def _distance(one: Floats, other: Floats) -> Floats:
    """Between the centres, along either axis."""
    return np.asarray(np.abs(one[..., :2] - other[..., :2]), np.float32)


def _reach(one: Floats, other: Floats) -> Floats:
    """The distance of the centres at which the boxes are just apart, along either axis."""
    return np.asarray((one[..., 2:] + other[..., 2:]) / 2, np.float32)


def _area(box: Floats) -> Floats:
    return np.asarray(box[..., 2] * box[..., 3], np.float32)


def _degree(value: Floats) -> Floats:
    return np.asarray(np.clip(value, 0, 1), np.float32)
