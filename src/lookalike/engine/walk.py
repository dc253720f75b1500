"""The walk of re-ranking: one stage after the other looks at the first candidates, whatever these are."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Protocol

import numpy as np

from lookalike.rerank.alike.base import Alike, placed
from lookalike.rerank.alike.nearby import Nearby, Places
from lookalike.rerank.geometric import Geometric
from lookalike.spec import Reranking
from lookalike.types import Floats

if TYPE_CHECKING:
    from lookalike.rerank.geometry.verify import Verified


class Candidates(Protocol):
    """What is ranked anew, by places in a list."""

    def nearby(self, places: Places) -> Nearby:
        """How some of them compare with each other."""

    def verified(self, stage: Geometric, places: Places) -> Sequence[Verified | None]:
        """What geometry finds of the query in some of them."""


def walked(reranking: Reranking, scores: Floats, candidates: Candidates) -> Iterator[tuple[str, Floats]]:
    """The name of each stage, and the scores (N,) after it, by those before; all behind its reach keep theirs."""
    for stage in reranking.stages:
        first = np.argsort(-scores, kind="stable")[: stage.reach]
        scores = scores.copy()
        if isinstance(stage, Geometric):
            scores[first] = stage.rescored(scores[first], candidates.verified(stage, first))
        elif len(first) > 1:
            assert isinstance(stage, Alike)
            scores[first] = placed(scores[first], stage.rescored(scores[first], candidates.nearby(first)))
        yield stage.name, scores
