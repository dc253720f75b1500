"""Vectors of locally aggregated descriptors (Jégou, Douze, Schmid & Pérez, CVPR 2010)."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Annotated, Literal, Self

import numpy as np
from annotated_types import Interval

from lookalike.encode.codebook import Codebook
from lookalike.encode.kmeans import kmeans, summed
from lookalike.encode.rows import enough, unit, unlearnt
from lookalike.spec import Encoder, register
from lookalike.types import Arrays, Features, Floats


@register
@dataclass(frozen=True, kw_only=True)
class Vlad(Encoder):
    """Sums, for each of k words, how the features nearest to it differ from it: (k D,) float32 of norm 1.

    :param k: how many words, 1 to 4096.
    :param residuals: the differences are brought to norm 1 before they are summed (Delhumeau, Gosselin,
        Jégou & Pérez, Revisiting the VLAD image representation, ACM Multimedia 2013).
    :param norm: "intra" brings the sum of every word to norm 1 (Arandjelović & Zisserman, All about VLAD,
        CVPR 2013); "power" takes signed square roots instead; "none" does neither.

    Learns the words by k-means. A picture without features gets zeros.

    Source: Jégou, Douze, Schmid & Pérez, Aggregating local descriptors into a compact image
    representation, CVPR 2010.

    Deviations: none.
    """

    name = "vlad"
    learns = True
    gives = "one"
    measure = "cosine"

    k: Annotated[int, Interval(ge=1, le=4096)] = 128
    residuals: bool = False
    norm: Literal["intra", "power", "none"] = "intra"
    _book: Codebook | None = field(default=None, init=False, repr=False, compare=False)

    @property
    def needs(self) -> int:
        return self.k

    def fit(self, sample: Features) -> Self:
        """Learn from (R, D) rows.

        :raises LookalikeError: there are fewer than k.
        """
        return self.restored(kmeans(enough(sample.floats, self.k, self.name), self.k).arrays())

    def encode(self, features: Features) -> Features:
        """One row a picture, (images, k D) float32."""
        if self._book is None:
            raise unlearnt(self)
        rows = features.floats
        words = self._book.nearest(rows)[0][:, 0]
        rows = rows - self._book.words[words]
        sums, _ = summed(
            unit(rows) if self.residuals else rows, features.ordinals * self.k + words, features.images * self.k
        )
        return Features.one_each(unit(self._normalized(sums).reshape(features.images, -1)))

    def _normalized(self, sums: Floats) -> Floats:
        if self.norm == "intra":
            return unit(sums)
        return np.sign(sums) * np.sqrt(np.abs(sums)) if self.norm == "power" else sums

    def learnt(self) -> Arrays:
        return {} if self._book is None else self._book.arrays()

    def restored(self, arrays: Arrays) -> Self:
        fitted = replace(self)
        object.__setattr__(fitted, "_book", Codebook.restored(arrays))
        return fitted
