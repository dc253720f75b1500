"""Random pictures of visual words, and their scores worked out pair by pair as the formulas say."""

from __future__ import annotations

from collections import Counter, defaultdict
from math import exp, log, log2, pi, sqrt

import numpy as np

from lookalike.types import Features, Voting

WORDS = 12

VOTINGS = [
    Voting("tfidf", WORDS),
    Voting("tfidf", WORDS, burst=True),
    Voting("bm25", WORDS),
    Voting("hamming", WORDS),
    Voting("hamming", WORDS, bits=64, threshold=31, sharpness=16),
    Voting("hamming", WORDS, bits=24, threshold=12, sharpness=6, burst=True),
    Voting("hamming", WORDS, bits=128, threshold=66, sharpness=40, consistent=True),
    Voting("hamming", WORDS, bits=64, threshold=34, sharpness=16, burst=True, consistent=True),
    Voting("asmk", WORDS, bits=64, threshold=0.0, sharpness=3),
    Voting("asmk", WORDS, bits=128, threshold=-0.1, sharpness=2),
]


def name(voting: Voting) -> str:
    flags = "-burst" * voting.burst + "-consistent" * voting.consistent
    return f"{voting.rule}{voting.bits}{flags}"


def ids_of(numbers) -> list[str]:
    return [f"{i:032x}" for i in numbers]


def drawn(rng: np.random.Generator, voting: Voting, sizes) -> Features:
    """Pictures of so many rows each; for asmk, of no more than one a word."""
    if voting.rule == "asmk":
        words = [rng.permutation(voting.words)[:size] for size in sizes]
    else:
        words = [np.minimum(rng.geometric(0.25, size) - 1, voting.words - 1) for size in sizes]
    joined = np.concatenate([np.empty(0, np.int64), *words]).astype(np.int32)
    rows = len(joined)
    # Few patterns with a few bits changed, so that there are near and far signatures.
    patterns = rng.integers(0, 256, (4, voting.bits // 8), dtype=np.uint8)[rng.integers(0, 4, rows)]
    noise = rng.integers(0, 256, patterns.shape, dtype=np.uint8) & rng.integers(0, 256, patterns.shape, dtype=np.uint8)
    frames = np.stack([*rng.uniform(0, 99, (2, rows)), 2 ** rng.uniform(-1, 7, rows), rng.uniform(0, 2 * pi, rows)], 1)
    ordinals = np.repeat(np.arange(len(sizes)), [len(w) for w in words])
    return Features(patterns ^ noise & noise[::-1], ordinals, len(sizes), frames.astype(np.float32), joined)


def one(features: Features, image: int) -> Features:
    rows = features.at(features.ordinals == image)
    return Features(rows.vectors, np.zeros(len(rows), np.int64), 1, rows.frames, rows.words, rows.weights)


def expected(features: Features, query: Features, voting: Voting) -> np.ndarray:
    """The score of each picture of a batch."""
    pictures = [one(features, i) for i in range(features.images)]
    frequency = Counter(word for picture in pictures for word in set(picture.words.tolist()))
    count = len(pictures)
    if voting.rule == "bm25":
        idf = {w: log(1 + (count - frequency[w] + 0.5) / (frequency[w] + 0.5)) for w in range(voting.words)}
        mean = max(sum(map(len, pictures)), 1) / count
        own = _bm25(query, query, idf, mean)
        return np.array([min(_bm25(query, picture, idf, mean) / own if own else 0, 1) for picture in pictures])
    idf = {w: log((count + 1) / max(frequency[w], 1)) for w in range(voting.words)}
    if voting.rule == "tfidf":
        return np.array([_cosine(query, picture, idf, voting) for picture in pictures])
    own = _matched(query, query, idf, voting)
    return np.array([min(_matched(query, picture, idf, voting) / own if own else 0, 1) for picture in pictures])


def _weights(features: Features) -> list[float]:
    return [1.0] * len(features) if features.weights is None else features.weights.tolist()


def _counts(features: Features) -> Counter:
    counts: Counter = Counter()
    for word, weight in zip(features.words.tolist(), _weights(features), strict=True):
        counts[word] += weight
    return counts


def _bm25(query, picture, idf, mean) -> float:
    asked, there = _counts(query), _counts(picture)
    length = 1.2 * (1 - 0.75 + 0.75 * sum(there.values()) / mean)
    return sum(asked[w] * idf[w] * there[w] * 2.2 / (there[w] + length) for w in asked if there[w])


def _cosine(query, picture, idf, voting) -> float:
    power = 0.5 if voting.burst else 1
    a, b = ({w: idf[w] * n**power for w, n in _counts(features).items()} for features in (query, picture))
    norms = sqrt(sum(x * x for x in a.values())) * sqrt(sum(x * x for x in b.values()))
    return sum(a[w] * b[w] for w in a if w in b) / norms if norms else 0


def _value(distance: int, voting: Voting) -> float:
    if voting.rule == "hamming":
        return exp(-(distance**2) / (2 * voting.sharpness**2)) if distance <= voting.threshold else 0
    u = 1 - 2 * distance / voting.bits
    return np.sign(u) * abs(u) ** voting.sharpness if u > voting.threshold else 0


def _matched(query, picture, idf, voting) -> float:
    bits = [np.unpackbits(features.vectors, axis=1) for features in (query, picture)]
    pairs = {
        (q, p): _value(int((bits[0][q] != bits[1][p]).sum()), voting)
        for q, word in enumerate(query.words)
        for p, other in enumerate(picture.words)
        if word == other
    }
    if voting.burst:
        of_query, of_picture = defaultdict(float), defaultdict(float)
        for (q, p), value in pairs.items():
            of_query[q] += value
            of_picture[p] += value
        pairs = {(q, p): v * v / sqrt(of_query[q] * of_picture[p]) for (q, p), v in pairs.items() if v}
    weights = _weights(query)
    votes = {(q, p): weights[q] * idf[int(query.words[q])] ** 2 * value for (q, p), value in pairs.items()}
    norm = sqrt(sum(idf[i] ** 2 for i in picture.words.tolist()))
    total = _agreeing(votes, query, picture) if voting.consistent else sum(votes.values())
    return total / norm if norm else 0


def _agreeing(votes, query, picture) -> float:
    turns, zooms = defaultdict(float), defaultdict(float)
    for (q, p), vote in votes.items():
        (scale, angle), (other_scale, other_angle) = query.frames[q, 2:], picture.frames[p, 2:]
        turn = round(float(other_angle) * 128 / pi) - round(float(angle) * 128 / pi)
        zoom = round(8 * log2(other_scale)) - round(8 * log2(scale))
        turns[(turn + 8) // 16 % 16] += vote
        zooms[min(max((zoom + 2) // 4, -8), 7)] += vote
    most_turned = max(turns[b - 1 if b else 15] + turns[b] + turns[(b + 1) % 16] for b in range(16))
    return min(most_turned, max(zooms[b - 1] + zooms[b] + zooms[b + 1] for b in range(-7, 7)))
