"""Principal components, whitened or not (Jégou & Chum, ECCV 2012)."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Annotated, Any, Self

import numpy as np
import numpy.typing as npt
from annotated_types import Interval

from lookalike.encode.rows import drawn
from lookalike.registry import register
from lookalike.spec import Encoder
from lookalike.types import Arrays, Features, Floats, LookalikeError

_MOST = 1_000_000
_WIDE = 4096
_BLOCK = 8192


@register
@dataclass(frozen=True, kw_only=True)
class Pca(Encoder):
    """L2-normalise, centre and project on the directions of largest variance.

    :param d: how many directions, 1 to 4096; there are fewer where the sample has not as
        many rows or columns. What comes out is (R, d) float32.
    :param whiten: the power of its standard deviation that each direction is divided by:
        0 for none, 1 for all directions to count alike, 0.5 for halfway.

    Learns the mean and the directions. Each direction's largest component is made
    positive, so that the same sample gives the same vectors. Compare with the cosine,
    which removes the last L2 norm.

    Source: Jégou & Chum, Negative evidences and co-occurrences in image retrieval: the benefit of PCA
    and whitening, ECCV 2012.

    Deviations: of more than a million rows a million are drawn, or 4,096 of rows that are longer than that;
    whitening may go part of the way, which keeps what varies most ahead of what may be noise.
    """

    name = "pca"
    version = 2
    learns = True
    measure = "cosine"

    d: Annotated[int, Interval(ge=1, le=4096)] = 256
    whiten: Annotated[float, Interval(ge=0, le=1)] = 0.0
    _mean: Floats | None = field(default=None, init=False, repr=False, compare=False)
    _directions: Floats | None = field(default=None, init=False, repr=False, compare=False)

    @property
    def needs(self) -> int:
        return 2

    def fit(self, sample: Features) -> Self:
        """Learn from (R, D) float32 rows.

        :raises LookalikeError: there is but one row.
        """
        rows = _normalised(drawn(sample.floats, _MOST if sample.vectors.shape[1] < _WIDE else _WIDE))
        if len(rows) < self.needs:
            raise LookalikeError(f"pca learns from {self.needs} pictures or more, and got {len(rows)}: name more.")
        mean = rows.mean(axis=0, dtype=np.float64)
        variances, directions = _eigen(rows - mean.astype(np.float32), min(self.d, len(rows) - 1, rows.shape[1]))
        return self.restored(
            {"mean": mean, "directions": directions / np.maximum(variances, 1e-10) ** (self.whiten / 2)}
        )

    def encode(self, features: Features) -> Features:
        """Project (R, D) rows on the directions: (R, d) float32."""
        if self._mean is None or self._directions is None:
            raise LookalikeError(f"{self} has learnt nothing yet: call fit first.")
        return features.with_vectors(
            np.asarray((_normalised(features.floats) - self._mean) @ self._directions, np.float32)
        )

    def learnt(self) -> Arrays:
        return (
            {}
            if self._mean is None or self._directions is None
            else {"mean": self._mean, "directions": self._directions}
        )

    def restored(self, arrays: Arrays) -> Self:
        fitted = replace(self)
        for name in ("mean", "directions"):
            object.__setattr__(fitted, f"_{name}", np.asarray(arrays[name], dtype=np.float32))
        return fitted


def _normalised(vectors: Floats) -> Floats:
    norms = np.linalg.norm(vectors, axis=1, keepdims=True)
    return np.asarray(vectors / np.maximum(norms, np.float32(1e-12)), dtype=np.float32)


def _eigen(rows: Floats, d: int) -> tuple[npt.NDArray[Any], npt.NDArray[Any]]:
    """The d largest variances, and their directions as columns (D, d), of centred rows."""
    wide = len(rows) < rows.shape[1]
    variances, directions = np.linalg.eigh(_products(rows if wide else rows.T) / (len(rows) - 1))
    variances, directions = variances[::-1][:d], directions[:, ::-1][:, :d]
    if wide:
        # What combines the rows into a direction is found by their products with each other, which are fewer.
        directions = rows.T.astype(np.float64) @ directions
        directions /= np.maximum(np.linalg.norm(directions, axis=0), 1e-12)
    largest = np.abs(directions).argmax(axis=0)
    return variances, directions * np.sign(directions[largest, np.arange(directions.shape[1])])


def _products(rows: npt.NDArray[Any]) -> npt.NDArray[Any]:
    """The products of rows with each other, (R, R), in float64 a block of columns at a time."""
    products = np.zeros((len(rows), len(rows)))
    for start in range(0, rows.shape[1], _BLOCK):
        block = rows[:, start : start + _BLOCK].astype(np.float64)
        products += block @ block.T
    return products
