"""Improved Fisher vectors (Perronnin, Sánchez & Mensink, ECCV 2010)."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Annotated, Self

import numpy as np
from annotated_types import Interval

from lookalike.encode.gmm import Mixture
from lookalike.encode.rows import enough, unit, unlearnt
from lookalike.registry import register
from lookalike.spec import Encoder
from lookalike.types import Arrays, Features, Floats


@register
@dataclass(frozen=True, kw_only=True)
class Fisher(Encoder):
    """How the means and variances of k Gaussians would have to change to explain a picture: (2 k D,) float32.

    :param k: how many Gaussians, 1 to 4096.

    Learns a mixture of Gaussians with diagonal covariance; for that, decorrelate before: ``pca(d=32, whiten=0.5)
    >> fisher()``. Gradients are averaged over the features and divided by the root of their Fisher
    information; then come signed square roots and L2. A picture without features gets zeros.

    Source: Perronnin, Sánchez & Mensink, Improving the Fisher kernel for large-scale image classification, ECCV 2010.

    Deviations: no spatial pyramid, and none of the gradients by the weights, as there.
    """

    name = "fisher"
    learns = True
    gives = "one"
    measure = "cosine"

    k: Annotated[int, Interval(ge=1, le=4096)] = 64
    _mixture: Mixture | None = field(default=None, init=False, repr=False, compare=False)

    @property
    def needs(self) -> int:
        return self.k

    def fit(self, sample: Features) -> Self:
        """Learn from (R, D) rows.

        :raises LookalikeError: there are fewer than k.
        """
        return self.restored(Mixture.learnt(enough(sample.floats, self.k, self.name), self.k).arrays())

    def encode(self, features: Features) -> Features:
        """One row a picture, (images, 2 k D) float32."""
        if self._mixture is None:
            raise unlearnt(self)
        rows, starts = features.floats, features.starts
        vectors = np.zeros((features.images, 2 * self._mixture.means.size), np.float32)
        for i in range(features.images):
            if starts[i] < starts[i + 1]:
                vectors[i] = _gradients(self._mixture, rows[starts[i] : starts[i + 1]])
        return Features.one_each(unit(np.sign(vectors) * np.sqrt(np.abs(vectors))))

    def learnt(self) -> Arrays:
        return {} if self._mixture is None else self._mixture.arrays()

    def restored(self, arrays: Arrays) -> Self:
        fitted = replace(self)
        object.__setattr__(fitted, "_mixture", Mixture.restored(arrays))
        return fitted


def _gradients(mixture: Mixture, rows: Floats) -> Floats:
    posteriors, _ = mixture.responsibilities(rows)
    counts = posteriors.sum(axis=0)[:, None]
    means, variances = mixture.means, mixture.variances
    first = posteriors.T @ rows
    second = posteriors.T @ (rows * rows)
    weights = len(rows) * np.sqrt(mixture.weights)[:, None]
    by_means = (first - means * counts) / (np.sqrt(variances) * weights)
    by_variances = (second - 2 * means * first + (means * means - variances) * counts) / (
        variances * weights * np.float32(np.sqrt(2))
    )
    return np.concatenate([by_means.ravel(), by_variances.ravel()])
