"""Online: the first hits ranked anew, by one reranker after the other."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from lookalike.engine.offline.keeping import Archive
from lookalike.engine.online.geometry import Geometry
from lookalike.engine.online.pictures import Pictures
from lookalike.engine.online.ranking import Example
from lookalike.engine.online.walk import walked
from lookalike.engine.represent.describing import Describer
from lookalike.index.polling import Ballot
from lookalike.query.base import Spoken
from lookalike.rerank.alike.nearby import Nearby, Neighbors, Places
from lookalike.rerank.geometric import Geometric
from lookalike.spec import Reranking
from lookalike.types import Features, Floats, Hit, Match, Ranking

if TYPE_CHECKING:
    from lookalike.rerank.geometry.verify import Verified


SAME = 1 - 1e-5
"""A similarity of 1, as sums of single precision give it."""


@dataclass(frozen=True, eq=False)
class Anew:
    """Ranks answers anew.

    :param wanted: the examples, and ``said`` their local features, as far as they are known.
    :param pictures: reads the examples.
    :param proofs: how much local features that add nothing to the scores speak for each image, where there are some.
    :param similar: scores are similarities, of which 1 is that of what is the same.
    """

    archive: Archive
    describer: Describer
    wanted: Sequence[Example]
    said: Sequence[Features | None]
    pictures: Pictures
    proofs: Ballot | None = None
    similar: bool = False

    def ranked(self, ranking: Ranking, reranking: Reranking) -> Ranking:
        """An answer with its hits in their new order; each keeps its own score, and tells where it was.

        An image that is an example itself, or the same to every part, stays before all others: nothing can be more like
        it, though geometry may find no feature in it to prove that by.

        :raises LookalikeError: an example cannot be read.
        """
        listed = _Listed(self, ranking.hits)
        scores = np.array([hit.score for hit in ranking], np.float32)
        *_, last = walked(reranking, scores, listed)
        own = self.pictures.ids(self.wanted)
        others = [hit.id not in own and not (self.similar and hit.score > SAME) for hit in ranking]
        hits = tuple(
            ranking.hits[place]._replace(before=int(place) + 1, match=listed.matches.get(ranking.hits[place].id))
            for place in np.lexsort((-last, np.array(others)))
        )
        return Ranking(hits, ranking.total)


class _Listed:
    """The hits of an answer, by their places.

    :ivar matches: what geometry has found in them.
    """

    def __init__(self, anew: Anew, hits: Sequence[Hit]) -> None:
        self._anew, self._hits = anew, hits
        self._ids = [hit.id for hit in hits]
        self.matches: dict[str, Match] = {}

    def votes(self) -> Floats | None:
        wanted, proofs = self._anew.wanted, self._anew.proofs
        if proofs is not None:
            return np.asarray(proofs.at(self._ids).max(axis=0), np.float32)
        chains = [part.chain for part in self._anew.describer.representation.parts if part.voting is not None]
        if not chains or not wanted or any(isinstance(example, Spoken) for example in wanted):
            return None
        return np.array([sum(hit.why.get(chain, 0.0) for chain in chains) for hit in self._hits], np.float32)

    def nearby(self, places: Places) -> Nearby:
        likeness = Likeness(self._anew.archive, [self._ids[place] for place in places])
        return Nearby(likeness.compare, len(places), likeness.neighbors)

    def verified(self, stage: Geometric, places: Places) -> list[Verified | None]:
        ids, anew = [self._ids[place] for place in places], self._anew
        found = Geometry(anew.archive, anew.describer, stage, anew.pictures).found(ids, anew.wanted, anew.said)
        self.matches |= {id: match for id, (_, match) in found.items() if match is not None}
        return [found[id][0] if id in found else None for id in ids]


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
        space, votes = self._archive.space, []
        if space.compares_by_rows:
            return space.similarities_of_rows(self._rows[places], self._rows)
        for poll in self._archive.polls:
            words = [poll.words_of(self._ids[place]) for place in places]
            votes.append(Ballot(poll.snapshot(), words).at(self._ids))
        return space.similarities(self._rows[places], self._rows, votes, rough=True)
