"""What scores of pairs say of matches, where it is known which pairs match."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.stats import exponnorm

from lookalike.rerank.cutoff import Cutoff, _tailed, around, proved, standing
from lookalike.types import Floats


def drawn(matches: int, others: int, seed: int = 0) -> tuple[Floats, Floats]:
    """Scores of pairs that belong together, and of pairs that do not."""
    random = np.random.default_rng(seed)
    alike = random.beta(20, 5, matches)
    strange = random.normal(0.3, 0.07, others) + random.exponential(0.05, others)
    return alike.astype(np.float32), np.minimum(strange, 1).astype(np.float32)


def test_distribution_is_scipys() -> None:
    x = np.linspace(-1, 3, 50)
    np.testing.assert_allclose(_tailed(x, 0.4, 0.2, 1.5), exponnorm.cdf(x, 1.5, 0.4, 0.2), atol=1e-12)


@pytest.mark.parametrize("share", [0.2, 0.02, 0.004])
def test_probabilities_are_what_labels_tell(share: float) -> None:
    alike, strange = drawn(round(share * 200_000), round((1 - share) * 200_000))
    cutoff = Cutoff.of(np.concatenate([alike, strange]))
    for low in np.arange(0.2, 1, 0.1):
        inside = [scores[(scores >= low) & (scores < low + 0.1)] for scores in (alike, strange)]
        if sum(map(len, inside)) > 500:
            truly = len(inside[0]) / sum(map(len, inside))
            told = cutoff.probability(np.concatenate(inside)).mean()
            assert told == pytest.approx(truly, abs=0.08), low


def test_rises_with_the_score() -> None:
    alike, strange = drawn(200, 20_000)
    likely = Cutoff.of(np.concatenate([alike, strange])).probability(np.linspace(-0.5, 1.5, 400))
    assert (np.diff(likely) >= 0).all()
    assert 0 <= likely[0] < 0.01
    assert 0.98 < likely[-1] <= 1


def test_nothing_matches_among_strangers() -> None:
    _, strange = drawn(0, 50_000)
    likely = Cutoff.of(strange).probability(strange)
    assert (likely >= 0.5).mean() < 1e-3


def test_scores_that_are_all_alike() -> None:
    likely = Cutoff.of(np.zeros(1000, np.float32)).probability([0.0, 1.0])
    assert np.isfinite(likely).all()
    assert likely[0] < 0.5


def test_proof_adds_to_what_scores_tell() -> None:
    assert proved(0.0, 0.9) == pytest.approx(0.9)
    assert proved(0.5, 0.9) == pytest.approx(0.95)


def test_crowds_are_counted_off() -> None:
    similarities = np.zeros((2, 20), np.float32)
    similarities[0, :10], similarities[1, :3], similarities[:, 19] = 0.6, 0.8, -np.inf
    np.testing.assert_allclose(around(similarities), [0.6, 0.24], rtol=1e-6)
    np.testing.assert_allclose(around(similarities[:, :3]), [0.6, 0.8], rtol=1e-6)
    np.testing.assert_allclose(standing(np.float32([[0.9, 0.8]]), around(similarities)), [[0.6, 0.68]], rtol=1e-6)


@pytest.mark.parametrize("groups", [30, 8])
def test_few_pictures_tell_something(groups: int) -> None:
    """Thirty pictures that all are strangers, and as many in groups of four or so."""
    told, right, top = [], [], []
    for seed in range(5):
        random = np.random.default_rng(seed)
        labels = np.sort(np.arange(30) % groups)
        vectors = random.normal(size=(groups, 24))[labels] + random.normal(scale=0.5, size=(30, 24))
        vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
        scores = np.where(np.eye(30, dtype=bool), -np.inf, vectors @ vectors.T).astype(np.float32)
        stands = standing(scores, around(scores))
        others = ~np.eye(30, dtype=bool)
        likely = Cutoff.of(stands[others]).probability(stands[others])
        told.append(likely)
        right.append((labels[:, None] == labels)[others])
        top.append(len(np.unique(likely.round(3))))
    likely, truly = np.concatenate(told), np.concatenate(right)
    assert ((likely - truly) ** 2).mean() < 0.05
    assert (likely >= 0.5)[~truly].mean() < 0.02
    assert min(top) > 20  # and not all the same
    if truly.any():
        assert (likely >= 0.5)[truly].mean() > 0.8
