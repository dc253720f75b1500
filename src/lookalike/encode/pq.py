"""Product quantisation (Jégou, Douze & Schmid, PAMI 2011)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Self

from lookalike.encode.product import ProductEncoder, sampled, words_of
from lookalike.registry import register
from lookalike.types import Features


@register
@dataclass(frozen=True, kw_only=True)
class Pq(ProductEncoder):
    """Codes of a few bytes: a vector is cut into parts, and each stands as one byte for the nearest of its words.

    :param m: how many parts, and bytes, 1 to 1024.

    Learns up to 256 words a part, by k-means. Vectors are L2-normalised first. What comes out are codes, (R, m) uint8;
    a query is not quantised, and compares with what they stand for by the cosine.

    Source: Jégou, Douze & Schmid, Product quantization for nearest neighbor search, PAMI 2011, the asymmetric distance.

    Deviations: vectors compare by the cosine, and not by their distance; of more than 65,536 rows so many are drawn.
    """

    name = "pq"

    def fit(self, sample: Features) -> Self:
        """Learn from (R, D) float32 rows."""
        return self.restored({"words": words_of(sampled(sample, self.m), self.m)})
