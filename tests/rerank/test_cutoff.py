"""What scores of pairs say of matches, where it is known which pairs match."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.stats import exponnorm

from lookalike.rerank.cutoff import Cutoff, _tailed, proved
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
    assert 0.99 < likely[-1] <= 1


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
