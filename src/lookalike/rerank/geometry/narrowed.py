"""Those of many candidates that visual words promise something of, which descriptors then prove.

Words tell in a tenth of the time of descriptors that two pictures have hardly anything in common, as most have.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from lookalike.rerank.geometry.matching import CROWD, LARGEST, PAIRS_OF_WORD, SIGNATURE_REACH, largest, packed
from lookalike.rerank.geometry.verify import LEAST_REACH, REACH, Model, Verified, checked, verify_many
from lookalike.types import Features

LEAST = 8
"""Candidates that are looked at in any case, those first that words promise most of."""

PROMISING = 3.5
"""So many agreeing words promise something: fewer agree by chance in pictures of many features.

Chosen on warped views of Flickr8k's photographs: with a third of their features left, 573 of the 592 pairs among 100
candidates that all descriptors prove are proven so, and with all of them 8.25 candidates a query are looked at."""

Descriptors = Callable[[Sequence[int]], Sequence[Features]]
"""Takes places of candidates; gives their features with descriptors."""


def narrowed(
    query: Features,
    words: Features,
    candidates: Sequence[Features],
    descriptors: Descriptors,
    *,
    model: Model = "homography",
) -> list[Verified | None]:
    """The best of :func:`verify` for candidates that promise something; None for the others, or where nothing agrees.

    :param query: with descriptors, and ``words`` the same features, each as often as it has words.
    :param candidates: with words, the most promising first where words tell nothing.
    :param descriptors: gives those of some candidates.
    :raises LookalikeError: as :func:`verify`.
    """
    found: list[Verified | None] = [None] * len(candidates)
    places = promising(words, candidates)
    for place, one in zip(places, verify_many(query, descriptors(places), model=model), strict=True):
        found[place] = one
    return found


def promising(words: Features, candidates: Sequence[Features]) -> list[int]:
    """The places of candidates that words promise something of, in ascending order, ``LEAST`` at the least.

    :raises LookalikeError: features have no frames, or are of different kinds.
    """
    from lookalike.rerank.geometry.promise import promise
    from lookalike.rerank.geometry.ransac import COARSE

    limits = PAIRS_OF_WORD, int(SIGNATURE_REACH * 8 * words.vectors.shape[1]), CROWD
    off = COARSE * REACH, COARSE * LEAST_REACH
    asked, promises = _rows(words), np.zeros(len(candidates))
    for place, candidate in enumerate(candidates):
        checked(words, candidate)
        if len(words) and len(candidate):
            promises[place] = promise(*asked, *_rows(candidate), limits, *off)
    best = np.argsort(-promises, kind="stable")[:LEAST]
    return sorted({*best.tolist(), *np.flatnonzero(promises >= PROMISING).tolist()})


def _rows(features: Features) -> tuple[Any, Any, Any]:
    """Words, signatures and frames as the kernel takes them."""
    if len(features) > LARGEST:
        features = features.at(largest(features))
    return features.words, packed(features.vectors), features.frames
