"""Similarities equal their definitions, and spaces their parts."""

import numpy as np
import pyarrow as pa
import pytest
from numpy.testing import assert_allclose
from scipy.spatial import distance

from lookalike.index.measures import MEASURES
from lookalike.index.search import best
from lookalike.index.space import Space

rng = np.random.default_rng(3)


def histograms(rows: int, columns: int = 32) -> np.ndarray:
    counts = rng.integers(0, 50, (rows, columns)).astype(np.float32)
    counts[:, :5] = 0
    counts[0] = np.eye(columns)[0]
    return counts / counts.sum(axis=1, keepdims=True)


def chi2(p, q):
    total = np.where(p + q > 0, p + q, 1)
    return 1 - ((p - q) ** 2 / total).sum() / 2


DEFINITIONS = {
    "cosine": lambda p, q: 1 - distance.cosine(p, q),
    "hellinger": lambda p, q: np.sqrt(p * q).sum(),
    "l1": lambda p, q: 1 - distance.cityblock(p, q) / 2,
    "intersection": lambda p, q: np.minimum(p, q).sum(),
    "chi2": chi2,
}


@pytest.mark.parametrize("name", MEASURES)
def test_each_measure_is_its_definition(name):
    measure = MEASURES[name]
    queries, rows = histograms(4), histograms(9)
    found = measure.similarities(measure.embed(queries), measure.embed(rows))
    for q, row in enumerate(found):
        for n, value in enumerate(row):
            expected = DEFINITIONS[name](queries[q].astype(float), rows[n].astype(float))
            assert value == pytest.approx(expected, abs=2e-6)


@pytest.mark.parametrize("name", MEASURES)
def test_bounds_hold_and_are_reached(name):
    measure = MEASURES[name]
    rows = measure.embed(histograms(50))
    found = measure.similarities(rows, rows)
    assert_allclose(np.diag(found), 1, atol=1e-5)
    assert found.max() <= 1 + 1e-5
    assert found.min() >= measure.lowest - 1e-5


@pytest.mark.parametrize("name", MEASURES)
def test_embedded_rows_are_unit_or_zero(name):
    rows = histograms(5)
    rows[3] = 0
    assert_allclose(np.linalg.norm(MEASURES[name].embed(rows), axis=1), [1, 1, 1, 0, 1], atol=1e-6)


def test_blocks_do_not_change_the_result(monkeypatch):
    rows = MEASURES["chi2"].embed(histograms(100))
    whole = MEASURES["chi2"].similarities(rows[:3], rows)
    monkeypatch.setattr("lookalike.index.measures._BLOCK", 32 * 7)
    assert_allclose(MEASURES["chi2"].similarities(rows[:3], rows), whole)


@pytest.mark.parametrize("measures", [("cosine", "hellinger"), ("cosine", "l1"), ("chi2",)])
def test_a_space_is_the_weighted_mean_of_its_parts(measures):
    weights, dimensions = (3.0, 1.0)[: len(measures)], (32, 20)[: len(measures)]
    space = Space(measures, weights, dimensions)
    parts = [histograms(8, d) for d in dimensions]
    rows = space.rows(parts)
    expected = sum(
        w / sum(weights) * MEASURES[m].similarities(MEASURES[m].embed(p), MEASURES[m].embed(p))
        for m, w, p in zip(measures, weights, parts, strict=True)
    )
    assert rows.shape == (8, space.dimension)
    assert_allclose(space.similarities(rows, rows), expected, atol=1e-5)
    assert_allclose(space.contributions(rows, rows).sum(axis=0), expected, atol=1e-5)
    assert_allclose(np.linalg.norm(rows, axis=1), 1, atol=1e-5)


@pytest.mark.parametrize("wanted", [1, 3, 10, 99])
def test_best_sorts_by_score_and_then_by_id(wanted):
    scores = rng.integers(0, 4, 30).astype(np.float32)
    ids = [f"{n:02d}" for n in rng.permutation(30)]
    expected = sorted(range(30), key=lambda i: (-scores[i], ids[i]))[:wanted]
    assert best(scores, pa.array(ids), wanted).tolist() == expected
