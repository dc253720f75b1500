"""Aggregated selective match kernels (Tolias, Avrithis & Jégou, ICCV 2013)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

import numpy as np
from annotated_types import Interval

from lookalike.encode.kmeans import summed
from lookalike.encode.words import WordEncoder, rotation, whole_bytes
from lookalike.registry import register
from lookalike.types import Features, Voting


@register
@dataclass(frozen=True, kw_only=True)
class Asmk(WordEncoder):
    """One binary signature for each visual word of a picture: the signs of the sum of its features' residuals.

    :param k: how many words, 1 to 1,000,000.
    :param tree: learn the words by hierarchical k-means, which is faster; if not, by approximate k-means.
    :param assign: how many of its nearest words each of a query's features stands for, 1 to 20.
    :param bits: the length of signatures, 8 to 1024, a multiple of 8; best is the length of the descriptors.
    :param alpha: the power that similarities of signatures are put to, 0.1 to 20.
    :param threshold: the similarity that a vote must exceed, -1 to 1.

    Learns the words. What comes out are words, (R,) int32, ascending in a picture, and signatures, (R, bits / 8) uint8,
    of random directions of the residuals. As rows no longer stand for one feature, they have no frames.

    Source: Tolias, Avrithis & Jégou, To aggregate or not to aggregate: selective match kernels for image
    search, ICCV 2013, the binary variant ASMK*.

    Deviations: signs are taken after a random rotation, which lets signatures have any length.
    """

    name = "asmk"

    assign: Annotated[int, Interval(ge=1, le=20)] = 5
    bits: Annotated[int, Interval(ge=8, le=1024)] = 128
    alpha: Annotated[float, Interval(ge=0.1, le=20)] = 3.0
    threshold: Annotated[float, Interval(ge=-1, le=1)] = 0.0

    def __post_init__(self) -> None:
        super().__post_init__()
        whole_bytes(self.name, self.bits)

    @property
    def voting(self) -> Voting:
        return Voting("asmk", self.k, self.bits, self.threshold, self.alpha)

    def quantized(self, features: Features, count: int) -> Features:
        vectors = features.floats
        words = self.book.nearest(vectors, count)[0].ravel()
        rows = np.repeat(np.arange(len(vectors)), count)
        residuals = vectors[rows] - self.book.words[words]
        keys, groups = np.unique(features.ordinals[rows] * self.k + words, return_inverse=True)
        sums, _ = summed(residuals, groups, len(keys))
        signatures = np.packbits(sums @ rotation(self.bits, vectors.shape[1]).T > 0, axis=1)
        return Features(signatures, keys // self.k, features.images, words=(keys % self.k).astype(np.int32))
