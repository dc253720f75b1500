"""Where a representation's vectors live: its parts side by side in one row.

Part i, embedded as a unit vector e_i under its measure, is stored as
sqrt(w_i) e_i with the weights w summing to 1, one part after the other. The inner
product of two rows is then the weighted sum of the parts' similarities, exactly
where all measures are inner products, and an approximation to search by where one
is not; the true similarity is computed from the same rows.

Parts that compare by visual words take no room in the rows: their similarities come
from inverted files, as votes.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np

from lookalike.index.measures import Measure
from lookalike.types import Floats

Votes: TypeAlias = Sequence[Floats]


@dataclass(frozen=True)
class Space:
    """The layout of a row.

    :param measures: each part's measure; None for a part that votes by visual words.
    :param weights: positive, of any sum.
    :param dimensions: the length of each part's embedded vectors, 0 for one that votes.
    """

    measures: tuple[Measure | None, ...]
    weights: tuple[float, ...]
    dimensions: tuple[int, ...]

    @property
    def dimension(self) -> int:
        return sum(self.dimensions)

    @property
    def shares(self) -> Floats:
        """(parts,) float32: the weights, summing to 1."""
        return np.asarray(np.divide(self.weights, sum(self.weights)), np.float32)

    @property
    def voting(self) -> tuple[int, ...]:
        """The places of the parts that vote by visual words."""
        return tuple(i for i, measure in enumerate(self.measures) if measure is None)

    @property
    def _compared(self) -> tuple[Measure, ...]:
        return tuple(measure for measure in self.measures if measure is not None)

    @property
    def exact(self) -> bool:
        """The inner product of rows, with the votes, is the similarity itself."""
        return all(measure.exact for measure in self._compared)

    @property
    def shortlist(self) -> int | None:
        """How many rows can be scored where some part's similarity takes too long for every row."""
        return min((m.shortlist for m in self._compared if m.shortlist is not None), default=None)

    @property
    def costs(self) -> Floats:
        """(parts,) float32: the shares of the costly parts among themselves, 0 for the others."""
        costly = [measure is not None and measure.shortlist is not None for measure in self.measures]
        costs = np.where(costly, self.shares, np.float32(0))
        return np.asarray(costs / costs.sum(), np.float32)

    def _parts(self) -> Iterator[tuple[Measure | None, np.float32, slice]]:
        start = 0
        for measure, share, length in zip(self.measures, self.shares, self.dimensions, strict=True):
            yield measure, share, slice(start, start + length)
            start += length

    def rows(self, vectors: Sequence[Floats]) -> Floats:
        """What each part says of the same R images, (R, D_i) each, as (R, sum of dimensions) float32 rows."""
        embedded = [
            part if measure is None else measure.embed(part) * np.sqrt(share)
            for (measure, share, _), part in zip(self._parts(), vectors, strict=True)
        ]
        return np.concatenate(embedded, axis=1)

    @property
    def finds_parts(self) -> bool:
        """Some measure looks for a part of a picture in a way of its own."""
        return any(measure.part is not None for measure in self._compared)

    def contributions(self, queries: Floats, rows: Floats, votes: Votes = (), rough: bool = False) -> Floats:
        """What each part adds to the similarities of query rows (Q, E) to rows (N, E).

        :param votes: (Q, N) float32 for each of the parts that vote, the similarities by it.
        :param rough: parts that are costly are estimated by inner products.
        :return: (parts, Q, N) float32, whose sum over the parts is the similarity, at most 1.
        """
        added = np.empty((len(self.measures), len(queries), len(rows)), np.float32)
        ballots = iter(votes)
        for (measure, share, place), out in zip(self._parts(), added, strict=True):
            if measure is None:
                np.multiply(next(ballots), share, out=out)
            else:
                out[:] = _added(measure, share, queries[:, place], rows[:, place], rough)
        return added

    def found(self, query: Floats, rows: Floats, votes: Votes = (), rough: bool = False) -> tuple[Floats, Floats]:
        """The same for one query (E,) by a part of a picture, and where that part lies.

        :param votes: (N,) float32 for each of the parts that vote.
        :return: (parts, N) float32, and (N, 4) boxes by the heaviest measure that finds them.
        """
        added = self.contributions(query[None], rows, [ballot[None] for ballot in votes], rough)[:, 0]
        boxes, heaviest = np.tile(np.array([0.5, 0.5, 1, 1], np.float32), (len(rows), 1)), 0.0
        for (measure, share, place), out in zip(self._parts(), added, strict=True):
            if measure is None or measure.part is None:
                continue
            scale = np.sqrt(share)
            scores, where = measure.part(query[place] / scale, rows[:, place] / scale)
            out[:] = scores * share
            if share > heaviest:
                boxes, heaviest = where, float(share)
        return added, boxes

    def similarities(self, queries: Floats, rows: Floats, votes: Votes = (), rough: bool = False) -> Floats:
        """The sum of the contributions: (Q, N) float32, at most 1."""
        if not self.exact:
            found = self.contributions(queries, rows, votes, rough).sum(axis=0)
        else:
            found = queries @ rows.T
            for part, ballot in zip(self.voting, votes, strict=True):
                found += self.shares[part] * ballot
        return np.asarray(np.minimum(found, 1), dtype=np.float32)


def _added(measure: Measure, share: np.float32, queries: Floats, rows: Floats, rough: bool) -> Floats:
    """Share x similarity of one part's stored queries (Q, E) and rows (N, E): (Q, N) float32."""
    if measure.exact or (rough and measure.shortlist is not None):
        return np.asarray(queries @ rows.T, np.float32)
    scale = np.sqrt(share)
    return measure.similarities(queries / scale, rows / scale) * share
