"""A query's features in the order in which an inverted file takes them."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from lookalike.index.inverted.building import checked_words, frozen, quantized, signatures_of
from lookalike.index.inverted.segment import COUNTED, CROWD, Segment, placed
from lookalike.types import Features, Voting, Words

_Places = npt.NDArray[np.int64]


class Asked(NamedTuple):
    """The rows of a query by word.

    :param words: (Q,) int32, ascending, no word twice.
    :param rows: (Q + 1,): the rows of a word are those from ``rows[q]`` to ``rows[q + 1]``.
    :param weights: (R,) float64.
    :param signatures: (R, B) uint64.
    :param places: (R, 2) int64, quantised angles and scales, or (R, 0).
    """

    words: Words
    rows: _Places
    weights: npt.NDArray[np.float64]
    signatures: npt.NDArray[np.uint64]
    places: _Places

    @classmethod
    def of(cls, query: Features, voting: Voting) -> Asked:
        """Take a query's rows; of a word, no more than may vote.

        :raises ValueError: they are not what the voting asks for.
        """
        words, counted = checked_words(query, voting), voting.rule in COUNTED
        order = np.argsort(words, kind="stable")
        if not counted:
            rank = np.arange(len(words)) - np.searchsorted(words[order], words[order])
            order = order[rank < CROWD]
        query = query.at(order)
        distinct, first = np.unique(words[order], return_index=True)
        weights = np.ones(len(query)) if query.weights is None else query.weights.astype(np.float64)
        signatures = np.empty((len(query), 0), np.uint64) if counted else signatures_of(query, voting)
        places = np.empty((len(query), 0), np.int64)
        if placed(voting) and query.frames is not None:
            places = quantized(query.frames).astype(np.int64)
        return cls(distinct, np.append(first, len(query)).astype(np.int64), weights, signatures, places)

    @property
    def counts(self) -> npt.NDArray[np.float64]:
        """(Q,): how often each word comes, by weight."""
        return np.asarray(np.add.reduceat(self.weights, self.rows[:-1]), np.float64)

    def alone(self) -> Segment:
        """The rows as the only picture of a segment, without weights."""
        images, count = np.zeros(len(self.weights), np.uint16), len(self.words)
        angles, scales = self.places.astype(np.uint8).T if self.places.size else np.empty((2, 0), np.uint8)
        none, once = np.empty(0, np.uint8), np.ones(count, np.int64)
        columns = images, none, self.signatures, angles, scales
        lengths = np.array([len(images)], np.uint32)
        arrays: list[Any] = [np.zeros(1, "S32"), lengths, self.words, self.rows, once, *columns]
        return Segment(*map(frozen, arrays))

    def ranges(self, segment: Segment) -> tuple[npt.NDArray[np.intp], _Places, _Places]:
        """Which of the words a segment has, and where the postings of each begin and end."""
        places = np.searchsorted(segment.words, self.words)
        known = np.flatnonzero(places < len(segment.words))
        known = known[segment.words[places[known]] == self.words[known]]
        places = places[known]
        return known, segment.starts[places], segment.starts[places + 1]

    def rows_of(self, known: npt.NDArray[np.intp]) -> tuple[npt.NDArray[np.intp], _Places]:
        """The rows of some words, and their ``rows``."""
        sizes = np.diff(self.rows)
        chosen = np.zeros(len(sizes), np.bool_)
        chosen[known] = True
        return np.flatnonzero(np.repeat(chosen, sizes)), np.append(0, np.cumsum(sizes[known]))
