"""Texts in memory: which terms they have, and how well they answer them.

Source: Robertson & Zaragoza, The probabilistic relevance framework: BM25 and beyond, Foundations and Trends in
Information Retrieval 3(4), 2009.

Deviations: the score is a share of what a text of usual length with every term in it once has, so that it tells how
much of a query is answered; a phrase is a term whose tokens follow each other.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Self, TypeAlias

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from lookalike.tokens import BREAK
from lookalike.types import Floats

Term: TypeAlias = tuple[str, ...]
"""A token; or several in this order, which are a phrase."""

_SATURATION, _LENGTH = 1.2, 0.75
"""The usual k1 and b of BM25."""


@dataclass(frozen=True)
class Usage:
    """How terms are used in a collection.

    :param images: how many there are, and ``having`` in how many of them each term is.
    :param length: tokens of a text, on average.
    """

    images: int
    having: Mapping[Term, int]
    length: float

    @property
    def weights(self) -> dict[Term, float]:
        """How much each term counts, all together 1: the rarer the more."""
        rarity = {term: np.log1p((self.images - n + 0.5) / (n + 0.5)) for term, n in self.having.items()}
        whole = sum(rarity.values())
        return {term: float(each / whole) for term, each in rarity.items()}

    @property
    def moments(self) -> tuple[float, float]:
        """About what the scores' mean and standard deviation are in the collection, as if terms came independently."""
        odds = [(weight, self.having[term] / max(self.images, 1)) for term, weight in self.weights.items()]
        variance = sum(weight**2 * chance * (1 - chance) for weight, chance in odds)
        return sum(weight * chance for weight, chance in odds), float(np.sqrt(variance))


@dataclass(frozen=True, eq=False)
class Sheet:
    """N texts.

    :param codes: (T,) int32, the tokens of all texts, one after the other, as places in ``vocabulary``.
    :param starts: (N + 1,), where each text begins in ``codes``.
    """

    codes: npt.NDArray[np.int32]
    starts: npt.NDArray[np.int64]
    vocabulary: Any

    @classmethod
    def of(cls, texts: Any) -> Self:
        """From an Arrow array of texts, whose tokens have spaces between them."""
        joined = texts.combine_chunks() if isinstance(texts, pa.ChunkedArray) else texts
        split = pc.split_pattern(joined.fill_null("").cast(pa.large_string()), " ")
        encoded = split.flatten().dictionary_encode()
        starts = np.concatenate([[0], np.cumsum(pc.list_value_length(split).to_numpy(zero_copy_only=False))])
        return cls(encoded.indices.to_numpy(), starts.astype(np.int64), encoded.dictionary)

    def __len__(self) -> int:
        return len(self.starts) - 1

    @cached_property
    def lengths(self) -> npt.NDArray[np.int64]:
        """(N,) the tokens of each text."""
        no_tokens = self._places((BREAK, ""))
        counted = np.concatenate([[0], np.cumsum(~np.isin(self.codes, no_tokens))])
        return np.asarray(np.diff(counted[self.starts]), np.int64)

    def counts(self, term: Term) -> npt.NDArray[np.int64]:
        """(N,) how often a term is in each text."""
        places = self._places(term)
        last = len(self.codes) - len(term) + 1
        if min(places) < 0 or last <= 0:
            return np.zeros(len(self), np.int64)
        found = np.flatnonzero(self.codes[:last] == places[0])
        for step, place in enumerate(places[1:], 1):
            found = found[self.codes[found + step] == place]
        first, end = (np.searchsorted(self.starts, found + step, side="right") - 1 for step in (0, len(term) - 1))
        return np.bincount(first[first == end], minlength=len(self))

    def scores(self, usage: Usage) -> Floats:
        """(N,) float32: how much of the terms of ``usage`` each text answers: 0 for nothing, 1 for all of it."""
        stretch = _SATURATION * (1 - _LENGTH + _LENGTH * self.lengths / max(usage.length, 1))
        scores = np.zeros(len(self))
        for term, weight in usage.weights.items():
            counts = self.counts(term)
            scores += weight * counts * (_SATURATION + 1) / (counts + stretch)
        return scores.astype(np.float32)

    def _places(self, tokens: Sequence[str]) -> list[int]:
        """Of tokens in the vocabulary; -1 for one that is in no text."""
        found = pc.index_in(pa.array(tokens, self.vocabulary.type), value_set=self.vocabulary)
        return [int(place) for place in found.fill_null(-1).to_pylist()]
