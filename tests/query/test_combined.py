"""Scores of combined queries, and what each part adds."""

from __future__ import annotations

import numpy as np
import pytest

from lookalike.query.combined import FURTHEST, contributions, standardized, total
from lookalike.query.words import Words

DOG, CAT, SEA = Words("dog"), Words("cat"), Words("sea")
SAID = {
    DOG: np.array([3, 1, -1, 0], np.float32),
    CAT: np.array([-2, 2, 0, 0], np.float32),
    SEA: np.array([0, 1, 4, -1], np.float32),
}


def test_a_sum_is_a_weighted_mean() -> None:
    added = contributions(2 * DOG - CAT, SAID)
    np.testing.assert_allclose(total(added), (2 * SAID[DOG] - SAID[CAT]) / 3, rtol=1e-6)
    np.testing.assert_allclose(added[CAT], -SAID[CAT] / 3, rtol=1e-6)


def test_and_takes_the_worst_or_the_best_and_not_the_opposite() -> None:
    assert total(contributions(DOG & CAT & SEA, SAID)).tolist() == [-2, 1, -1, -1]
    assert total(contributions(DOG | CAT | SEA, SAID)).tolist() == [3, 2, 4, 0]
    assert total(contributions(DOG & ~CAT, SAID)).tolist() == [2, -2, -1, 0]


def test_contributions_add_up_and_only_what_decides_adds() -> None:
    query = (DOG | CAT) & SEA
    added = contributions(query, SAID)
    assert added[DOG].tolist() == [0, 0, 0, 0]
    assert added[CAT].tolist() == [0, 0, 0, 0]
    assert added[SEA].tolist() == [0, 1, 0, -1]
    assert total(added).tolist() == [0, 1, 0, -1]


def test_a_leaf_that_is_named_twice_counts_twice() -> None:
    assert total(contributions(DOG + DOG, SAID)).tolist() == SAID[DOG].tolist()


@pytest.mark.parametrize("scale", [1e-3, 1.0, 1e3])
def test_scales_do_not_matter(scale: float) -> None:
    scores = np.random.default_rng(0).normal(size=200).astype(np.float32)
    np.testing.assert_allclose(standardized(scale * scores + 5), standardized(scores), atol=1e-2)


def test_what_is_all_alike_says_nothing_and_what_is_rare_is_bounded() -> None:
    assert not standardized(np.full(5, 0.3, np.float32)).any()
    assert not standardized(np.empty(0, np.float32)).size
    rare = standardized(np.array([1] + [0] * 9999, np.float32))
    assert rare[0] == FURTHEST
    assert standardized(np.array([2.0], np.float32), np.array([0.0, 1.0], np.float32)).tolist() == [3.0]
