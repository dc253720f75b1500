"""Hamming embedding (Jégou, Douze & Schmid, ECCV 2008)."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Annotated, Any, Self

import numpy as np
import numpy.typing as npt
from annotated_types import Interval

from lookalike.encode.codebook import Codebook
from lookalike.encode.words import WordEncoder, assigned, rotation, whole_bytes
from lookalike.registry import register
from lookalike.types import Arrays, Features, Floats, Voting

_HAIR = np.float32(1e-5)


@register
@dataclass(frozen=True, kw_only=True)
class Hamming(WordEncoder):
    """Visual words with binary signatures, which tell apart the features of a word.

    :param k: how many words, 1 to 1,000,000.
    :param tree: learn the words by hierarchical k-means, which is faster; if not, by approximate k-means.
    :param assign: how many of its nearest words each of a query's features stands for, 1 to 20.
    :param bits: the length of signatures, 8 to 1024, a multiple of 8.
    :param threshold: the largest distance that still votes, as a share of the bits, 0 to 1.
    :param sharpness: the standard deviation of the Gaussian by which votes fall with the distance, as a share of the
        bits, 0.01 to 10.
    :param burst: votes for features that look alike count for less than their sum.
    :param consistent: only votes that agree on a change of angle and scale count.

    Learns the words, and for each the medians of its features along random directions; a bit says on which side a
    feature lies. What comes out are words, (R,) int32, and signatures, (R, bits / 8) uint8; frames are kept.

    Source: Jégou, Douze & Schmid, Hamming embedding and weak geometric consistency for large scale image
    search, ECCV 2008, and On the burstiness of visual elements, CVPR 2009.

    Deviations: a word that the sample has no feature of takes its own place for the median.
    """

    name = "hamming"
    version = 2

    bits: Annotated[int, Interval(ge=8, le=1024)] = 64
    threshold: Annotated[float, Interval(ge=0, le=1)] = 0.4
    sharpness: Annotated[float, Interval(ge=0.01, le=10)] = 0.18
    burst: bool = True
    consistent: bool = False
    _directions: Floats | None = field(default=None, init=False, repr=False, compare=False)
    _medians: Floats | None = field(default=None, init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        super().__post_init__()
        whole_bytes(self.name, self.bits)

    @property
    def voting(self) -> Voting:
        distances = round(self.threshold * self.bits), self.sharpness * self.bits
        return Voting("hamming", self.k, self.bits, *distances, self.burst, self.consistent)

    def more_learnt(self, rows: Floats, book: Codebook) -> dict[str, npt.NDArray[Any]]:
        directions = rotation(self.bits, rows.shape[1])
        medians = book.words @ directions.T
        projected, words = rows @ directions.T, book.nearest(rows)[0][:, 0]
        order = np.argsort(words, kind="stable")
        present, starts = np.unique(words[order], return_index=True)
        for word, own in zip(present, np.split(order, starts[1:]), strict=True):
            medians[word] = np.median(projected[own], axis=0)
        # The feature that is the median lies below it, whichever way another processor rounds.
        medians += _HAIR * np.abs(projected).max(initial=0)
        return {"directions": directions, "medians": medians}

    def quantized(self, features: Features, count: int) -> Features:
        vectors = features.floats
        words, _ = self.book.nearest(vectors, count)
        assert self._directions is not None
        assert self._medians is not None
        above = (vectors @ self._directions.T)[:, None, :] > self._medians[words]
        return assigned(features, words, np.packbits(above.reshape(-1, self.bits), axis=1))

    def learnt(self) -> Arrays:
        if self._directions is None or self._medians is None:
            return {}
        return {**super().learnt(), "directions": self._directions, "medians": self._medians}

    def restored(self, arrays: Arrays) -> Self:
        fitted = super().restored(arrays)
        for name in ("directions", "medians"):
            object.__setattr__(fitted, f"_{name}", np.asarray(arrays[name], np.float32))
        return fitted
