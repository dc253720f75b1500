"""Locality-sensitive hashing for the cosine (Charikar, STOC 2002)."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import numpy as np

from lookalike.encode.binary import BinaryEncoder
from lookalike.registry import register
from lookalike.types import Features, Floats


@register
@dataclass(frozen=True, kw_only=True)
class Lsh(BinaryEncoder):
    """Packed bits that say on which side of random planes through the origin a vector lies.

    :param bits: the length of codes, 8 to 8192, a multiple of 8.

    Learns nothing. What comes out are codes, (R, bits / 8) uint8, that compare by the Hamming distance h, as
    1 - 2 h / bits, from -1 to 1: 1 - 2 / pi times the angle between the vectors, in expectation. Vectors without
    negative numbers lie close together and are better told apart when centred: ``pca() >> lsh()``.

    Source: Charikar, Similarity estimation techniques from rounding algorithms, STOC 2002.

    Deviations: planes are at right angles to each other as far as there is room, which estimates angles more
    exactly (Ji et al., Super-bit locality-sensitive hashing, NIPS 2012).
    """

    name = "lsh"

    def projected(self, features: Features) -> Floats:
        vectors = features.floats
        return np.asarray(vectors @ _directions(vectors.shape[1], self.bits), np.float32)


@cache
def _directions(dimension: int, bits: int) -> Floats:
    """(D, bits) float32."""
    generator = np.random.default_rng(0)
    block = min(dimension, bits)
    turns = [np.linalg.qr(generator.standard_normal((dimension, block)))[0] for _ in range(-(-bits // block))]
    return np.ascontiguousarray(np.concatenate(turns, axis=1)[:, :bits], np.float32)
