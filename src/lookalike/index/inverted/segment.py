"""A segment: the postings of at most 65,536 pictures in arrays, each in a file of its own."""

from __future__ import annotations

from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from lookalike.types import Bytes, Voting, Words

SLOTS = 2**16
"""The most pictures of a segment, so that 16 bits name one."""

POSTINGS = 2**25
"""The most postings of a segment that has more than one picture, which bounds the memory of building."""

CROWD = 1024
"""The most features of a picture that vote by signatures within one word."""

COUNTED = ("tfidf", "bm25")
"""Rules that count words; the others compare features."""

_DTYPES = {
    "ids": ("|S32",),
    "lengths": ("<u4",),
    "words": ("<i4",),
    "starts": ("<i8",),
    "frequencies": ("<i8",),
    "images": ("<u2",),
    "counts": ("|u1", "<u4"),
    "signatures": ("<u8",),
    "angles": ("|u1",),
    "scales": ("|u1",),
}


class Segment(NamedTuple):
    """What some pictures have of each word; an array that the rule has no use for is empty.

    :param ids: (n,) S32, of the pictures, which are numbered in this order.
    :param lengths: (n,) uint32, how many features each has.
    :param words: (W,) int32, ascending, those that occur.
    :param starts: (W + 1,) int64: the postings of a word are those from ``starts[w]`` to
        ``starts[w + 1]``, in ascending order of their pictures.
    :param frequencies: (W,) int64, in how many pictures each word occurs.
    :param images: (P,) uint16, the picture of each posting.
    :param counts: (P,) uint8 or uint32, how often the picture has the word; there is one posting
        for a word and a picture then, and one for a feature otherwise.
    :param signatures: (P, B) uint64.
    :param angles, scales: (P,) uint8, quantised by :mod:`lookalike.index.inverted.building`.
    """

    ids: npt.NDArray[np.bytes_]
    lengths: npt.NDArray[np.uint32]
    words: Words
    starts: npt.NDArray[np.int64]
    frequencies: npt.NDArray[np.int64]
    images: npt.NDArray[np.uint16]
    counts: npt.NDArray[Any]
    signatures: npt.NDArray[np.uint64]
    angles: Bytes
    scales: Bytes

    @property
    def layout(self) -> tuple[npt.NDArray[Any], ...]:
        """Every column that has a number for each posting, or is empty."""
        return self.images, self.counts, self.signatures, self.angles, self.scales

    def save(self, folder: Path) -> None:
        """Write the arrays as ``.npy`` files."""
        for name, array in self._asdict().items():
            np.save(folder / f"{name}.npy", array, allow_pickle=False)

    @classmethod
    def load(cls, folder: Path, voting: Voting) -> Segment:
        """The arrays of a folder, memory-mapped.

        :raises ValueError, OSError: they are not what ``save`` wrote for this voting.
        """
        names = cls._fields
        segment = cls(*(np.asarray(np.load(folder / f"{name}.npy", mmap_mode="r")) for name in names))
        segment._check(voting)
        return segment

    def _check(self, voting: Voting) -> None:
        """Refuse what the compiled loops could not read without leaving the arrays."""
        words, starts, postings = self.words, self.starts, len(self.images)
        sound = (
            all(array.dtype.str in _DTYPES[name] for name, array in self._asdict().items())
            and all(array.ndim == (2 if array is self.signatures else 1) for array in self)
            and len(self.ids) == len(self.lengths) <= SLOTS
            and len(words) == len(self.frequencies) == len(starts) - 1
            and bool(np.all(words[1:] > words[:-1]))
            and (len(words) == 0 or (words[0] >= 0 and words[-1] < voting.words))
            and starts[0] == 0
            and starts[-1] == postings
            and bool(np.all(starts[1:] >= starts[:-1]))
            and [column.shape for column in self.layout[1:]] == _shapes(postings, voting)
        )
        if not sound:
            raise ValueError("The arrays of a segment do not fit each other.")


def words_of_bits(voting: Voting) -> int:
    """How many numbers of 64 bits hold a signature."""
    return -(-voting.bits // 64)


def placed(voting: Voting) -> bool:
    """Postings have angles and scales."""
    return voting.rule == "hamming" and voting.consistent


def _shapes(postings: int, voting: Voting) -> list[tuple[int, ...]]:
    """Of counts, signatures, angles and scales."""
    if voting.rule in COUNTED:
        return [(postings,), (0, 0), (0,), (0,)]
    places = (postings,) if placed(voting) else (0,)
    return [(0,), (postings, words_of_bits(voting)), places, places]
