"""Where a representation's vectors live: its parts side by side in one row.

Part i, embedded as a unit vector e_i under its measure, is stored as
sqrt(w_i) e_i with the weights w summing to 1, one part after the other. The inner
product of two rows is then the weighted sum of the parts' similarities, exactly
where all measures are inner products, and an approximation to search by where one
is not; the true similarity is computed from the same rows.

Parts that compare by visual words take no room in the rows: their similarities come
from inverted files, as votes.

Of a part that gives codes, the store keeps these, beside the numbers of the other parts;
what they stand for takes its place in the row when they are scored.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple, TypeAlias

import numpy as np
import numpy.typing as npt

from lookalike.codes import Codewords
from lookalike.index.measures import Measure
from lookalike.types import Bytes, Floats

_LITTLE = 0.05
"""The share of parts that vote up to which neighbours are found without them."""

Votes: TypeAlias = Sequence[Floats]


class Coded(NamedTuple):
    """A part that gives codes, by its place: where its codes lie in what is stored, and what they stand for in rows.

    :param columns: of rows, where what the codes stand for lies, embedded and multiplied by ``scale``.
    """

    place: int
    codewords: Codewords
    bytes: slice
    columns: slice
    scale: np.float32


@dataclass(frozen=True)
class Space:
    """The layout of a row.

    :param measures: each part's measure; None for a part that votes by visual words.
    :param weights: positive, of any sum.
    :param dimensions: the length of each part's embedded vectors, 0 for one that votes.
    :param codewords: what the codes stand for, by the places of the parts that give codes.
    """

    measures: tuple[Measure | None, ...]
    weights: tuple[float, ...]
    dimensions: tuple[int, ...]
    codewords: Mapping[int, Codewords] = field(default_factory=dict)

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

    @property
    def columns(self) -> tuple[slice, ...]:
        """Where in a row each part lies."""
        return tuple(columns for _, _, columns in self._parts())

    def _parts(self) -> Iterator[tuple[Measure | None, np.float32, slice]]:
        start = 0
        for measure, share, length in zip(self.measures, self.shares, self.dimensions, strict=True):
            yield measure, share, slice(start, start + length)
            start += length

    def rows(self, vectors: Sequence[Floats | Bytes]) -> Floats:
        """What each part says of the same R images as (R, sum of dimensions) float32 rows.

        :param vectors: (R, D_i) float32 for each part, or (R, B_i) uint8 of codes; (R, 0) of one that says
            nothing makes zeros, which as a query add nothing to any score.
        """
        return np.concatenate([self._embedded(place, part) for place, part in enumerate(vectors)], axis=1)

    def _embedded(self, place: int, part: Floats | Bytes) -> Floats:
        if not part.shape[1]:
            return np.zeros((len(part), self.dimensions[place]), np.float32)
        measure = self.measures[place]
        vectors = self.codewords[place].decoded(part) if place in self.codewords else np.asarray(part, np.float32)
        return vectors if measure is None else measure.embed(vectors) * np.sqrt(self.shares[place])

    @property
    def stored_numbers(self) -> int:
        """How many numbers of a row the store keeps as such: those of parts that give no codes."""
        return sum(length for place, length in enumerate(self.dimensions) if place not in self.codewords)

    @property
    def stored_bytes(self) -> tuple[int, ...]:
        """(parts,): how many bytes of an image's row and codes are stored for each part."""
        return tuple(
            self.codewords[place].length if place in self.codewords else 4 * length
            for place, length in enumerate(self.dimensions)
        )

    def stored(self, vectors: Sequence[Floats | Bytes]) -> tuple[Floats, Bytes]:
        """What the store keeps of the same: (R, N) float32 embedded, and (R, B) uint8 of codes, part after part."""
        count = len(vectors[0])
        numbers = [self._embedded(place, part) for place, part in enumerate(vectors) if place not in self.codewords]
        codes = [np.asarray(vectors[place], np.uint8) for place in self.codewords]
        return (
            np.concatenate([np.empty((count, 0), np.float32), *numbers], axis=1),
            np.concatenate([np.empty((count, 0), np.uint8), *codes], axis=1),
        )

    def restored(self, numbers: Floats, codes: Bytes) -> Floats:
        """The rows (R, E) of what the store keeps."""
        if not self.codewords:
            return numbers
        rows = np.empty((len(numbers), self.dimension), np.float32)
        rows[:, self._uncoded] = numbers
        for part in self.coded():
            rows[:, part.columns] = self._embedded(part.place, codes[:, part.bytes])
        return rows

    def numbers(self, rows: Floats) -> Floats:
        """What the store keeps as numbers of rows (R, E): (R, N)."""
        return rows[:, self._uncoded] if self.codewords else rows

    @property
    def _uncoded(self) -> npt.NDArray[np.bool_]:
        return np.repeat([place not in self.codewords for place in range(len(self.dimensions))], self.dimensions)

    def coded(self) -> Iterator[Coded]:
        """The parts that give codes."""
        start = 0
        for place, (_, share, columns) in enumerate(self._parts()):
            if place in self.codewords:
                words = self.codewords[place]
                yield Coded(place, words, slice(start, start + words.length), columns, np.sqrt(share))
                start += words.length

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

    @property
    def compares_by_rows(self) -> bool:
        """What votes, if anything does, adds so little that images compare with each other by their rows alone."""
        return self._voting_share <= _LITTLE

    @property
    def _voting_share(self) -> float:
        return float(sum(self.shares[part] for part in self.voting))

    def similarities_of_rows(self, queries: Floats, rows: Floats) -> Floats:
        """The same by all that does not vote: (Q, N) float32, at most 1."""
        none = [np.zeros((len(queries), len(rows)), np.float32)] * len(self.voting)
        return self.similarities(queries, rows, none, rough=True) / np.float32(1 - self._voting_share)


def _added(measure: Measure, share: np.float32, queries: Floats, rows: Floats, rough: bool) -> Floats:
    """Share x similarity of one part's stored queries (Q, E) and rows (N, E): (Q, N) float32."""
    if measure.exact or (rough and measure.shortlist is not None):
        return np.asarray(queries @ rows.T, np.float32)
    scale, added = np.sqrt(share), np.zeros((len(queries), len(rows)), np.float32)
    known = queries.any(axis=1)
    added[known] = measure.similarities(queries[known] / scale, rows / scale) * share
    return added
