"""Fused scores are what their papers say."""

import numpy as np
import pytest
from numpy.testing import assert_allclose

from lookalike.index.fusion import FUSIONS, fused
from lookalike.index.measures import MEASURES, Measure
from lookalike.index.space import Space

SHARES = np.array([0.75, 0.25], np.float32)
SIMILARITIES = np.array([[0.9, 0.5, 0.1, 0.5], [0.2, 0.3, 0.4, 0.9]], np.float32)


def test_the_sum_is_the_weighted_mean_of_similarities():
    terms = fused(SHARES[:, None] * SIMILARITIES, SHARES, "sum")
    assert_allclose(terms.sum(axis=0), SHARES @ SIMILARITIES)


def test_reciprocal_ranks_give_one_to_what_is_first_everywhere():
    terms = fused(SHARES[:, None] * SIMILARITIES, SHARES, "rrf")
    assert_allclose(terms[0], 0.75 * 61 / (60 + np.array([1, 2, 4, 2])), rtol=1e-6)
    assert_allclose(terms[1], 0.25 * 61 / (60 + np.array([4, 3, 2, 1])), rtol=1e-6)
    assert fused(np.ones((2, 1), np.float32), SHARES, "rrf").sum() == pytest.approx(1)


def test_standard_scores_do_not_depend_on_the_spread_of_a_part():
    terms = fused(SHARES[:, None] * SIMILARITIES, SHARES, "zscore")
    squeezed = 0.5 + 0.01 * SIMILARITIES
    assert_allclose(fused(SHARES[:, None] * squeezed, SHARES, "zscore"), terms, atol=1e-3)
    assert_allclose(terms.mean(axis=1), 0, atol=1e-6)
    assert_allclose(terms.std(axis=1), SHARES, atol=1e-6)


@pytest.mark.parametrize("how", FUSIONS)
def test_a_part_that_tells_nothing_apart_changes_no_order(how):
    same = np.stack([SIMILARITIES[0], np.full(4, 0.3, np.float32)])
    scores = fused(SHARES[:, None] * same, SHARES, how).sum(axis=0)
    assert np.argsort(-scores, kind="stable").tolist() == [0, 1, 3, 2]


def test_a_costly_measure_is_estimated_where_it_may_be():
    called = []

    def kernel(query, rows):
        called.append(len(rows))
        return np.ones(len(rows), np.float32)

    costly = Measure("slow", "all alike", MEASURES["cosine"].embed, kernel, exact=False, lowest=0, costly=True)
    space = Space((costly, MEASURES["cosine"]), (1.0, 1.0), (2, 2))
    rows = space.rows([np.eye(2, dtype=np.float32)] * 2)
    assert_allclose(space.similarities(rows, rows, rough=True), np.eye(2), atol=1e-6)
    assert called == []
    assert_allclose(space.similarities(rows, rows), [[1, 0.5], [0.5, 1]], atol=1e-6)
    assert called == [2, 2]
