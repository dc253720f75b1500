"""Online: the first hits ranked anew, by one reranker after the other."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from lookalike.engine.describing import Describer
from lookalike.engine.keeping import Archive
from lookalike.engine.online import Example
from lookalike.engine.reranking import Geometry
from lookalike.index.polling import Ballot
from lookalike.rerank.alike.base import Alike, placed
from lookalike.rerank.alike.nearby import Nearby, Neighbors, Places
from lookalike.rerank.geometric import Geometric
from lookalike.spec import Reranker, Reranking
from lookalike.types import Features, Floats, Hit, Ranking


@dataclass(frozen=True, eq=False)
class Anew:
    """Ranks answers anew.

    :param wanted: the examples, and ``said`` their local features, as far as they are known.
    """

    archive: Archive
    describer: Describer
    wanted: Sequence[Example]
    said: Sequence[Features | None]

    def ranked(self, ranking: Ranking, reranking: Reranking) -> Ranking:
        """An answer with its hits in their new order.

        :raises LookalikeError: an example cannot be read.
        """
        hits = list(ranking)
        for stage in reranking.stages:
            hits = [*self._stage(stage, hits[: stage.reach]), *hits[stage.reach :]]
        return Ranking(tuple(hits), ranking.total)

    def _stage(self, stage: Reranker, hits: list[Hit]) -> list[Hit]:
        if isinstance(stage, Geometric):
            return Geometry(self.archive, self.describer, stage).reranked(hits, self.wanted, self.said)
        assert isinstance(stage, Alike)
        if len(hits) < 2:
            return hits
        scores = np.array([hit.score for hit in hits], np.float32)
        likeness = Likeness(self.archive, [hit.id for hit in hits])
        nearby = Nearby(likeness.compare, len(hits), likeness.neighbors)
        new = placed(scores, stage.rescored(scores, nearby))
        return sorted(
            (_told(stage.name, *each) for each in zip(hits, map(float, new), strict=True)),
            key=lambda hit: -hit.score,
        )


class Likeness:
    """How images of the store compare, by the true similarity."""

    def __init__(self, archive: Archive, ids: Sequence[str]) -> None:
        self._archive, self._ids = archive, ids

    @cached_property
    def _rows(self) -> Floats:
        rows = self._archive.searcher.rows_of(self._ids)
        return np.stack([rows[id] for id in self._ids])

    def neighbors(self) -> Neighbors | None:
        """The neighbours that are kept of them, or made in a moment."""
        graph = self._archive.graph
        if not graph.possible() or not (graph.exists() or graph.affordable()):
            return None
        found = graph.among(self._ids)
        return None if found is None else Neighbors(*found)

    def compare(self, places: Places) -> Floats:
        """Similarities (P, N) of some images, by their places, to all."""
        votes = []
        for poll in self._archive.polls:
            words = [poll.words_of(self._ids[place]) for place in places]
            votes.append(Ballot(poll.snapshot(), words).at(self._ids))
        return self._archive.space.similarities(self._rows[places], self._rows, votes, rough=True)


def _told(name: str, hit: Hit, score: float) -> Hit:
    if score == hit.score:
        return hit
    return hit._replace(score=score, why={**hit.why, name: hit.why.get(name, 0.0) + score - hit.score})
