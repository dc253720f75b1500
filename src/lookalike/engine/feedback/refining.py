"""Feedback on pictures → a query row: judged and usual pictures, how they compare, and what is learnt from it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Self

import numpy as np

from lookalike.engine.offline.keeping import Archive
from lookalike.engine.online.ranking import Examiner
from lookalike.index.search import Candidates
from lookalike.index.space import Space, Votes
from lookalike.query.feedback import Feedback
from lookalike.rerank.feedback import LESSONS, Lesson, Signs
from lookalike.types import Floats

USUAL = 500
"""Pictures at most that stand for what is usual in the collection."""


@dataclass(frozen=True, eq=False)
class Refined:
    """What was learnt from judged pictures.

    :param row: (E,) float32, a query row.
    :param votes: (voting parts, J) float32, what the votes for each judged picture count.
    :param boundary: the score halfway between what is liked and what is not.
    """

    row: Floats
    votes: Floats
    boundary: float

    @classmethod
    def learnt(
        cls, space: Space, lesson: Lesson, judged: Floats, said: Signs, usual: Floats, ballots: Votes = ()
    ) -> Self:
        """Learn.

        Parts compare by the inner product of their rows, whatever their measure; what parts that vote say of usual
        pictures is not looked at.

        :param judged: (J, E) rows, and ``said`` of each 1 or -1.
        :param usual: (M, E) rows.
        :param ballots: (J, J) float32 for each part that votes.
        """
        rows = np.concatenate([judged, usual])
        parts = np.zeros((len(space.measures), len(rows), len(rows)), np.float32)
        for part, columns in enumerate(space.columns):
            parts[part] = rows[:, columns] @ rows[:, columns].T
        for part, ballot in zip(space.voting, ballots, strict=True):
            alike = np.maximum(
                ballot, ballot.T
            )  # a picture that is not in the collection gets no votes, but casts some
            np.fill_diagonal(alike, 1)
            parts[part, : len(judged), : len(judged)] = space.shares[part] * alike
        found = lesson(parts, np.concatenate([said, np.zeros(len(usual), np.int64)]))
        row = (found.coefficients @ rows) * np.repeat(found.weights, space.dimensions)
        counts = (space.shares * found.weights)[list(space.voting), None] * found.coefficients[: len(judged)]
        return cls(row.astype(np.float32), counts.astype(np.float32), found.boundary)

    def scores(self, rows: Floats, ballots: Votes = ()) -> Floats:
        """(N,) float32, of rows (N, E) and the votes (J, N) of each part that votes."""
        scores = rows @ self.row
        for counts, ballot in zip(self.votes, ballots, strict=True):
            scores += counts @ ballot
        return np.asarray(scores, np.float32)


class Pupil:
    """Learns from what people said of the images of a store.

    :raises LookalikeError: a judged picture cannot be read or described, or is an unknown id.
    """

    def __init__(self, archive: Archive, examiner: Examiner, feedback: Feedback) -> None:
        asked = examiner.asked([*feedback.liked, *feedback.disliked])
        self.ballots = asked.ballots(poll.snapshot() for poll in archive.polls)
        said = np.repeat(np.array([1, -1]), [len(feedback.liked), len(feedback.disliked)])
        names = [*feedback.liked, *feedback.disliked]
        usual = usual_rows(archive.searcher.sample(), names)
        votes = [ballot.at(names) for ballot in self.ballots]
        self._refined = Refined.learnt(archive.space, LESSONS[feedback.by], asked.rows, said, usual, votes)

    @property
    def row(self) -> Floats:
        """(1, E) float32, of length 1: as a query of candidates."""
        return self._refined.row[None] / max(float(np.linalg.norm(self._refined.row)), 1e-12)

    @property
    def boundary(self) -> float:
        return self._refined.boundary

    def scores(self, found: Candidates) -> Floats:
        """(N,) float32."""
        ids = found.ids.to_pylist() if self.ballots else []
        return self._refined.scores(found.rows, [ballot.at(ids) for ballot in self.ballots])


def usual_rows(sample: Candidates, but: Sequence[str]) -> Floats:
    """Rows (M, E) at equal steps through a sample, without those of some ids."""
    known = set(but)
    return sample.rows[[place for place in usual_places(len(sample.rows)) if sample.ids[place].as_py() not in known]]


def usual_places(count: int) -> list[int]:
    """Places at equal steps among so many."""
    return sorted(set(np.linspace(0, count - 1, min(USUAL, count)).astype(int).tolist()))
