"""The walk of re-ranking: one stage after the other looks at the first candidates, whatever these are."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Protocol

import numpy as np

from lookalike.rerank.alike.base import Alike, placed
from lookalike.rerank.alike.nearby import Nearby, Places
from lookalike.rerank.auto import Auto
from lookalike.rerank.geometric import Geometric
from lookalike.spec import Reranking
from lookalike.types import Floats

if TYPE_CHECKING:
    from lookalike.rerank.geometry.verify import Verified

PROPOSED = 50
"""So many hits are looked at for a proof that local features vote for, and so many that rank first."""
CERTAIN = -5.0
"""What is expected by chance less often than 10 to this power times is put first without being asked for: a hundred
pictures are looked at, and things alike have corners alike."""
_PROOF = Geometric(depth=2 * PROPOSED)


class Candidates(Protocol):
    """What is ranked anew, by places in a list."""

    def votes(self) -> Floats | None:
        """How much local features speak for each of them, (N,) float32; None where these cannot be asked."""

    def nearby(self, places: Places) -> Nearby:
        """How some of them compare with each other."""

    def verified(self, stage: Geometric, places: Places) -> Sequence[Verified | None]:
        """What geometry finds of the query in some of them."""


def proposals(reranking: Reranking) -> int:
    """How many of those that local features speak for most must be among what is ranked anew."""
    return PROPOSED if any(isinstance(stage, Auto) for stage in reranking.stages) else 0


def walked(reranking: Reranking, scores: Floats, candidates: Candidates) -> Iterator[Floats]:
    """The scores (N,) after each stage, by those before; all behind its reach keep theirs."""
    for stage in reranking.stages:
        first = np.argsort(-scores, kind="stable")[: stage.reach]
        scores = scores.copy()
        if isinstance(stage, Geometric):
            scores[first] = stage.rescored(scores[first], candidates.verified(stage, first))
        elif len(first) > 1:
            assert isinstance(stage, Alike)
            scores[first] = placed(scores[first], stage.rescored(scores[first], candidates.nearby(first)))
        if isinstance(stage, Auto) and (votes := candidates.votes()) is not None:
            scores = _proven(scores, votes, candidates)
        yield scores


def _proven(scores: Floats, votes: Floats, candidates: Candidates) -> Floats:
    """What geometry proves comes first, of what ranks first and of what local features speak for most."""
    first, voted = (np.argsort(-each, kind="stable")[:PROPOSED] for each in (scores, votes))
    places = np.union1d(first, voted[votes[voted] > 0])
    found = [one if one is not None and one.chance < CERTAIN else None for one in candidates.verified(_PROOF, places)]
    scores[places] = _PROOF.rescored(scores[places], found)
    return scores
