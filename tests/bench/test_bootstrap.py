"""Intervals of means over queries."""

import numpy as np
import pytest
from scipy.stats import bootstrap

from lookalike.bench.harness.bootstrap import intervals


def test_interval_is_that_of_a_reference_implementation():
    values = np.random.default_rng(1).beta(2, 1, 400)
    low, high = intervals({"mAP": values}, seed=0)["mAP"]
    theirs = bootstrap((values,), np.mean, n_resamples=20_000, method="percentile", rng=np.random.default_rng(2))
    # Both draw at random: quantiles of 1,000 resamples stray by about a tenth of the standard error.
    tolerance = 0.25 * values.std() / np.sqrt(len(values))
    assert [low, high] == pytest.approx(theirs.confidence_interval, abs=tolerance)


def test_interval_covers_the_true_mean_about_as_often_as_it_says():
    rng = np.random.default_rng(3)
    samples = {str(trial): rng.normal(0.5, 0.1, 200) for trial in range(300)}
    covered = [low <= 0.5 <= high for low, high in intervals(samples, seed=0).values()]
    assert 0.90 < np.mean(covered) < 0.99


def test_same_seed_same_interval_and_the_global_generator_is_left_alone():
    values = {"mAP": np.random.default_rng(4).random(50)}
    state = np.random.get_state()[1].tolist()
    assert intervals(values, seed=5) == intervals(values, seed=5)
    assert intervals(values, seed=5) != intervals(values, seed=6)
    assert np.random.get_state()[1].tolist() == state


def test_equal_values_and_a_single_query_have_no_spread():
    assert intervals({"a": np.full(9, 0.25)}, seed=0)["a"] == pytest.approx([0.25, 0.25])
    assert intervals({"a": np.array([0.7])}, seed=0)["a"] == pytest.approx([0.7, 0.7])
