"""Compiled: how much the visual words of two pictures promise that geometry finds one in the other.

Fast spatial matching: J. Philbin, O. Chum, M. Isard, J. Sivic and A. Zisserman, Object retrieval with large
vocabularies and fast spatial matching, CVPR 2007.
"""

from __future__ import annotations

import numpy as np

from lookalike.compiled import Array, compiled
from lookalike.rerank.geometry.models import extent, taken
from lookalike.rerank.geometry.nearest import same_word
from lookalike.rerank.geometry.spatial import from_pairs, from_singles, votes

MOST = 256
"""Pairs that are looked at, the nearest first."""


@compiled
def promise(
    words: Array,
    bits: Array,
    frames: Array,
    others: Array,
    other_bits: Array,
    other_frames: Array,
    limits: tuple[int, int, int],
    share: float,
    least: float,
) -> float:
    """How many pairs of one word agree with the similarity that most agree with, those that lie off for less.

    :param words: (Q,) int32, ``bits`` (Q, n) uint64 and ``frames`` (Q, 4) float32 of the query; ``others`` and so on
        of the candidate.
    :param limits: what :func:`same_word` takes.
    :param share: pairs may be off by this share of the diagonal, and by ``least`` pixels in any case.
    """
    one, other, cost = same_word(words, bits, others, other_bits, *limits)
    if len(cost) < 2:
        return float(len(cost))
    best = np.argsort(cost, kind="mergesort")[:MOST]
    here, there = taken(frames, one[best]), taken(other_frames, other[best])
    left, top, right, bottom, turned, zoomed = extent(frames)
    near = max(least, share * np.hypot(right - left, bottom - top))
    left, top, right, bottom, turns, zooms = extent(other_frames)
    far = max(least, share * np.hypot(right - left, bottom - top))
    turns, zooms = turns and turned, zooms and zoomed
    proposed = from_singles(here, there) if turns and zooms else from_pairs(here, there, near, far)
    agreed = 0.0
    for value in votes(proposed, here, there, near, far, turns, zooms):
        agreed = max(agreed, value)
    return agreed
