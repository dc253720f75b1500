"""Fused scores are what their papers say."""

import numpy as np
import pytest
from numpy.testing import assert_allclose

from lookalike.describe.layout.haar_wavelets import HaarWavelets
from lookalike.index.fusion import FUSIONS, fused
from lookalike.index.measures import MEASURES, Measure
from lookalike.index.scoring import terms
from lookalike.index.space import Space
from lookalike.types import Image

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

    costly = Measure("slow", "all alike", MEASURES["cosine"].embed, kernel, exact=False, lowest=0, shortlist=5)
    space = Space((costly, MEASURES["cosine"]), (1.0, 1.0), (2, 2))
    rows = space.rows([np.eye(2, dtype=np.float32)] * 2)
    assert_allclose(space.similarities(rows, rows, rough=True), np.eye(2), atol=1e-6)
    assert called == []
    assert_allclose(space.similarities(rows, rows), [[1, 0.5], [0.5, 1]], atol=1e-6)
    assert called == [2, 2]


@pytest.mark.parametrize("weight", [0.1, 1.0, 3.0, 7.7])
def test_a_weight_leaves_what_a_row_carries_as_it_was(weight):
    rng = np.random.default_rng(0)
    pictures = [Image(rng.integers(0, 256, (64, 64, 3), dtype=np.uint8)) for _ in range(8)]
    vectors, measure = HaarWavelets().describe(pictures).vectors, MEASURES["wavelet_scanned"]
    alone = measure.embed(vectors)
    space = Space((measure, MEASURES["cosine"]), (weight, 1.0), (alone.shape[1], 2))
    rows = space.rows([vectors, np.ones((8, 2), np.float32)])
    found = space.contributions(rows, rows)[0] / space.shares[0]
    assert_allclose(found, measure.similarities(alone, alone), atol=1e-5)


@pytest.mark.parametrize("how", FUSIONS)
def test_what_is_behind_the_shortlist_stays_behind_and_in_order(how):
    rng = np.random.default_rng(1)
    costly = Measure("slow", "whatever", MEASURES["cosine"].embed, lambda q, r: r @ q, False, 0, shortlist=5)
    space = Space((costly, MEASURES["cosine"]), (1.0, 1.0), (2, 2))
    rough, truth = rng.random((2, 2, 30)).astype(np.float32)
    asked = []

    def exact(places):
        asked.extend(places)
        return truth[:, places]

    scores = terms(space, rough, exact, how).sum(axis=0)
    before = fused(rough, space.shares, how).sum(axis=0)
    order = np.argsort(-before, kind="stable")
    assert sorted(asked) == sorted(order[:5])
    assert scores[order[:5]].min() > scores[order[5:]].max()
    assert np.argsort(-scores, kind="stable")[5:].tolist() == order[5:].tolist()
