"""Vectors of locally aggregated descriptors (Jégou, Douze, Schmid & Pérez, CVPR 2010)."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Annotated, Literal, Self

import numpy as np
import numpy.typing as npt
from annotated_types import Interval

from lookalike.encode.codebook import Codebook
from lookalike.encode.kmeans import kmeans
from lookalike.encode.rows import drawn, enough, shared, unit, unlearnt
from lookalike.registry import register
from lookalike.spec import Encoder
from lookalike.types import Arrays, Features, Floats

_SPREAD = 0.08
"""Variance of the soft assignment, as a share of the mean squared distance of features from their words."""


@register
@dataclass(frozen=True, kw_only=True)
class Vlad(Encoder):
    """Sums, for each of k words, how the features near it differ from it: (k D,) float32 of norm 1.

    :param k: how many words, 1 to 4096.
    :param assign: to how many of its nearest words each feature goes, 1 to 20; they share it by a Gaussian
        of their distances, as in Philbin, Chum, Isard, Sivic & Zisserman, Lost in quantization, CVPR 2008.
    :param residuals: bring the differences to norm 1 before they are summed (Delhumeau, Gosselin,
        Jégou & Pérez, Revisiting the VLAD image representation, ACM Multimedia 2013).
    :param norm: "power" takes signed square roots of the sums; "intra" brings that of every word to norm 1
        instead (Arandjelović & Zisserman, All about VLAD, CVPR 2013); "none" does neither.

    Learns the words by k-means, best of decorrelated features: ``pca(d=64, whiten=0.5) >> vlad() >> pca(d=512)``.
    A picture without features gets zeros.

    Source: Jégou, Douze, Schmid & Pérez, Aggregating local descriptors into a compact image
    representation, CVPR 2010.

    Deviations: soft assignment, without which much more is lost when the vectors are shortened to a few hundred
    numbers; with ``assign=1`` none.
    """

    name = "vlad"
    learns = True
    gives = "one"
    measure = "cosine"

    k: Annotated[int, Interval(ge=1, le=4096)] = 64
    assign: Annotated[int, Interval(ge=1, le=20)] = 4
    residuals: bool = True
    norm: Literal["power", "intra", "none"] = "power"
    _book: Codebook | None = field(default=None, init=False, repr=False, compare=False)
    _variance: float = field(default=0.0, init=False, repr=False, compare=False)

    @property
    def needs(self) -> int:
        return self.k

    def fit(self, sample: Features) -> Self:
        """Learn from (R, D) rows.

        :raises LookalikeError: there are fewer than k.
        """
        rows = enough(sample.floats, self.k, self.name)
        book = kmeans(rows, self.k)
        distance = book.nearest(drawn(rows, 100 * self.k))[1].mean(dtype=np.float64)
        return self.restored({**book.arrays(), "variance": np.array([_SPREAD * distance])})

    def encode(self, features: Features) -> Features:
        """One row a picture, (images, k D) float32."""
        if self._book is None:
            raise unlearnt(self)
        rows = features.floats
        words, distances = self._book.nearest(rows, min(self.assign, self.k))
        shares = shared(distances, np.float32(self._variance))
        if self.residuals:
            shares = np.asarray(shares / np.sqrt(np.maximum(distances, np.float32(1e-12))), np.float32)
        sums = self._summed(rows, features.ordinals[:, None] * self.k + words, shares, features.images)
        return Features.one_each(unit(self._normalized(sums).reshape(features.images, -1)))

    def _summed(self, rows: Floats, groups: npt.NDArray[np.int64], shares: Floats, images: int) -> Floats:
        """The shares of differences of each picture's rows from each word, (images k, D), by groups (R, assign)."""
        from scipy.sparse import csr_matrix

        assert self._book is not None
        count = images * self.k
        places = np.repeat(np.arange(len(rows)), groups.shape[1])
        members = csr_matrix((shares.ravel(), (groups.ravel(), places)), shape=(count, len(rows)), dtype=np.float32)
        totals = np.bincount(groups.ravel(), shares.ravel(), count).astype(np.float32).reshape(images, self.k, 1)
        taken: Floats = (totals * self._book.words).reshape(count, -1)
        return np.asarray(members @ rows - taken, np.float32)

    def _normalized(self, sums: Floats) -> Floats:
        if self.norm == "intra":
            return unit(sums)
        return np.sign(sums) * np.sqrt(np.abs(sums)) if self.norm == "power" else sums

    def learnt(self) -> Arrays:
        return {} if self._book is None else {**self._book.arrays(), "variance": np.array([self._variance])}

    def restored(self, arrays: Arrays) -> Self:
        fitted = replace(self)
        object.__setattr__(fitted, "_book", Codebook.restored(arrays))
        object.__setattr__(fitted, "_variance", float(arrays["variance"][0]))
        return fitted
