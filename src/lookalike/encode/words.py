"""The base of encoders that give visual words."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import cache
from typing import Annotated, Any, Self

import numpy as np
import numpy.typing as npt
from annotated_types import Interval

from lookalike.encode.codebook import Codebook
from lookalike.encode.kmeans import kmeans, tree
from lookalike.encode.rows import enough, unlearnt
from lookalike.spec import Encoder
from lookalike.types import Arrays, Bytes, Features, Floats, LookalikeError, Words


@dataclass(frozen=True, kw_only=True)
class WordEncoder(Encoder):
    """Quantises every row by a vocabulary; a query's rows may stand under several words."""

    learns = True
    gives = "words"

    k: Annotated[int, Interval(ge=1, le=1_000_000)] = 16384
    tree: bool = True
    assign: Annotated[int, Interval(ge=1, le=20)] = 3
    _book: Codebook | None = field(default=None, init=False, repr=False, compare=False)

    @property
    def needs(self) -> int:
        return self.k

    @property
    def book(self) -> Codebook:
        """The vocabulary.

        :raises LookalikeError: none was learnt yet.
        """
        if self._book is None:
            raise unlearnt(self)
        return self._book

    def fit(self, sample: Features) -> Self:
        """Learn from (R, D) rows.

        :raises LookalikeError: there are fewer than k.
        """
        rows = enough(sample.floats, self.k, self.name)
        book = tree(rows, self.k) if self.tree else kmeans(rows, self.k)
        return self.restored({**book.arrays(), **self.more_learnt(rows, book)})

    def more_learnt(self, rows: Floats, book: Codebook) -> dict[str, npt.NDArray[Any]]:
        """What is learnt besides the vocabulary, from (R, D) float32 rows."""
        return {}

    def encode(self, features: Features) -> Features:
        """Every row under its nearest word."""
        return self.quantized(features, 1)

    def encode_query(self, features: Features) -> Features:
        """Every row under each of its ``assign`` nearest words."""
        return self.quantized(features, min(self.assign, self.k))

    def quantized(self, features: Features, count: int) -> Features:
        """Every row as often as it has words, nearest first."""
        raise NotImplementedError

    def learnt(self) -> Arrays:
        return {} if self._book is None else self._book.arrays()

    def restored(self, arrays: Arrays) -> Self:
        fitted = replace(self)
        object.__setattr__(fitted, "_book", Codebook.restored(arrays))
        return fitted


def whole_bytes(name: str, bits: int) -> None:
    """Check the length of signatures.

    :raises LookalikeError: it is no multiple of 8.
    """
    if bits % 8:
        raise LookalikeError(f"{name}: bits must be a multiple of 8, and got {bits}.")


def assigned(features: Features, words: Words, signatures: Bytes) -> Features:
    """Every row as often as it has words (R, count), with (R count, B) signatures."""
    rows = np.repeat(np.arange(len(features)), words.shape[1])
    return replace(features.at(rows), vectors=signatures, words=words.ravel())


@cache
def rotation(bits: int, dimension: int) -> Floats:
    """(bits, D) float32: random directions at right angles to each other, as far as there is room."""
    generator = np.random.default_rng(0)
    turns = [np.linalg.qr(generator.standard_normal((dimension, dimension)))[0] for _ in range(-(-bits // dimension))]
    return np.ascontiguousarray(np.concatenate(turns)[:bits], np.float32)
