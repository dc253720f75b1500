"""The values that flow through the stages, and the errors that stop them.

Conventions, everywhere in Lookalike: images are (H, W, 3) uint8 in sRGB; rows
are y and columns x, from the top left, pixel centres at .0; scores are floats
and higher is better; an id is the 32 hexadecimal digits of the content's hash.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float32]
Arrays = Mapping[str, npt.NDArray[Any]]
"""What a method has learnt: arrays by name, the form in which it is stored."""

Progress = Callable[[int, int], None]
"""Takes how many images are done for good and how many there are to do."""


class LookalikeError(Exception):
    """Something the user can mend; its text is one sentence that says how."""


@dataclass(frozen=True, eq=False)
class Image:
    """A decoded picture.

    :param pixels: (H, W, 3) uint8 sRGB, upright, alpha laid over white.
    :raises LookalikeError: for any other shape or type, or an empty picture.
    """

    pixels: npt.NDArray[np.uint8]

    def __post_init__(self) -> None:
        p = self.pixels
        if p.ndim != 3 or p.shape[2] != 3 or p.dtype != np.uint8 or p.size == 0:
            raise LookalikeError(f"An image is a (H, W, 3) uint8 array, not {p.shape} {p.dtype}.")

    @property
    def height(self) -> int:
        return int(self.pixels.shape[0])

    @property
    def width(self) -> int:
        return int(self.pixels.shape[1])


@dataclass(frozen=True, eq=False)
class Features:
    """Vectors that describe images.

    :param vectors: (R, D) float32. A global method gives one row an image, in
        the images' order; a local one gives any number.
    :param ordinals: (R,) int64, the place in the batch of each row's image.
    """

    vectors: Floats
    ordinals: npt.NDArray[np.int64]

    @classmethod
    def one_each(cls, vectors: Floats) -> Features:
        """Features of a global method: row i describes image i."""
        return cls(vectors, np.arange(len(vectors), dtype=np.int64))

    def with_vectors(self, vectors: Floats) -> Features:
        """The same rows of the same images, with other vectors."""
        return Features(vectors.astype(np.float32, copy=False), self.ordinals)


class Box(NamedTuple):
    """A rectangle in fractions of the picture: the centre, the width and the height."""

    cx: float
    cy: float
    w: float
    h: float


class Hit(NamedTuple):
    """One image of an answer.

    :param id: the image.
    :param score: higher is better.
    :param why: what each part of the representation contributed to the score,
        by the part's spec; the contributions add up to the score.
    :param box: where in the image the part lies that was looked for, if one was and
        the representation finds parts.
    """

    id: str
    score: float
    why: Mapping[str, float]
    box: Box | None = None


@dataclass(frozen=True)
class Ranking(Sequence[Hit]):
    """An answer: hits, best first, ties in the order of their ids.

    :param total: how many images were ranked, of which these hits are a page.
    """

    hits: tuple[Hit, ...]
    total: int = field(default=0)

    def __len__(self) -> int:
        return len(self.hits)

    def __iter__(self) -> Iterator[Hit]:
        return iter(self.hits)

    def __getitem__(self, index: Any) -> Any:
        return self.hits[index]

    @property
    def ids(self) -> list[str]:
        return [hit.id for hit in self.hits]


@dataclass(frozen=True)
class Facts:
    """What is known of a picture apart from its pixels.

    :param width, height: in pixels, upright, at full resolution.
    :param format: as Pillow names it, "JPEG" for example.
    :param taken: when, by the camera's clock, without a time zone.
    :param camera: make and model.
    :param latitude, longitude: degrees, north and east positive.
    """

    width: int
    height: int
    format: str
    taken: datetime | None = None
    camera: str | None = None
    latitude: float | None = None
    longitude: float | None = None


@dataclass(frozen=True)
class Record:
    """An image of a collection.

    :param id: the hash of the file's content, 32 hexadecimal digits.
    :param path: where the file is.
    :param copies: further files of the same content.
    :param bytes: the file's size.
    :param tags: the names of the folders between the indexed one and the file.
    """

    id: str
    path: str
    copies: tuple[str, ...]
    bytes: int
    facts: Facts
    tags: tuple[str, ...]


@dataclass(frozen=True)
class Skip:
    """A file that was passed over, and why, in a few words."""

    path: Path
    reason: str
