"""Scores of candidates: every part's say where that is cheap, and where it is not, for what ranks first.

A search and a benchmark score by the same function, so that one tells of the other.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import numpy.typing as npt

from lookalike.index.fusion import Fusion, fused
from lookalike.index.space import Space
from lookalike.types import Floats

Places = npt.NDArray[np.intp]

_BEHIND = np.float32(1e-4)
"""What was estimated ranks so far behind what was scored, at the least."""


def terms(space: Space, rough: Floats, exact: Callable[[Places], Floats], fusion: Fusion) -> Floats:
    """What each part adds to the scores of N candidates: (parts, N) float32, whose sum over the parts is the score.

    Costly parts are worked out for the shortlist that ranks first by their
    estimates; what comes behind keeps its order, its estimates lowered by as much
    as puts it there. Standard scores and ranks are those within either group.

    :param rough: (parts, N) float32, share x similarity, estimated for costly parts.
    :param exact: the same in truth, for some of the candidates by their places.
    """
    added = fused(rough, space.shares, fusion)
    if space.shortlist is None:
        return added
    order = np.argsort(-added.sum(axis=0), kind="stable")
    first, behind = order[: space.shortlist], order[space.shortlist :]
    added[:, first] = fused(exact(first), space.shares, fusion)
    if len(behind):
        scores = added.sum(axis=0)
        excess = scores[behind[0]] - scores[first].min() + _BEHIND
        added[:, behind] -= (excess * space.costs)[:, None]
    return added
