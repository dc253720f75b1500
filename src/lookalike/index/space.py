"""Where a representation's vectors live: its parts side by side in one row.

Part i, embedded as a unit vector e_i under its measure, is stored as
sqrt(w_i) e_i with the weights w summing to 1, one part after the other. The inner
product of two rows is then the weighted sum of the parts' similarities, exactly
where all measures are inner products, and an approximation to search by where one
is not; the true similarity is computed from the same rows.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from lookalike.index.measures import MEASURES, Measure
from lookalike.types import Floats


@dataclass(frozen=True)
class Space:
    """The layout of a row.

    :param measures: the name of each part's measure.
    :param weights: positive, of any sum.
    :param dimensions: the length of each part.
    """

    measures: tuple[str, ...]
    weights: tuple[float, ...]
    dimensions: tuple[int, ...]

    @property
    def dimension(self) -> int:
        return sum(self.dimensions)

    @property
    def exact(self) -> bool:
        """The inner product of rows is the similarity itself."""
        return all(MEASURES[name].exact for name in self.measures)

    def _parts(self) -> Iterator[tuple[Measure, float, slice]]:
        start, total = 0, sum(self.weights)
        for name, weight, length in zip(self.measures, self.weights, self.dimensions, strict=True):
            yield MEASURES[name], weight / total, slice(start, start + length)
            start += length

    def rows(self, vectors: Sequence[Floats]) -> Floats:
        """What each part says of the same R images, (R, D_i) each, as (R, sum of D_i) float32 rows."""
        embedded = [
            measure.embed(part) * np.float32(np.sqrt(weight))
            for (measure, weight, _), part in zip(self._parts(), vectors, strict=True)
        ]
        return np.concatenate(embedded, axis=1)

    def similarities(self, queries: Floats, rows: Floats) -> Floats:
        """Similarities of query rows (Q, D) to rows (N, D): (Q, N) float32, at most 1."""
        found = queries @ rows.T if self.exact else self.contributions(queries, rows).sum(axis=0)
        return np.asarray(np.minimum(found, 1), dtype=np.float32)

    def contributions(self, queries: Floats, rows: Floats) -> Floats:
        """What each part adds to the similarities: (parts, Q, N) float32."""
        added = []
        for measure, weight, place in self._parts():
            scale = np.float32(np.sqrt(weight))
            similarities = measure.similarities(queries[:, place] / scale, rows[:, place] / scale)
            added.append(similarities * np.float32(weight))
        return np.stack(added)
