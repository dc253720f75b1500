"""Similarities equal their definitions, and spaces their parts."""

from typing import get_args

import numpy as np
import pyarrow as pa
import pytest
from numpy.testing import assert_allclose
from scipy.spatial import distance

from lookalike.encode.compare import Compare
from lookalike.index.measures import MEASURES, measure_of
from lookalike.index.search import RESCORED, best
from lookalike.index.space import Space
from lookalike.parameters import hints

rng = np.random.default_rng(3)
COMPARED = get_args(hints(Compare)["by"])


def histograms(rows: int, columns: int = 32) -> np.ndarray:
    counts = rng.integers(0, 50, (rows, columns)).astype(np.float32)
    counts[:, :5] = 0
    counts[0] = np.eye(columns)[0]
    return counts / counts.sum(axis=1, keepdims=True)


def chi2(p, q):
    total = np.where(p + q > 0, p + q, 1)
    return 1 - ((p - q) ** 2 / total).sum() / 2


GROUND = rng.uniform(0, 100, (32, 3)).astype(np.float32)


def quadratic(p, q):
    apart = np.linalg.norm(GROUND[:, None] - GROUND, axis=2)
    return 1 - (p - q) @ (1 - apart / apart.max()) @ (p - q) / 2


HISTOGRAMS = {
    "hellinger": lambda p, q: np.sqrt(p * q).sum(),
    "intersection": lambda p, q: np.minimum(p, q).sum(),
    "chi2": chi2,
    "jensen_shannon": lambda p, q: 1 - distance.jensenshannon(p, q, base=2) ** 2,
    "quadratic": quadratic,
}
VECTORS = {
    "cosine": lambda p, q: 1 - distance.cosine(p, q),
    "l1": lambda p, q: 1 - distance.cityblock(p, q) / 2,
    "l2": lambda p, q: 1 - distance.sqeuclidean(p, q) / 2,
    "canberra": lambda p, q: 1 - distance.canberra(p, q) / max(1, np.sum((p != 0) | (q != 0))),
}
every_measure = pytest.mark.parametrize(
    "measure", [measure_of(n, lambda: GROUND) for n in COMPARED], ids=lambda m: m.name
)


def test_every_general_measure_has_its_definition_here():
    assert {*HISTOGRAMS, *VECTORS} == set(COMPARED)


def agree(measure, queries, rows, definition):
    found = measure.similarities(measure.embed(queries), measure.embed(rows))
    for q, row in zip(queries.astype(float), found, strict=True):
        for n, value in zip(rows.astype(float), row, strict=True):
            assert value == pytest.approx(definition(q, n), abs=5e-6)


@every_measure
def test_each_measure_is_its_definition(measure):
    agree(measure, histograms(4), histograms(9), {**HISTOGRAMS, **VECTORS}[measure.name])


@pytest.mark.parametrize("name", VECTORS)
def test_measures_of_vectors_take_any_sign_and_size(name):
    vectors = (3 * rng.standard_normal((8, 32))).astype(np.float32)
    vectors[:, :2] = 0
    agree(MEASURES[name], vectors[:3], vectors, lambda p, q: pytest.approx(VECTORS[name](p, q), rel=1e-4, abs=1e-4))


@every_measure
def test_bounds_hold_and_are_reached(measure):
    rows = measure.embed(histograms(50))
    found = measure.similarities(rows, rows)
    assert_allclose(np.diag(found), 1, atol=1e-5)
    assert found.max() <= 1 + 1e-5
    assert found.min() >= measure.lowest - 1e-5


@every_measure
def test_embedded_rows_are_unit_or_zero(measure):
    rows = histograms(5)
    rows[3] = 0
    norms = np.linalg.norm(measure.embed(rows), axis=1)
    assert_allclose(norms[[0, 1, 2, 4]], 1, atol=1e-5)
    assert norms[3] in (0, pytest.approx(1))


@every_measure
def test_blocks_do_not_change_the_result(measure, monkeypatch):
    rows = measure.embed(histograms(100))
    whole = measure.similarities(rows[:3], rows)
    monkeypatch.setattr("lookalike.index.measures.base._BLOCK", 32 * 7)
    assert_allclose(measure.similarities(rows[:3], rows), whole, atol=1e-6)


@every_measure
def test_the_inner_product_finds_what_the_measure_ranks_first(measure):
    """Recall at 10 of what a search re-scores against ranking every row."""
    drawn = np.random.default_rng(5)
    kinds = drawn.dirichlet(np.full(32, 0.3), 60)
    rows = np.stack([drawn.dirichlet(60 * kinds[n % 60] + 0.02) for n in range(12_000)]).astype(np.float32)
    embedded = measure.embed(rows)
    recalls = []
    for query in embedded[::400]:
        truth = np.argsort(-measure.kernel(query, embedded), kind="stable")[:10]
        candidates = np.argsort(-(embedded @ query), kind="stable")[:RESCORED]
        recalls.append(len(np.intersect1d(truth, candidates)) / 10)
    assert np.mean(recalls) >= 0.99


@pytest.mark.parametrize("measures", [("cosine", "hellinger"), ("cosine", "chi2"), ("chi2",)])
def test_a_space_is_the_weighted_mean_of_its_parts(measures):
    weights, dimensions = (3.0, 1.0)[: len(measures)], (32, 20)[: len(measures)]
    space = Space(tuple(MEASURES[m] for m in measures), weights, dimensions)
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
