"""Tentative correspondences: which feature of one picture may be which of another.

Ratio test: D. G. Lowe, Distinctive image features from scale-invariant keypoints, IJCV 60(2), 2004. Pairs of
one visual word with near signatures: H. Jégou, M. Douze and C. Schmid, Hamming embedding and weak geometric
consistency for large scale image search, ECCV 2008.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from lookalike.rerank.geometry.nearest import same_word, take_bits, take_dots
from lookalike.types import Features, Floats

Places = npt.NDArray[np.int64]

RATIO = 0.9
"""The nearest neighbour is at most so many times as far as the second nearest."""

BIT_RATIO = 0.85
"""The same of Hamming distances, which grow like squared ones."""

SIGNATURE_REACH = 0.3
"""Signatures of one word match up to this share of their bits, 19 of 64."""

PAIRS_OF_WORD = 2
"""Pairs of one feature by its word, at the most."""

CROWD = 256
"""A word that more features of the candidate have tells nothing of any one of them."""

LARGEST = 16_384
"""Features of a picture that are looked at, those of the largest scales first."""

MOST = 2048
"""Pairs of two pictures, the best first."""

_BLOCK = 256
_STRIP = 4096
_ALIKE = 1e-5


@dataclass(frozen=True, eq=False)
class Matches:
    """Pairs of rows that look alike, best first.

    :param query: (N,) int64, rows of the query; ``candidate`` (N,) of the candidate.
    :param one_way: several rows of the candidate may be paired with one of the query.
    """

    query: Places
    candidate: Places

    def __len__(self) -> int:
        return len(self.query)


def tentative(query: Features, candidate: Features, several: bool = False) -> Matches:
    """Pairs of features of two single pictures that look alike, ``MOST`` at the most.

    By words and signatures where there are words, else by the nearest neighbour, where the
    ratio test lets it pass and the nearest neighbour of that is the feature itself.

    :param several: what is in the query may be several times in the candidate: each feature
        of the candidate looks for its own in the query, whoever else has found it.

    Deviations: of more than ``LARGEST`` features, those of the smallest scales are left out.
    """
    ours, theirs = largest(query), largest(candidate)
    if not len(ours) or not len(theirs):
        return Matches(ours[:0], theirs[:0])
    if query.words is not None and candidate.words is not None:
        one, other, cost = _by_words(query, candidate, ours, theirs)
    else:
        one, other, cost = _by_neighbors(query.vectors[ours], candidate.vectors[theirs], several)
    best = np.argsort(cost, kind="stable")[:MOST]
    return Matches(ours[one[best]], theirs[other[best]])


def largest(features: Features) -> Places:
    """The rows of a picture that are looked at, in their order."""
    if len(features) <= LARGEST or features.frames is None:
        return np.arange(min(len(features), LARGEST))
    return np.sort(np.argsort(-features.frames[:, 2], kind="stable")[:LARGEST])


def _by_neighbors(ours: Any, theirs: Any, several: bool) -> tuple[Places, Places, Floats]:
    if several:
        other, one, cost = _near(theirs, ours)
        return one, other, cost
    one, other, cost = _near(ours, theirs)
    mutual = _nearest(theirs[other], ours)[0] == one
    return one[mutual], other[mutual], cost[mutual]


def _near(ours: Any, theirs: Any) -> tuple[Places, Places, Floats]:
    """Rows of ours, their nearest of theirs, and the ratio of the distances, where it is low enough."""
    place, first, second = _nearest(ours, theirs)
    limit = BIT_RATIO if ours.dtype == np.uint8 else RATIO**2
    passed = np.flatnonzero((first < limit * second) & (second > 0))
    return passed, place[passed].astype(np.int64), first[passed] / second[passed]


def _nearest(ours: Any, theirs: Any) -> tuple[npt.NDArray[np.int32], Floats, Floats]:
    """The place of the nearest of theirs for each of ours, and the lowest two distances, squared if of floats."""
    if not len(ours):
        return np.empty(0, np.int32), np.empty(0, np.float32), np.empty(0, np.float32)
    return _nearest_bits(ours, theirs) if ours.dtype == np.uint8 else _nearest_floats(ours, theirs)


def _nearest_floats(ours: Floats, theirs: Floats) -> tuple[npt.NDArray[np.int32], Floats, Floats]:
    halves = np.einsum("ij,ij->i", theirs, theirs) / 2
    place = np.zeros(len(ours), np.int32)
    first, second = np.full((2, len(ours)), -np.inf, np.float32)
    room = np.empty(min(_BLOCK, len(theirs)) * min(_STRIP, len(ours)), np.float32)
    for left in range(0, len(ours), _STRIP):
        strip = slice(left, left + _STRIP)
        turned = ours[strip].T
        for start in range(0, len(theirs), _BLOCK):
            block = theirs[start : start + _BLOCK]
            dots = room[: len(block) * turned.shape[1]].reshape(len(block), -1)
            np.dot(block, turned, out=dots)
            take_dots(dots, halves[start : start + _BLOCK], start, first[strip], second[strip], place[strip])
    squares = np.einsum("ij,ij->i", ours, ours)
    # Rounding leaves some of the distance of equal vectors: below it, none is nearer than another.
    near, next_near = (np.maximum(squares - 2 * value, 0) for value in (first, second))
    return place, near, np.where(next_near > _ALIKE * squares, next_near, 0)


def _nearest_bits(ours: Any, theirs: Any) -> tuple[npt.NDArray[np.int32], Floats, Floats]:
    xs, ys = packed(ours), packed(theirs)
    place = np.zeros(len(xs), np.int32)
    first, second = np.full((2, len(xs)), 64 * xs.shape[1] + 1, np.int32)
    for left in range(0, len(xs), _STRIP):
        strip = slice(left, left + _STRIP)
        take_bits(np.ascontiguousarray(xs[strip].T), ys, first[strip], second[strip], place[strip])
    return place, first.astype(np.float32), second.astype(np.float32)


def _by_words(query: Features, candidate: Features, ours: Places, theirs: Places) -> tuple[Places, Places, Floats]:
    assert query.words is not None and candidate.words is not None
    reach = int(SIGNATURE_REACH * 8 * query.vectors.shape[1])
    one, other, cost = same_word(
        *(query.words[ours], packed(query.vectors[ours])),
        *(candidate.words[theirs], packed(candidate.vectors[theirs])),
        *(PAIRS_OF_WORD, reach, CROWD),
    )
    return one, other, cost


def packed(rows: Any) -> npt.NDArray[np.uint64]:
    """(R, B) uint8 as (R, B / 8 rounded up) uint64, the rest of the bits 0."""
    if rows.shape[1] % 8 == 0 and rows.flags.c_contiguous:
        return np.asarray(rows).view(np.uint64)
    wide = np.zeros((len(rows), -(-rows.shape[1] // 8) * 8), np.uint8)
    wide[:, : rows.shape[1]] = rows
    return wide.view(np.uint64).reshape(len(rows), -1)
