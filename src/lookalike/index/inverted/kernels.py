"""The compiled loops of the inverted file; import this module inside functions only.

They run without the interpreter's lock, one segment a call, so that several segments
go in parallel; within a segment the order of the sums is fixed, and so is the result. Loops over
slices, and with what they need in variables, take half the time of those over parts of arrays.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from lookalike.compiled import Array, bits_set, compiled
from lookalike.index.inverted.segment import CROWD, SLOTS

_TURNS = 16
_ZOOMS = 16


@compiled
def order_by_word(words: Array, size: int) -> Array:
    """The places of (P,) words below ``size`` in ascending order, equal ones as they come: (P,) uint32."""
    places = np.zeros(size + 1, np.int64)
    for word in words:
        places[word + 1] += 1
    places = np.cumsum(places)
    order = np.empty(len(words), np.uint32)
    for i in range(len(words)):
        word = words[i]
        order[places[word]] = i
        places[word] += 1
    return order


@compiled
def live_frequencies(starts: Array, images: Array, alive: Array) -> Array:
    """How many living pictures hold each word, (W,) int64, for (SLOTS,) bool."""
    frequencies = np.zeros(len(starts) - 1, np.int64)
    for w in range(len(frequencies)):
        last = -1
        for i in range(starts[w], starts[w + 1]):
            if images[i] != last:
                last = images[i]
                frequencies[w] += alive[last]
    return frequencies


@compiled
def squared_norms(starts: Array, images: Array, counts: Array, squares: Array, burst: bool) -> Array:
    """Sums over postings of the square of the word's weight and of its count, (SLOTS,) float64.

    Postings without counts are of one feature each; ``burst`` puts counts to the power of a half.
    """
    sums = np.zeros(SLOTS)
    for w in range(len(starts) - 1):
        square, holders, times = squares[w], images[starts[w] : starts[w + 1]], counts[starts[w] : starts[w + 1]]
        for i in range(len(holders)):
            count = np.float64(times[i]) if len(times) else 1.0
            sums[holders[i]] += square * (count if burst else count * count)
    return sums


@compiled
def cosine_votes(begins: Array, ends: Array, weights: Array, images: Array, counts: Array, burst: bool) -> Array:
    """Sums of weights (Q,) x counts over the postings of each word, (SLOTS,) float64."""
    votes = np.zeros(SLOTS)
    for q in range(len(begins)):
        weight, holders, times = weights[q], images[begins[q] : ends[q]], counts[begins[q] : ends[q]]
        for i in range(len(holders)):
            count = np.float64(times[i])
            votes[holders[i]] += weight * (np.sqrt(count) if burst else count)
    return votes


@compiled
def bm25_votes(begins: Array, ends: Array, weights: Array, images: Array, counts: Array, damping: Array) -> Array:
    """Sums of weights (Q,) x count / (count + damping of the picture), (SLOTS,) float64."""
    votes = np.zeros(SLOTS)
    for q in range(len(begins)):
        weight, holders, times = weights[q], images[begins[q] : ends[q]], counts[begins[q] : ends[q]]
        for i in range(len(holders)):
            count = np.float64(times[i])
            votes[holders[i]] += weight * count / (count + damping[holders[i]])
    return votes


@compiled
def _distance(asked: Array, r: int, signatures: Array, i: int) -> Any:
    if signatures.shape[1] == 1:  # The usual length; a loop of one turn would take twice the time.
        return bits_set(asked[r, 0] ^ signatures[i, 0])
    distance = np.uint64(0)
    for k in range(signatures.shape[1]):
        distance += bits_set(asked[r, k] ^ signatures[i, k])
    return distance


@compiled
def signature_votes(
    begins: Array,
    ends: Array,
    rows: Array,
    weights: Array,
    asked: Array,
    values: Array,
    images: Array,
    signatures: Array,
) -> Array:
    """Sums of weight x value of the distance over all pairs of a word, (SLOTS,) float64.

    :param begins, ends: (Q,), the postings of each word of the query.
    :param rows: (Q + 1,), the query's features of each word are those from ``rows[q]`` to ``rows[q + 1]``.
    :param weights: of the query's features, (R,).
    :param asked: (R, B) uint64, their signatures.
    :param values: what a pair counts at each distance.
    """
    votes = np.zeros(SLOTS)
    for q in range(len(begins)):
        for i in range(begins[q], ends[q]):
            vote = 0.0
            for r in range(rows[q], rows[q + 1]):
                vote += weights[r] * values[_distance(asked, r, signatures, i)]
            votes[images[i]] += vote
    return votes


@compiled
def _pairs(
    asked: Array,
    first: int,
    last: int,
    signatures: Array,
    begin: int,
    end: int,
    values: Array,
    pairs: Array,
    mine: Array,
    theirs: Array,
) -> Any:
    """How many pairs of some rows of each side vote; which these are, and what each row gives in all."""
    mine[: last - first] = 0
    theirs[: end - begin] = 0
    count = 0
    for r in range(first, last):
        for i in range(begin, end):
            value = values[_distance(asked, r, signatures, i)]
            if value != 0:
                pairs[count, 0], pairs[count, 1] = r, i
                count += 1
                mine[r - first] += value
                theirs[i - begin] += value
    return count


@compiled
def _tally(bins: Array, turn: int, zoom: int, value: float) -> None:
    """Put a vote into the bins, whose middles are whole sixteenths of a turn and half octaves."""
    bins[((turn + 8) & 255) >> 4] += value
    bins[_TURNS + min(max(((zoom + 2) >> 2) + _ZOOMS // 2, 0), _ZOOMS - 1)] += value


@compiled
def matched_votes(
    begins: Array,
    ends: Array,
    rows: Array,
    weights: Array,
    asked: Array,
    asked_places: Array,
    values: Array,
    images: Array,
    signatures: Array,
    angles: Array,
    scales: Array,
    burst: bool,
) -> Array:
    """As :func:`signature_votes`, with bursts discounted, and (SLOTS, 32) float64 histograms if there are angles.

    The value v of a pair becomes v^2 / sqrt(a b) under ``burst``, where a and b are what the
    two features give in all within the word and the pair of pictures. Without angles
    everything goes into the first column.

    :param asked_places: (R, 2), the quantised angles and scales of the query's features.
    """
    consistent = len(angles) > 0
    votes = np.zeros((SLOTS, _TURNS + _ZOOMS if consistent else 1))
    widest = 1
    for q in range(len(begins)):
        widest = max(widest, rows[q + 1] - rows[q])
    mine, theirs, pairs = np.empty(widest), np.empty(CROWD), np.empty((widest * CROWD, 2), np.int64)
    for q in range(len(begins)):
        begin, first = begins[q], rows[q]
        while begin < ends[q]:
            image, end = images[begin], begin + 1
            while end < ends[q] and images[end] == image and end - begin < CROWD:
                end += 1
            count = _pairs(asked, first, rows[q + 1], signatures, begin, end, values, pairs, mine, theirs)
            for k in range(count):
                r, i = pairs[k]
                value = values[_distance(asked, r, signatures, i)]
                if burst:
                    value *= value / np.sqrt(mine[r - first] * theirs[i - begin])
                value *= weights[r]
                if consistent:
                    turn, zoom = angles[i] - asked_places[r, 0], scales[i] - asked_places[r, 1]
                    _tally(votes[image], turn, zoom, value)
                else:
                    votes[image, 0] += value
            begin = end
    return votes


@compiled
def agreed(votes: Array, count: int) -> Array:
    """The smaller of the largest sums of three neighbouring bins of angle and of scale, (count,) float64."""
    best = np.zeros(count)
    for image in range(count):
        turn, zoom = 0.0, 0.0
        for k in range(_TURNS):
            about = votes[image, k - 1 if k else _TURNS - 1] + votes[image, k] + votes[image, (k + 1) % _TURNS]
            turn = max(turn, about)
        for k in range(1, _ZOOMS - 1):
            zoom = max(zoom, votes[image, _TURNS + k - 1] + votes[image, _TURNS + k] + votes[image, _TURNS + k + 1])
        best[image] = min(turn, zoom)
    return best
