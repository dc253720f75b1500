"""Optimised product quantisation (Ge, He, Ke & Sun, CVPR 2013)."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Self

import numpy as np

from lookalike.codes import Codewords
from lookalike.encode.kmeans import summed
from lookalike.encode.product import ProductEncoder, nearest, sampled, words_of
from lookalike.encode.rows import unlearnt
from lookalike.registry import register
from lookalike.types import Arrays, Bytes, Features, Floats, LookalikeError

_ROUNDS = 20
_WIDE = 4096


@register
@dataclass(frozen=True, kw_only=True)
class Opq(ProductEncoder):
    """Codes of a few bytes: product quantisation of vectors that are turned so that it loses least.

    :param m: how many parts, and bytes, 1 to 1024.

    Learns how to turn, and up to 256 words a part. Vectors are L2-normalised first; of more than 4,096 numbers, they
    need ``pca()`` before. What comes out are codes, (R, m) uint8; a query is not quantised, and compares with what
    they stand for by the cosine.

    Source: Ge, He, Ke & Sun, Optimized product quantization for approximate nearest neighbor search, CVPR 2013, the
    non-parametric solution, from the parametric one.

    Deviations: vectors compare by the cosine, and not by their distance; of more than 65,536 rows so many are drawn.
    """

    name = "opq"

    _turn: Floats | None = field(default=None, init=False, repr=False, compare=False)

    def fit(self, sample: Features) -> Self:
        """Learn from (R, D) float32 rows.

        :raises LookalikeError: they are longer than 4,096 numbers.
        """
        rows = sampled(sample, self.m)
        if rows.shape[1] > _WIDE:
            raise LookalikeError(
                f"opq turns vectors of up to {_WIDE:,} numbers, and got {rows.shape[1]:,}: put pca(d=256) before it."
            )
        turn = _allotted(rows, self.m)
        words = words_of(rows @ turn, self.m)
        for _ in range(_ROUNDS):
            codes = nearest(rows @ turn, words)
            left, _, right = np.linalg.svd(rows.T @ Codewords(words).decoded(codes))
            turn = left @ right
            words = _means(rows @ turn, codes, words)
        return self.restored({"words": words, "turn": turn})

    def encode_query(self, features: Features) -> Features:
        if self._turn is None:
            raise unlearnt(self)
        laid = super().encode_query(features)
        return laid.with_vectors(np.asarray(laid.floats @ self._turn, np.float32))

    def learnt(self) -> Arrays:
        return {} if self._turn is None else {**super().learnt(), "turn": self._turn}

    def restored(self, arrays: Arrays) -> Self:
        fitted = super().restored(arrays)
        object.__setattr__(fitted, "_turn", np.asarray(arrays["turn"], np.float32))
        return fitted


def _allotted(rows: Floats, m: int) -> Floats:
    """Principal directions as columns (D, D), dealt out so that the products of variances of the m parts are alike."""
    variances, directions = np.linalg.eigh(np.cov(rows.T, dtype=np.float64))
    sizes = np.log(np.maximum(variances, 1e-10) / 1e-10)
    parts: list[list[int]] = [[] for _ in range(m)]
    totals = np.zeros(m)
    for place in range(len(sizes) - 1, -1, -1):
        part = int(totals.argmin())
        parts[part].append(place)
        totals[part] = totals[part] + sizes[place] if len(parts[part]) < len(sizes) // m else np.inf
    return np.asarray(directions[:, np.concatenate(parts).astype(np.intp)], np.float32)


def _means(rows: Floats, codes: Bytes, words: Floats) -> Floats:
    """Each word moved to the mean of the parts that it stands for, if there are any."""
    moved = words.copy()
    for place, part in enumerate(np.split(rows, len(words), axis=1)):
        sums, counts = summed(part, codes[:, place], words.shape[1])
        moved[place, counts > 0] = (sums / np.maximum(counts, 1)[:, None])[counts > 0]
    return moved
