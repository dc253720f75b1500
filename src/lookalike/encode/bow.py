"""Bags of visual words (Sivic & Zisserman, ICCV 2003)."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Annotated, Literal

import numpy as np
from annotated_types import Interval

from lookalike.encode.rows import shared
from lookalike.encode.words import WordEncoder, assigned
from lookalike.registry import register
from lookalike.types import Features, Voting

_SPREAD = 0.012
"""Variance of the soft assignment to words, as a share of the squared norm: half that of Philbin et al. for SIFT."""


@register
@dataclass(frozen=True, kw_only=True)
class Bow(WordEncoder):
    """Counts of visual words, to be looked up in an inverted file.

    :param k: how many words, 1 to 1,000,000.
    :param tree: learn the words by hierarchical k-means, which is faster; if not, by approximate k-means.
    :param assign: how many of its nearest words each of a query's features stands for, 1 to 20.
    :param soft: let these words share the feature by exp(-d² / 2 s²) of their distances d (Philbin, Chum,
        Isard, Sivic & Zisserman, Lost in quantization, CVPR 2008), instead of each counting in full.
    :param rule: "tfidf", the cosine of counts weighed by how rare words are; or "bm25".
    :param burst: under "tfidf", take square roots of counts.

    Learns the words. What comes out are words, (R,) int32, and vectors without columns; frames are kept.

    Source: Sivic & Zisserman, Video Google: a text retrieval approach to object matching in videos, ICCV 2003.

    Deviations: only a query's features stand for several words, so that the index stays small; the tree of Nistér &
    Stewénius (Scalable recognition with a vocabulary tree, CVPR 2006) has two wide levels, of which several
    branches are followed and only the leaves are scored.
    """

    name = "bow"

    k: Annotated[int, Interval(ge=1, le=1_000_000)] = 65536
    assign: Annotated[int, Interval(ge=1, le=20)] = 4
    soft: bool = True
    rule: Literal["tfidf", "bm25"] = "tfidf"
    burst: bool = True

    @property
    def voting(self) -> Voting:
        return Voting(self.rule, self.k, burst=self.burst and self.rule == "tfidf")

    def quantized(self, features: Features, count: int) -> Features:
        vectors = features.floats
        words, distances = self.book.nearest(vectors, count)
        quantized = assigned(features, words, np.empty((words.size, 0), np.uint8))
        if count == 1 or not self.soft:
            return quantized
        variance = np.float32(_SPREAD) * np.einsum("ij,ij->i", vectors, vectors)[:, None]
        weights = shared(distances, variance).ravel()
        return replace(quantized, weights=weights if quantized.weights is None else weights * quantized.weights)
