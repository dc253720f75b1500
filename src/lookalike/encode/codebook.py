"""Vocabularies: which words of many are nearest to a vector."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Self

import numpy as np
import numpy.typing as npt

from lookalike.cores import one_thread_each
from lookalike.encode.kernels import nearest_words
from lookalike.types import Arrays, Floats, Words

EXACT = 512
"""Vocabularies up to this size are searched through in full."""

_REACH = 1.5
_BLOCK = 8192


@dataclass(frozen=True, eq=False)
class Codebook:
    """Words in cells, of which only those nearest to a vector are searched for its words.

    The cells are means of words that lie near each other: the inverted file of Jégou, Douze &
    Schmid (Product quantization for nearest neighbor search, PAMI 2011), over words instead of
    pictures. One cell holds all the words of a small vocabulary, whose answers are exact.

    :param words: (K, D) float32, those of a cell next to each other.
    :param cells: (C, D) float32.
    :param starts: (C + 1,) int64; the words of cell c are those from ``starts[c]`` to ``starts[c + 1]``.
    :param probed: how many cells are searched, the nearest ones.
    """

    words: Floats
    cells: Floats
    starts: npt.NDArray[np.int64]
    probed: int

    @classmethod
    def exact(cls, words: Floats) -> Self:
        """All words in a single cell."""
        whole = words.mean(axis=0, keepdims=True)
        return cls(np.ascontiguousarray(words, np.float32), whole, np.array([0, len(words)]), 1)

    @classmethod
    def restored(cls, arrays: Arrays) -> Self:
        """The codebook that ``arrays`` gave."""
        return cls(
            np.ascontiguousarray(arrays["words"], np.float32),
            np.ascontiguousarray(arrays["cells"], np.float32),
            np.asarray(arrays["starts"], np.int64),
            int(arrays["probed"][0]),
        )

    def arrays(self) -> dict[str, npt.NDArray[Any]]:
        """What must be stored to have it again."""
        return {"words": self.words, "cells": self.cells, "starts": self.starts, "probed": np.array([self.probed])}

    def nearest(self, vectors: Floats, count: int = 1) -> tuple[Words, Floats]:
        """The nearest words of each vector, nearest first.

        Of the cells probed, at least two for each word wanted, those are searched that lie no more than half as
        far again (in squares) as the nearest one. Where they hold fewer than ``count`` words, all cells are searched.

        :param vectors: (R, D) float32.
        :param count: how many words, at most as many as there are.
        :returns: (R, count) int32 words, and float32 squared Euclidean distances.
        """
        vectors = np.ascontiguousarray(vectors, np.float32)
        words = np.empty((len(vectors), count), np.int32)
        distances = np.empty((len(vectors), count), np.float32)

        def block(start: int) -> None:
            rows = slice(start, start + _BLOCK)
            words[rows], distances[rows] = self._nearest(vectors[rows], count)

        starts = range(0, len(vectors), _BLOCK)
        with one_thread_each():
            if len(starts) == 1:
                block(0)
            elif starts:
                with ThreadPoolExecutor() as pool:
                    list(pool.map(block, starts))
        return words, distances

    def _nearest(self, vectors: Floats, count: int) -> tuple[Words, Floats]:
        probed = min(max(self.probed, 2 * count), len(self.cells))
        words, distances = nearest_words(vectors, *self._arguments, count, probed, _REACH)
        short = np.flatnonzero(words[:, -1] < 0)
        if len(short):
            everywhere = nearest_words(vectors[short], *self._arguments, count, len(self.cells), np.inf)
            words[short], distances[short] = everywhere
        return words, distances

    @cached_property
    def _arguments(self) -> tuple[Floats, Floats, Floats, Floats, npt.NDArray[np.int64]]:
        inside = np.split(self.words, self.starts[1:-1])
        columns = np.concatenate([words.T.ravel() for words in inside])
        return columns, halves(self.words), self.cells, halves(self.cells), self.starts


def halves(points: Floats) -> Floats:
    """Half the squared norm of each point."""
    return np.asarray(np.einsum("ij,ij->i", points, points) / 2, np.float32)
