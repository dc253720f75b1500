"""The base of rerankers that go by how hits compare with each other."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

import numpy as np
from annotated_types import Interval

from lookalike.rerank.alike.nearby import Nearby
from lookalike.rerank.alike.scale import SAME
from lookalike.spec import Reranker
from lookalike.types import Floats


@dataclass(frozen=True, kw_only=True)
class Alike(Reranker):
    """Ranks hits anew by how they compare with the query and with each other."""

    depth: Annotated[int, Interval(ge=2, le=10_000)] = 1000

    @property
    def reach(self) -> int:
        return self.depth

    def rescored(self, scores: Floats, nearby: Nearby) -> Floats:
        """New scores (N,) float32 of N >= 2 candidates, of any scale.

        :param scores: (N,) float32, their similarities to the query, best first.
        """
        raise NotImplementedError


def placed(scores: Floats, new: Floats) -> Floats:
    """The scores of a list, (N,) best first, dealt out anew: the highest to what is best by new scores, and so on.

    They stay on the scale of what they were, above those of all that follows the list. The query's own picture, if
    it is the first, stays so.
    """
    order = np.argsort(-new, kind="stable")
    if abs(1 - scores[0]) < SAME:
        order = np.concatenate([[0], order[order != 0]])
    given = np.empty_like(scores)
    given[order] = np.sort(scores)[::-1]
    return given
