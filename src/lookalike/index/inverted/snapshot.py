"""What an inverted file holds at a moment, and how its pictures score."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import cached_property
from typing import Any, NamedTuple, TypeVar

import numpy as np
import numpy.typing as npt

from lookalike.cores import cores
from lookalike.index.inverted.asking import Asked
from lookalike.index.inverted.building import Alive, segments_of
from lookalike.index.inverted.segment import COUNTED, SLOTS, Segment, placed
from lookalike.types import Features, Floats, Voting

_K1, _B = 1.2, 0.75
_AT_ONCE = 2_000_000
"""Below so many postings in all, threads cost more than they save."""

_Doubles = npt.NDArray[np.float64]
_T = TypeVar("_T")
_R = TypeVar("_R")


class _Statistics(NamedTuple):
    """What the scores take from the whole.

    :param idf: (words,) float64.
    :param factors: (SLOTS,) float64 for each segment: what the votes for its pictures are
        multiplied with; for bm25, what dampens their counts.
    :param mean_length: features a picture.
    """

    idf: _Doubles
    factors: Sequence[_Doubles]
    mean_length: float


class Snapshot:
    """Some segments and which of their pictures live; it never changes.

    With N living pictures of which df have a word, idf = log((N + 1) / df), where df counts as
    at least 1: exact whatever was removed, and positive even for a word that all have. f is a
    count, or its square root under ``burst``; w the weight of a row of the query. A picture's score is

    - "tfidf": sum_words idf^2 f_q f_d / (|q| |d|), |x|^2 = sum_words (idf f_x)^2, a cosine;
    - "bm25": BM25 with k1 = 1.2 and b = 0.75, idf = log(1 + (N - df + 0.5) / (df + 0.5)), over
      what the query's features would score as a picture, and at most 1; ``burst`` has no
      effect, as counts saturate anyhow;
    - "hamming": s(q, d) / s(q, q), and at most 1, where s(q, d) = sum_pairs w idf^2 m / |d| over the pairs of
      features of the same word whose distance h is at most ``threshold``, m = exp(-h^2 / (2 sharpness^2)) and
      |d|^2 = sum_features idf^2. Under ``burst``, m becomes m^2 / sqrt(a b), where a and b are the sums of m
      over all partners of either feature in the other picture and in the same word. Under
      ``consistent`` the pairs vote for bins of change of angle (of 22.5 degrees) and of scale
      (half octaves), three neighbouring bins are added, and the smaller of the two largest sums counts;
    - "asmk": the same with m = sign(u) |u|^sharpness, u = 1 - 2 h / bits > ``threshold``, where
      |d|^2 is the self-similarity as long as rows are one a word.

    Words that no picture has count on the side of the query. A picture without features scores 0, and so
    do all for a query without.

    Source: see :class:`lookalike.types.Voting`.

    Deviations: bursts are discounted on both sides alike; of a word, at most 1,024 features of a picture
    vote by signatures, the first; no prior on changes of angle or scale.
    """

    def __init__(self, members: Sequence[Alive], voting: Voting, version: str = "") -> None:
        self._members = members
        self._voting = voting
        self.version = version

    @classmethod
    def of(cls, ids: Sequence[str] | npt.NDArray[np.bytes_], features: Features, voting: Voting) -> Snapshot:
        """The pictures of a batch, in memory.

        :raises ValueError: the features are not what the voting asks for.
        """
        segments = segments_of(ids, features, voting)
        return cls([Alive(segment, np.ones(len(segment.ids), np.bool_)) for segment in segments], voting)

    @cached_property
    def ids(self) -> npt.NDArray[np.bytes_]:
        """(N,) S32, of the living pictures, in the order of the scores."""
        return np.concatenate([np.empty(0, "S32"), *(segment.ids[mask] for segment, mask in self._members)])

    @cached_property
    def order(self) -> npt.NDArray[np.intp]:
        """(N,), the places of the ids in ascending order."""
        return np.argsort(self.ids)

    @cached_property
    def _length(self) -> int:
        return sum(int(mask.sum()) for _, mask in self._members)

    def __len__(self) -> int:
        return self._length

    def scores(self, query: Features) -> Floats:
        """How well each picture fits one picture's features, (N,) float32, at most 1.

        :param query: rows of one picture, in any order; a feature may come again under several words.
        :raises ValueError: they are not what the voting asks for.
        """
        asked = Asked.of(query, self._voting)
        if len(self) == 0 or len(asked.words) == 0:
            return np.zeros(len(self), np.float32)
        work = self._counting(asked) if self._voting.rule in COUNTED else self._comparing(asked)
        votes = self._each(work, zip(self._members, self._statistics.factors, strict=True))
        return np.concatenate(votes)

    def _counting(self, asked: Asked) -> Callable[[tuple[Alive, _Doubles]], Floats]:
        from lookalike.index.inverted.kernels import bm25_votes, cosine_votes

        idf, _, mean_length = self._statistics
        burst, bm25 = self._voting.burst, self._voting.rule == "bm25"
        counts = asked.counts
        if bm25:
            own = counts / (counts + _K1 * (1 - _B + _B * counts.sum() / mean_length))
            weights = counts * idf[asked.words] / (counts * idf[asked.words] * own).sum()
        else:
            counts = np.sqrt(counts) if burst else counts
            weights = counts * idf[asked.words] ** 2 / np.linalg.norm(counts * idf[asked.words])

        def work(member: tuple[Alive, _Doubles]) -> Floats:
            (segment, mask), factors = member
            known, begins, ends = asked.ranges(segment)
            if bm25:
                votes = bm25_votes(begins, ends, weights[known], segment.images, segment.counts, factors)
            else:
                votes = cosine_votes(begins, ends, weights[known], segment.images, segment.counts, burst) * factors
            return _finished(votes, mask)

        return work

    def _comparing(self, asked: Asked) -> Callable[[tuple[Alive, _Doubles]], Floats]:
        idf = self._statistics.idf[asked.words].repeat(np.diff(asked.rows))
        values, weights = _values(self._voting), asked.weights * idf**2
        itself = asked.alone()
        own = self._matched(asked, weights, values, itself)[0] / np.linalg.norm(idf)
        weights = weights / own if own > 0 else weights

        def work(member: tuple[Alive, _Doubles]) -> Floats:
            (segment, mask), factors = member
            return _finished(self._matched(asked, weights, values, segment) * factors[: len(mask)], mask)

        return work

    def _matched(self, asked: Asked, weights: _Doubles, values: _Doubles, segment: Segment) -> _Doubles:
        """The votes of matching signatures for each picture of a segment, (n,) float64."""
        from lookalike.index.inverted.kernels import agreed, matched_votes, signature_votes

        voting, count = self._voting, len(segment.ids)
        burst = voting.burst and voting.rule == "hamming"
        known, begins, ends = asked.ranges(segment)
        chosen, rows = asked.rows_of(known)
        query = begins, ends, rows, weights[chosen], asked.signatures[chosen]
        if not burst and not placed(voting):
            votes: _Doubles = signature_votes(*query, values, segment.images, segment.signatures)
            return votes[:count]
        columns = segment.images, segment.signatures, segment.angles, segment.scales
        votes = matched_votes(*query, asked.places[chosen], values, *columns, burst)
        return agreed(votes, count) if placed(voting) else votes[:count, 0]

    @cached_property
    def _statistics(self) -> _Statistics:
        frequencies = np.zeros(self._voting.words, np.int64)
        for words, found in self._each(_frequencies, self._members):
            frequencies[words] += found
        features = sum(int(segment.lengths[mask].sum(dtype=np.int64)) for segment, mask in self._members)
        mean_length = max(features, 1) / max(len(self), 1)
        if self._voting.rule == "bm25":
            idf = np.log1p((len(self) - frequencies + 0.5) / (frequencies + 0.5))
            return _Statistics(idf, [_damping(member, mean_length) for member in self._members], mean_length)
        idf = np.log((len(self) + 1) / np.maximum(frequencies, 1))
        burst = self._voting.burst
        factors = self._each(lambda member: _inverse_norms(member.segment, idf, burst), self._members)
        return _Statistics(idf, factors, mean_length)

    def _each(self, work: Callable[[_T], _R], items: Iterable[_T]) -> list[_R]:
        """Results in the order of the items, one for each segment, on all cores where that pays."""
        threads = min(cores(), len(self._members))
        if threads < 2 or sum(len(segment.images) for segment, _ in self._members) < _AT_ONCE:
            return [work(item) for item in items]
        with ThreadPoolExecutor(threads, thread_name_prefix="lookalike") as pool:
            return list(pool.map(work, items))


def _finished(votes: _Doubles, mask: npt.NDArray[np.bool_]) -> Floats:
    scores = np.minimum(votes[: len(mask)], 1).astype(np.float32)
    return scores if mask.all() else scores[mask]


def _values(voting: Voting) -> _Doubles:
    """What a pair of signatures counts at each distance, 0 to ``bits``."""
    distances = np.arange(voting.bits + 1, dtype=np.float64)
    if voting.rule == "hamming":
        votes = np.exp(-(distances**2) / (2 * voting.sharpness**2))
        return np.where(distances <= voting.threshold, votes, 0)
    alike = 1 - 2 * distances / max(voting.bits, 1)
    return np.where(alike > voting.threshold, np.sign(alike) * np.abs(alike) ** voting.sharpness, 0)


def _frequencies(member: Alive) -> tuple[npt.NDArray[Any], npt.NDArray[np.int64]]:
    """The words of a segment, and in how many living pictures each occurs."""
    segment, mask = member
    if mask.all():
        return segment.words, segment.frequencies
    from lookalike.index.inverted.kernels import live_frequencies

    return segment.words, live_frequencies(segment.starts, segment.images, _padded(mask))


def _padded(column: npt.NDArray[Any]) -> npt.NDArray[Any]:
    """(n,) as (SLOTS,), so that no posting, sound or not, points beyond it."""
    return np.concatenate([column, np.zeros(SLOTS - len(column), column.dtype)])


def _damping(member: Alive, mean_length: float) -> _Doubles:
    return _K1 * (1 - _B + _B * _padded(member.segment.lengths) / mean_length)


def _inverse_norms(segment: Segment, idf: _Doubles, burst: bool) -> _Doubles:
    """1 over the norm of each picture, (SLOTS,), 0 for those without features."""
    from lookalike.index.inverted.kernels import squared_norms

    squares = squared_norms(segment.starts, segment.images, segment.counts, idf[segment.words] ** 2, burst)
    return np.divide(1, np.sqrt(squares), out=np.zeros(SLOTS), where=squares > 0)
