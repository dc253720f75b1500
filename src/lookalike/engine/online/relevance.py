"""Online: how likely the hits of an answer are true matches, by the scores between the pictures of the collection."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

import numpy as np

from lookalike.engine.offline.keeping import Archive
from lookalike.engine.online.ranking import Asked, Side
from lookalike.index.polling import Ballot
from lookalike.index.search import outgrown
from lookalike.rerank.cutoff import LEAST, RELEVANT, Cutoff, proved
from lookalike.types import Floats, Hit, LookalikeError, Ranking

ASKED = 400
"""So many pictures of the sample, at equal steps, are compared with all of it."""

PROVED = 0.9
"""Where geometry finds an example by chance in one picture of a thousand, and a hundred are looked at, nine times of
ten what it finds is there."""


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
            if len(scores) < LEAST:
                raise LookalikeError(
                    "So few pictures do not tell what is usual among them: search without asking for what is relevant, "
                    "or index more."
                )
            self._learnt = count, Cutoff.of(scores)
        return self._learnt[1]

    def judged(self, ranking: Ranking) -> Ranking:
        """The answer of a search, with the probabilities of its hits."""
        likely = self.cutoff.probability([hit.score for hit in ranking])
        hits = (hit._replace(probability=float(each)) for hit, each in zip(ranking, likely, strict=True))
        return Ranking(tuple(hits), ranking.total)


def relevant(hits: Iterable[Hit]) -> tuple[Hit, ...]:
    """Those of judged hits that are matches, also by what geometry has found since."""
    return tuple(hit for hit in map(_shown, hits) if hit.probability is not None and hit.probability >= RELEVANT)


def _shown(hit: Hit) -> Hit:
    if hit.match is None or hit.probability is None:
        return hit
    return hit._replace(probability=proved(hit.probability, PROVED))


def usual(archive: Archive) -> Floats:
    """(S,) float32: scores of pictures of the collection against each other; costly ones are estimated."""
    sample = archive.searcher.sample()
    count = len(sample.ids)
    if count < 2:
        return np.empty(0, np.float32)
    places = np.unique(np.linspace(0, count - 1, ASKED).astype(np.int64))
    ids = sample.ids.to_pylist()
    words = [[poll.words_of(ids[place]) for place in places] for poll in archive.polls]
    asked = Asked(sample.rows[places], words, (), (), np.ones(len(places), np.float32))
    ballots = [Ballot(poll.snapshot(), said) for poll, said in zip(archive.polls, words, strict=True)]
    scores = Side(archive.space, sample, asked, ballots).similarities(rough=True)
    return np.asarray(scores[np.arange(count) != places[:, None]], np.float32)
