"""What is said of duplicates."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from lookalike.types import Floats, Record

Kind = Literal["copy", "near", "edited", "cropped", "bordered", "flipped", "turned"]


@dataclass(frozen=True, eq=False)
class Pair:
    """Two files that show the same picture, and how that is known.

    :param one, other: their paths. Where it can be told, ``other`` was made of ``one``.
    :param kinds: what is between them: "copy", the same bytes; "near", the same picture in another size, format or
        compression; "edited", with other colours or with something laid over it; "cropped", a part of it, or two
        parts that overlap; "bordered", with a border around it; "flipped", mirrored; "turned", by 45 degrees or more.
    :param similarity: by the collection's representation, at most 1.
    :param agreement: the share of what is to be seen where both lie that is the same in both, 0 to 1.
    :param exact: the share of it that lies where it should to a quarter of a pixel, at 256 pixels a side, as only what
        was made of the same picture does; None where too little is to be seen for that, and of copies.
    :param inliers: how many local features belong together; None where they were not asked.
    :param outline: (4, 2) float32, where ``other`` lies in ``one``, as fractions of the width and height of ``one``.
    """

    one: str
    other: str
    kinds: tuple[Kind, ...]
    similarity: float
    agreement: float
    exact: float | None
    inliers: int | None
    outline: Floats


@dataclass(frozen=True)
class File:
    """A file of a group; copies of one content share their record."""

    path: str
    record: Record


@dataclass(frozen=True)
class Group:
    """Files that show the same picture.

    :param files: best first: the first is the one to keep.
    :param reason: why that one, in a few words.
    :param pairs: the evidence, which connects all files.
    """

    files: tuple[File, ...]
    reason: str
    pairs: tuple[Pair, ...]

    @property
    def keep(self) -> File:
        return self.files[0]
