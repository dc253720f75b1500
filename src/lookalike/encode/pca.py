"""Principal components, whitened or not (Jégou & Chum, ECCV 2012)."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Annotated, Any, Self

import numpy as np
import numpy.typing as npt
from annotated_types import Interval

from lookalike.spec import Encoder, register
from lookalike.types import Arrays, Features, Floats, LookalikeError


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

    Deviations: whitening may go part of the way, which keeps what varies most ahead of what may be noise.
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
        rows = _normalised(sample.floats).astype(np.float64)
        if len(rows) < self.needs:
            raise LookalikeError(f"pca learns from {self.needs} pictures or more, and got {len(rows)}: name more.")
        mean = rows.mean(axis=0)
        variances, directions = _eigen(rows - mean, min(self.d, len(rows) - 1, rows.shape[1]))
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


def _eigen(rows: npt.NDArray[np.float64], d: int) -> tuple[npt.NDArray[Any], npt.NDArray[Any]]:
    """The d largest variances, and their directions as columns (D, d)."""
    variances, directions = np.linalg.eigh(rows.T @ rows / (len(rows) - 1))
    variances, directions = variances[::-1][:d], directions[:, ::-1][:, :d]
    largest = np.abs(directions).argmax(axis=0)
    return variances, directions * np.sign(directions[largest, np.arange(d)])
