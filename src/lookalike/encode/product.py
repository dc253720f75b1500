"""Product quantisation: the base of encoders that give it, and how its words are learnt."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Annotated, Self

import numpy as np
from annotated_types import Interval

from lookalike.codes import Codewords
from lookalike.encode.kmeans import kmeans
from lookalike.encode.rows import drawn, unit, unlearnt
from lookalike.spec import Encoder
from lookalike.types import Arrays, Bytes, Features, Floats

WORDS = 256
"""As many as a byte can tell apart."""

MOST = 65_536
"""Rows that words are learnt from."""


@dataclass(frozen=True, kw_only=True)
class ProductEncoder(Encoder):
    """Each of ``m`` parts of a vector stands as one byte for the nearest of its words; queries stay as they are."""

    learns = True
    gives = "code"
    measure = "cosine"

    m: Annotated[int, Interval(ge=1, le=1024)] = 64
    _codewords: Codewords | None = field(default=None, init=False, repr=False, compare=False)

    @property
    def needs(self) -> int:
        return 2

    @property
    def codewords(self) -> Codewords:
        """What the bytes stand for.

        :raises LookalikeError: that was not learnt yet.
        """
        if self._codewords is None:
            raise unlearnt(self)
        return self._codewords

    def encode(self, features: Features) -> Features:
        """(R, m) uint8 for (R, D) rows."""
        return features.with_vectors(nearest(self.encode_query(features).floats, self.codewords.words))

    def encode_query(self, features: Features) -> Features:
        """What the codes of (R, D) rows stand for as nearly as they can: float32 rows, not quantised."""
        return features.with_vectors(padded(unit(features.floats), self.m))

    def learnt(self) -> Arrays:
        return {} if self._codewords is None else {"words": self._codewords.words}

    def restored(self, arrays: Arrays) -> Self:
        fitted = replace(self)
        object.__setattr__(fitted, "_codewords", Codewords(np.asarray(arrays["words"], np.float32)))
        return fitted


def sampled(sample: Features, m: int) -> Floats:
    """The rows to learn from, of norm 1 and padded."""
    return padded(unit(drawn(sample.floats, MOST)), m)


def padded(rows: Floats, m: int) -> Floats:
    """Rows (R, D) with zeros at the end, so that m parts are alike in length."""
    return np.pad(rows, ((0, 0), (0, -rows.shape[1] % m)))


def words_of(rows: Floats, m: int) -> Floats:
    """Words (m, K, W) for the m parts of rows, by k-means; no more than there are rows, and 256 at most."""
    parts = np.ascontiguousarray(rows.reshape(len(rows), m, -1).transpose(1, 0, 2))
    return np.stack([kmeans(part, min(WORDS, len(rows))).words for part in parts])


def nearest(rows: Floats, words: Floats) -> Bytes:
    """The nearest word of each part: (R, m) uint8."""
    parts = rows.reshape(len(rows), len(words), words.shape[2])
    codes = np.empty(parts.shape[:2], np.uint8)
    halves = np.einsum("mkw,mkw->mk", words, words) / 2
    for place, own in enumerate(words):
        codes[:, place] = (parts[:, place] @ own.T - halves[place]).argmax(axis=1)
    return codes
