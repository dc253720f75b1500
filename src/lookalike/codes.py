"""Codes of a few bytes, and the numbers that they stand for."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Self

import numpy as np

from lookalike.types import Bytes, Floats


@dataclass(frozen=True, eq=False)
class Codewords:
    """What codes of M bytes stand for: each byte for W numbers, one byte's after another's.

    Bits are codes too: a byte stands for eight numbers, each -1 or 1, so that the cosine of two
    codes of B bits is 1 - 2 h / B, where h is their Hamming distance.

    :param words: (M, K, W) float32, the numbers for each value of each byte, 1 <= K <= 256.
    """

    words: Floats

    @classmethod
    def of_bits(cls, bits: int) -> Self:
        """What packed bits stand for, a multiple of 8 of them."""
        signs = np.unpackbits(np.arange(256, dtype=np.uint8)[:, None], axis=1).astype(np.float32) * 2 - 1
        return cls(np.broadcast_to(signs, (bits // 8, 256, 8)))

    @property
    def length(self) -> int:
        """Bytes of a code."""
        return int(self.words.shape[0])

    def decoded(self, codes: Floats | Bytes) -> Floats:
        """The numbers that (R, M) uint8 codes stand for: (R, M W) float32; numbers stay as they are."""
        if codes.dtype != np.uint8:
            return np.asarray(codes, np.float32)
        words: Floats = self.words[np.arange(self.length), codes]
        return words.reshape(len(codes), self.length * self.words.shape[2])

    def products(self, vector: Floats) -> Floats:
        """The inner products of (M W,) numbers with the words of each byte: (M, K) float32, which sum to codes' own."""
        return np.asarray(np.einsum("mkw,mw->mk", self.words, vector.reshape(self.length, -1)), np.float32)

    @property
    def squares(self) -> Floats:
        """(M, K) float32: the squared norms of the words."""
        return np.asarray(np.einsum("mkw,mkw->mk", self.words, self.words), np.float32)
