"""Online: how likely the hits of an answer are true matches, by the scores between the pictures of the collection."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field

import numpy as np

from lookalike.engine.offline.keeping import Archive
from lookalike.engine.online.anew import SAME
from lookalike.engine.online.ranking import Asked, Page, Side
from lookalike.index.search import Candidates, outgrown
from lookalike.rerank.cutoff import LEAST, RELEVANT, Cutoff, around, proved, standing
from lookalike.types import Floats, Hit, LookalikeError, Ranking

_BLOCK = 400
"""So many pictures are compared with the sample at a time."""

PROVED = 0.9
"""Where geometry finds an example by chance in one picture of a thousand, and a hundred are looked at, nine times of
ten what it finds is there."""


FIRST = 50
"""So many hits are judged at once; twice as many where there are matches in the second half of them."""

DEEPEST = 5000
"""Further down nothing is judged: comparing so many pictures with what is usual takes a second or two."""


@dataclass(eq=False)
class Judge:
    """Judges hits; what it has learnt of a collection it keeps until that is of another size."""

    archive: Archive
    _learnt: tuple[int, Cutoff] | None = field(default=None, init=False)

    @property
    def cutoff(self) -> Cutoff:
        """What scores say in the collection.

        :raises LookalikeError: it is too small to tell.
        """
        count = len(self.archive.store)
        if self._learnt is None or outgrown(self._learnt[0], count):
            scores = usual(self.archive)
            if scores.size < LEAST:
                raise LookalikeError(
                    "So few pictures do not tell what is usual among them: search without asking for what is relevant, "
                    "or index more."
                )
            self._learnt = count, Cutoff.of(scores)
        return self._learnt[1]

    def matching(self, ranked: Callable[[Page], Ranking], page: Page) -> Ranking:
        """The judged hits of an answer as far down as there are matches, and a page of it at the least.

        Hits are ordered by their scores, and what matches also depends on how crowded it is around each: the list ends
        where there is no match in its second half.

        :param ranked: gives the first hits.
        :param page: a first page.
        """
        page = page._replace(k=max(page.k, FIRST))
        while True:
            ranking = self.judged(ranked(page))
            if len(ranking) >= ranking.total or page.k >= DEEPEST or not relevant(ranking.hits[page.k // 2 :]):
                return ranking
            page = page._replace(k=2 * page.k)

    def judged(self, ranking: Ranking) -> Ranking:
        """The answer of a search, with the probabilities of its hits."""
        scores = np.array([hit.score for hit in ranking], np.float32)
        likely = self.cutoff.probability(standing(scores, around(self._to_usual(ranking.ids))))
        # Nothing tells a copy from the example: however crowded it is around, nothing is nearer.
        likely = np.where(scores > SAME, 1, likely)
        hits = (hit._replace(probability=float(each)) for hit, each in zip(ranking, likely, strict=True))
        return Ranking(tuple(hits), ranking.total)

    def _to_usual(self, ids: Sequence[str]) -> Floats:
        rows = self.archive.searcher.rows_of(ids)
        there = np.array([rows[id] for id in ids], np.float32).reshape(len(ids), self.archive.space.dimension)
        return _compared(self.archive, ids, there, self.archive.searcher.sample())


def relevant(hits: Iterable[Hit]) -> tuple[Hit, ...]:
    """Those of judged hits that are matches, also by what geometry has found since."""
    return tuple(hit for hit in map(_shown, hits) if hit.probability is not None and hit.probability >= RELEVANT)


def _shown(hit: Hit) -> Hit:
    if hit.match is None or hit.probability is None:
        return hit
    return hit._replace(probability=proved(hit.probability, PROVED))


def usual(archive: Archive) -> Floats:
    """(S,) float32: how pictures of the collection stand to each other; costly scores are estimated."""
    sample = archive.searcher.sample()
    scores = _compared(archive, sample.ids.to_pylist(), sample.rows, sample)
    standings = standing(scores, around(scores))
    return np.asarray(standings[np.isfinite(standings)], np.float32)


def _compared(archive: Archive, ids: Sequence[str], rows: Floats, sample: Candidates) -> Floats:
    """(N, S) float32: scores of images with rows (N, E) to those of a sample, -inf for the image itself."""
    scores = np.empty((len(ids), len(sample.ids)), np.float32)
    for start in range(0, len(ids), _BLOCK):
        block = slice(start, start + _BLOCK)
        words = [[poll.words_of(id) for id in ids[block]] for poll in archive.polls]
        asked = Asked(rows[block], words, (), (), np.ones(len(ids[block]), np.float32))
        ballots = asked.ballots(poll.snapshot() for poll in archive.polls)
        scores[block] = Side(archive.space, sample, asked, ballots).similarities(rough=True)
    scores[np.asarray(ids, np.str_)[:, None] == np.asarray(sample.ids.to_pylist(), np.str_)] = -np.inf
    return scores
