"""The values that flow through the stages, and the errors that stop them.

Conventions, everywhere in Lookalike: images are (H, W, 3) uint8 in sRGB; rows
are y and columns x, from the top left, pixel centres at .0; scores are floats
and higher is better; an id is the 32 hexadecimal digits of the content's hash.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from itertools import pairwise
from pathlib import Path
from typing import Any, Literal, NamedTuple

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float32]
Bytes = npt.NDArray[np.uint8]
Bools = npt.NDArray[np.bool_]
Words = npt.NDArray[np.int32]
Arrays = Mapping[str, npt.NDArray[Any]]
"""What a method has learnt: arrays by name, the form in which it is stored."""

Progress = Callable[[int, int], None]
"""Takes how many images are done for good and how many there are to do."""


class LookalikeError(Exception):
    """Something the user can mend; its text is one sentence that says how."""


class UnknownWords(LookalikeError):
    """Nothing is known of words that pictures are to be compared with.

    :param hint: what to write instead.
    """

    def __init__(self, text: str, hint: str) -> None:
        super().__init__(f"Nothing is known of {text!r}: {hint}")
        self.hint = hint


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
    """What is said of the pictures of a batch: rows of numbers, each of one picture.

    A global method gives one row a picture; a local one gives a row for every point
    or region that it finds, which may be none.

    :param vectors: (R, D) float32; or (R, B) uint8, 8 B bits, of binary descriptors and
        signatures, which compare by the Hamming distance.
    :param ordinals: (R,) int64, ascending: the place in the batch of each row's picture.
    :param images: how many pictures the batch has, those without rows included.
    :param frames: (R, 4) float32, where local features lie: x and y in pixels of the
        picture, pixel centres at .0; the scale in pixels, which is the standard
        deviation of the blur at which a blob is found, or what answers to it; and the
        angle in radians, 0 to 2 pi, from the x axis towards the y axis, which points down.
    :param words: (R,) int32, the visual words of rows that a vocabulary has quantised;
        ``vectors`` are their signatures then, and have no columns where there are none.
    :param weights: (R,) float32, how much each row counts; None: all alike.
    :param labels: (images,) int64, from which encoders learn: pictures of one number show the same, and of those
        with -1 nothing is known; None: nothing is known of any.
    """

    vectors: Floats | Bytes
    ordinals: npt.NDArray[np.int64]
    images: int
    frames: Floats | None = None
    words: Words | None = None
    weights: Floats | None = None
    labels: npt.NDArray[np.int64] | None = None

    @classmethod
    def one_each(cls, vectors: Floats) -> Features:
        """Features of a global method: row i describes image i."""
        return cls(vectors, np.arange(len(vectors), dtype=np.int64), len(vectors))

    @classmethod
    def joined(cls, batches: Sequence[Features]) -> Features:
        """Batches, at least one, as a single one, in their order."""
        starts = np.cumsum([0, *(batch.images for batch in batches)])
        return cls(
            np.concatenate([batch.vectors for batch in batches]),
            np.concatenate([batch.ordinals + start for batch, start in zip(batches, starts, strict=False)]),
            int(starts[-1]),
            *(
                None if any(column is None for column in columns) else np.concatenate(columns)
                for columns in zip(*((b.frames, b.words, b.weights, b.labels) for b in batches), strict=True)
            ),
        )

    @classmethod
    def without_words(cls, bits: int) -> Features:
        """Of one picture in which there are no visual words, the signatures of which have so many bits."""
        return cls(np.empty((0, bits // 8), np.uint8), np.empty(0, np.int64), 1, words=np.empty(0, np.int32))

    @property
    def floats(self) -> Floats:
        """(R, D) float32: the vectors as they are, or their bits as -1 and 1."""
        if self.vectors.dtype == np.uint8:
            return np.unpackbits(np.asarray(self.vectors, np.uint8), axis=1).astype(np.float32) * 2 - 1
        return np.asarray(self.vectors, np.float32)

    def each(self) -> list[Features]:
        """The features of each picture by itself."""
        if self.images == 1:
            return [self]
        spans = [np.arange(*span) for span in pairwise(self.starts)]
        return [replace(self.at(rows), ordinals=np.zeros(len(rows), np.int64), images=1) for rows in spans]

    @property
    def starts(self) -> npt.NDArray[np.int64]:
        """(images + 1,): the rows of picture i are those from ``starts[i]`` to ``starts[i + 1]``."""
        return np.searchsorted(self.ordinals, np.arange(self.images + 1)).astype(np.int64)

    def __len__(self) -> int:
        return len(self.ordinals)

    def apart(self) -> list[Features]:
        """The pictures of the batch, each as a batch of its own."""
        rows = (np.arange(start, end) for start, end in pairwise(self.starts))
        return [replace(self.at(some), ordinals=np.zeros(len(some), np.int64), images=1) for some in rows]

    def resized(self, x: float, y: float) -> Features:
        """The same with frames in pixels of a picture x times as wide and y times as high."""
        if self.frames is None or (x, y) == (1, 1):
            return self
        # A pixel's centre is half a pixel away from where its edges meet.
        places = (self.frames[:, :2] + 0.5) * (x, y) - 0.5
        frames = np.column_stack([places, self.frames[:, 2] * np.sqrt(x * y), self.frames[:, 3]])
        return replace(self, frames=frames.astype(np.float32))

    def with_vectors(self, vectors: Floats | Bytes) -> Features:
        """The same rows of the same pictures, with other vectors."""
        return replace(self, vectors=vectors)

    def at(self, rows: npt.NDArray[Any]) -> Features:
        """Some rows, by their places in ascending order or by a mask."""
        return replace(
            self,
            vectors=self.vectors[rows],
            ordinals=self.ordinals[rows],
            frames=None if self.frames is None else self.frames[rows],
            words=None if self.words is None else self.words[rows],
            weights=None if self.weights is None else self.weights[rows],
        )


@dataclass(frozen=True)
class Voting:
    """How pictures vote for each other by the visual words that they share.

    :param rule: "tfidf", the cosine of weighted word counts (Sivic & Zisserman, ICCV 2003);
        "bm25" (Robertson et al., TREC-3, 1994); "hamming", words whose signatures are near
        (Hamming embedding: Jégou, Douze & Schmid, ECCV 2008); "asmk", aggregated selective
        match kernel on one signature a word (Tolias, Avrithis & Jégou, ICCV 2013).
    :param words: the size of the vocabulary.
    :param bits: the length of the signatures, 0 for none; a multiple of 8.
    :param threshold: "hamming": the largest distance, in bits, that still votes; "asmk":
        the similarity, -1 to 1, that a vote must exceed.
    :param sharpness: "hamming": the standard deviation, in bits, of the Gaussian by which
        votes fall with the distance; "asmk": the power that similarities are put to.
    :param burst: votes of one query feature for several features of a picture count for less
        than their sum (Jégou, Douze & Schmid, On the burstiness of visual elements, CVPR 2009).
    :param consistent: only votes that agree on a change of angle and of scale count (weak
        geometric consistency, ECCV 2008).
    """

    rule: Literal["tfidf", "bm25", "hamming", "asmk"]
    words: int
    bits: int = 0
    threshold: float = 0.0
    sharpness: float = 1.0
    burst: bool = False
    consistent: bool = False


class Box(NamedTuple):
    """A rectangle in fractions of the picture: the centre, the width and the height."""

    cx: float
    cy: float
    w: float
    h: float


@dataclass(frozen=True, eq=False)
class Match:
    """What geometry found of the query in a picture.

    :param points: (M, 2, 2) float32: the places (x, y) of M features that belong together, in pixels, in the
        query and in the picture.
    :param transform: (3, 3) float64, from pixels of the query to pixels of the picture, homogeneous.
    :param outline: (P, 2) float32, the corners of what was looked for, in pixels of the picture.
    """

    points: Floats
    transform: npt.NDArray[np.float64]
    outline: Floats

    @property
    def inliers(self) -> int:
        """How many features belong together."""
        return len(self.points)


class Hit(NamedTuple):
    """One image of an answer.

    :param id: the image.
    :param score: higher is better, but where the answer was ranked anew.
    :param why: what each part of the representation contributed to the score,
        by the part's spec; the contributions add up to the score.
    :param box: where in the image the part lies that was looked for, if one was and
        the representation finds parts.
    :param match: what geometry found of the example in the image, if it was asked to and found it.
    :param probability: that the image is a true match, 0 to 1, if the search was asked for what is relevant.
    :param before: its place, from 1, before the answer was ranked anew, if it was; score and why are those of then.
    """

    id: str
    score: float
    why: Mapping[str, float]
    box: Box | None = None
    match: Match | None = None
    probability: float | None = None
    before: int | None = None


@dataclass(frozen=True)
class Ranking(Sequence[Hit]):
    """An answer: hits, best first, ties in the order of their ids.

    :param total: how many images were ranked, of which these hits are a page.
    :param matches: how many of them match, where only these are hits; None: all are.
    """

    hits: tuple[Hit, ...]
    total: int = field(default=0)
    matches: int | None = None

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
    :param tags: the names of the folders between the indexed one and the file, and the keywords in it.
    :param caption: what is written of it in the file, or in a text beside it; "" for nothing.
    """

    id: str
    path: str
    copies: tuple[str, ...]
    bytes: int
    facts: Facts
    tags: tuple[str, ...]
    caption: str = ""


@dataclass(frozen=True)
class Skip:
    """A file that was passed over, and why, in a few words."""

    path: Path
    reason: str
