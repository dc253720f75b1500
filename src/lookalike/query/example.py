"""Query by example: pictures like these, and unlike those (Rocchio, 1971), or like a part of one."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np

from lookalike.types import Box, Floats, Image, LookalikeError

UNWANTED_WEIGHT = 0.5
"""What an unwanted example counts against a wanted one."""


@dataclass(frozen=True)
class Region:
    """A rectangle of an example.

    :param picture: a file's path, the picture file's bytes, or an :class:`Image`.
    :param left, top: its corner, as fractions of the picture's width and height.
    :param width, height: as the same fractions.
    :raises LookalikeError: it has no area or reaches beyond the picture.
    """

    picture: str | Path | bytes | Image
    left: float
    top: float
    width: float
    height: float

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
