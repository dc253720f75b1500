"""Query by example: pictures like these, and unlike those (Rocchio, 1971), or like a part of one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Self

import numpy as np

from lookalike.query.base import Query, Sum
from lookalike.query.pictures import text_of
from lookalike.types import Box, Floats, Image, LookalikeError

UNWANTED_WEIGHT = 0.5
"""What an unwanted example counts against a wanted one."""


@dataclass(frozen=True)
class Whole(Query):
    """A whole picture as an example.

    :param picture: a file's path, the id of an image of the collection, the picture file's bytes, or an :class:`Image`.
    """

    picture: str | Path | bytes | Image

    def __str__(self) -> str:
        return f"image({text_of(self.picture)})"


@dataclass(frozen=True)
class Region(Query):
    """A part of an example: a rectangle, or a polygon in it.

    :param picture: a file's path, the picture file's bytes, or an :class:`Image`.
    :param left, top: its corner, as fractions of the picture's width and height.
    :param width, height: as the same fractions.
    :param corners: those of a polygon, (x, y) as the same fractions; none for the rectangle itself. Local
        features are taken from within it, everything else is of the rectangle.
    :raises LookalikeError: it has no area or reaches beyond the picture.
    """

    picture: str | Path | bytes | Image
    left: float
    top: float
    width: float
    height: float
    corners: tuple[tuple[float, float], ...] = ()

    @classmethod
    def polygon(cls, picture: str | Path | bytes | Image, corners: Sequence[tuple[float, float]]) -> Self:
        """What lies within three or more corners (x, y), as fractions of the picture's width and height.

        :raises LookalikeError: there are fewer, they enclose nothing or lie beyond the picture.
        """
        if len(corners) < 3:
            raise LookalikeError(f"A polygon has three corners or more, not {len(corners)}: name its x and y in turn.")
        xs, ys = zip(*corners, strict=True)
        return cls(picture, min(xs), min(ys), max(xs) - min(xs), max(ys) - min(ys), tuple(corners))

    def __post_init__(self) -> None:
        spans = ((self.left, self.width), (self.top, self.height))
        if not all(0 <= start < 1 and length > 0 and start + length <= 1 + 1e-6 for start, length in spans):
            raise LookalikeError(
                "A region is left, top, width and height as fractions of the picture, such as 0.25,0,0.5,1, "
                f"not {self.left:g},{self.top:g},{self.width:g},{self.height:g}."
            )

    @property
    def box(self) -> Box:
        """The same as a centre and extents."""
        return Box(self.left + self.width / 2, self.top + self.height / 2, self.width, self.height)

    def __str__(self) -> str:
        if self.corners:
            corners = ", ".join(f"({_plain(x)}, {_plain(y)})" for x, y in self.corners)
            return f"image({text_of(self.picture)}, corners=({corners}))"
        box = ", ".join(map(_plain, (self.left, self.top, self.width, self.height)))
        return f"image({text_of(self.picture)}, box=({box}))"

    @property
    def outline(self) -> Floats:
        """(P, 2) float32: its corners in turn, as fractions of the picture."""
        right, bottom = self.left + self.width, self.top + self.height
        box = ((self.left, self.top), (right, self.top), (right, bottom), (self.left, bottom))
        return np.array(self.corners or box, np.float32)


def _plain(number: float) -> str:
    return repr(int(number) if number == int(number) else float(number))


def alike(wanted: Sequence[Query], unwanted: Sequence[Query]) -> Query:
    """One or several queries that are wanted, and any that are not and together count half as much."""
    share = UNWANTED_WEIGHT * len(wanted) / max(1, len(unwanted))
    terms = (*((1.0, query) for query in wanted), *((-share, query) for query in unwanted))
    return wanted[0] if len(terms) == 1 else sum((weight * query for weight, query in terms[1:]), wanted[0])


def sides(query: Query) -> tuple[list[Query], list[Query]] | None:
    """The wanted and the unwanted pictures that a query is :func:`alike` of; None: it is another query."""
    if not isinstance(query, Sum) or not all(isinstance(leaf, Whole | Region) for _, leaf in query.terms):
        return None
    wanted, unwanted = ([leaf for weight, leaf in query.terms if (weight > 0) is side] for side in (True, False))
    share = UNWANTED_WEIGHT * len(wanted) / max(1, len(unwanted))
    unit = query.terms[0][0]
    due = [unit if weight > 0 else -share * unit for weight, _ in query.terms]
    same = np.allclose([weight for weight, _ in query.terms], due, rtol=1e-4, atol=0)
    return (wanted, unwanted) if wanted and same else None


def combine(wanted: Floats, unwanted: Floats) -> Floats:
    """Join the similarities to several examples.

    :param wanted: (W, N) float32, the similarity of N images to each of W >= 1 examples.
    :param unwanted: (U, N) float32, U may be 0.
    :return: (N,) float32, mean over the wanted minus half the mean over the unwanted.
    """
    score = wanted.mean(axis=0)
    if len(unwanted):
        score = score - np.float32(UNWANTED_WEIGHT) * unwanted.mean(axis=0)
    return np.asarray(score, dtype=np.float32)
