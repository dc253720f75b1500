"""Photographs and drawings made comparable."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Annotated, Self

import numpy as np
from annotated_types import Interval

from lookalike.registry import register
from lookalike.spec import Encoder
from lookalike.types import Arrays, Features, Floats, LookalikeError


@register
@dataclass(frozen=True, kw_only=True)
class Domains(Encoder):
    """Compare drawings with photographs, each less the mean of its kind, and with their edges.

    :param edges: the weight of the similarity to the edges, 0 to 100; that to the photograph has 1.

    Takes vectors of drawn(), and learns the mean of the photographs and that of their edges, which
    stands for the mean of drawings. Vectors stay as long as they are.

    Source: Sun, Feng & Saenko, Return of frustratingly easy domain adaptation, AAAI 2016.

    Deviations: means are aligned, and covariances are not.
    """

    name = "domains"
    learns = True
    measure = "cosine"

    edges: Annotated[float, Interval(ge=0, le=100)] = 0.5
    _means: Floats | None = field(default=None, init=False, repr=False, compare=False)

    @property
    def needs(self) -> int:
        return 2

    def fit(self, sample: Features) -> Self:
        """Learn from (R, D) float32 rows, the first half of photographs and the second of their edges.

        :raises LookalikeError: there is but one row.
        """
        rows = sample.floats
        if len(rows) < self.needs:
            raise LookalikeError(f"domains learns from {self.needs} pictures or more, and got {len(rows)}: name more.")
        halves = rows[:, : rows.shape[1] // 2 * 2].reshape(len(rows), 2, -1)
        return self.restored({"means": halves.mean(axis=0, dtype=np.float64)})

    def encode(self, features: Features) -> Features:
        return self._encoded(features, 0)

    def encode_query(self, features: Features) -> Features:
        return self._encoded(features, 1)

    def _encoded(self, features: Features, kind: int) -> Features:
        if self._means is None:
            raise LookalikeError(f"{self} has learnt nothing yet: call fit first.")
        width = self._means.shape[1]
        near = _unit(features.floats[:, :width] - self._means[kind])
        lines = _unit(features.floats[:, width:]) * np.float32(np.sqrt(self.edges))
        return features.with_vectors(np.concatenate([near, lines], axis=1))

    def learnt(self) -> Arrays:
        return {} if self._means is None else {"means": self._means}

    def restored(self, arrays: Arrays) -> Self:
        fitted = replace(self)
        object.__setattr__(fitted, "_means", np.asarray(arrays["means"], np.float32))
        return fitted


def _unit(rows: Floats) -> Floats:
    return np.asarray(rows / np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), 1e-9), np.float32)
