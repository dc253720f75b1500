"""How the parts of a representation make one score.

``sum``: similarities, each at most 1 for identical vectors, in a weighted mean; they
are not scaled in any other way. ``zscore``: the same after every part's similarities
to the candidates are brought to a mean of 0 and a standard deviation of 1, so that a
weight counts alike whatever the spread of its part (Montague & Aslam, CIKM 2001). ``rrf``: the
weighted mean of 61 / (60 + rank), rank 1 being the best in that part; it looks at
no score at all (Cormack, Clarke & Büttcher, reciprocal rank fusion, SIGIR 2009; the
factor 61, which they do not have, gives 1 to what is first in every part).
"""

from __future__ import annotations

from typing import Literal, TypeAlias, get_args

import numpy as np

from lookalike.types import Floats

Fusion: TypeAlias = Literal["sum", "zscore", "rrf"]
FUSIONS: tuple[str, ...] = get_args(Fusion)

_RRF = 60


def fused(contributions: Floats, shares: Floats, how: Fusion) -> Floats:
    """What each part adds to the scores of N candidates.

    :param contributions: (parts, N) float32, share x similarity.
    :param shares: (parts,) float32, the weights, summing to 1.
    :return: (parts, N) float32, whose sum over the parts is the score.
    """
    if how == "sum":
        return contributions
    if how == "zscore":
        spread = contributions.std(axis=1, keepdims=True)
        centred = contributions - contributions.mean(axis=1, keepdims=True)
        return np.asarray(shares[:, None] * centred / np.where(spread > 1e-9, spread, 1), np.float32)
    return np.asarray(shares[:, None] * (_RRF + 1) / (_RRF + _ranks(contributions)), np.float32)


def _ranks(scores: Floats) -> Floats:
    """(parts, N) float32, 1 for the highest of a part; equal scores share the best of their ranks."""
    ranks = np.empty(scores.shape, np.float32)
    for part, out in zip(scores, ranks, strict=True):
        ordered = np.sort(part)
        out[:] = 1 + len(part) - np.searchsorted(ordered, part, side="right")
    return ranks
