"""The image querying metric equals its definition, and the search by inner products finds what it ranks first."""

import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal

from lookalike.index.measures.wavelet import WAVELET_PAINTED, WAVELET_SCANNED

M = 60
every_measure = pytest.mark.parametrize("measure", [WAVELET_SCANNED, WAVELET_PAINTED], ids=lambda m: m.name)
rng = np.random.default_rng(5)

MOST_SCANNED = (
    (3 * 0.83 + 5 * 1.01 + 7 * 0.52 + 9 * 0.47 + 36 * 0.30)
    + (3 * 1.26 + 5 * 0.44 + 7 * 0.53 + 9 * 0.28 + 36 * 0.14)
    + (3 * 0.36 + 5 * 0.45 + 52 * 0.27)
)
"""What 60 positions a channel earn at the most: Q's are worth more in the last bin than in two before it."""


def signature(*kept, averages=(0.5, 0.0, 0.0)) -> np.ndarray:
    """A signature with a few (channel, row, column, sign)."""
    vector = np.zeros(3 + 3 * M, np.float32)
    vector[:3] = averages
    for place, (channel, row, column, sign) in enumerate(kept):
        vector[3 + channel * M + place] = sign * (1 + 128 * row + column)
    return vector


def random_signatures(count: int) -> np.ndarray:
    """Signatures that have low frequencies more often than high ones, as those of pictures do."""
    odds = 1 / np.arange(1, 16384)
    places = [
        [rng.choice(np.arange(2, 16385), M, replace=False, p=odds / odds.sum()) for _ in "yiq"] for _ in range(count)
    ]
    signed = np.reshape(places, (count, -1)) * rng.choice([-1, 1], (count, 3 * M))
    averages = rng.uniform((0, -0.3, -0.2), (1, 0.3, 0.2), (count, 3))
    return np.hstack([averages, signed]).astype(np.float32)


def similarity(measure, query, target) -> float:
    query, target = (measure.embed(vector[None]) for vector in (query, target))
    return float(measure.similarities(query, target)[0, 0])


def test_what_is_missed_and_what_averages_differ_by_is_weighed_as_in_the_paper():
    query = signature((0, 0, 1, 1), (1, 3, 2, -1), (2, 64, 5, 1))
    target = signature((0, 0, 1, 1), (1, 3, 2, 1), (2, 5, 64, 1), averages=(0.6, 0.02, -0.01))
    lost = 0.1 * 5.00 + 0.02 * 19.21 + 0.01 * 34.37 + 0.53 + 0.27
    assert similarity(WAVELET_SCANNED, query, target) == pytest.approx(1 - lost / MOST_SCANNED, abs=1e-5)


def test_what_only_the_target_has_costs_nothing():
    query = signature((0, 0, 1, 1))
    target = signature((0, 0, 1, 1), (0, 7, 7, 1))
    assert similarity(WAVELET_PAINTED, query, target) == pytest.approx(1)
    assert similarity(WAVELET_PAINTED, target, query) < 1


@every_measure
@pytest.mark.parametrize("vectors", [random_signatures(20), signature()[None]], ids=["many", "plain"])
def test_only_the_same_signature_is_wholly_alike(measure, vectors):
    rows = measure.embed(vectors)
    scores = measure.similarities(rows, rows)
    assert_allclose(np.diag(scores), 1, atol=1e-5)
    assert (scores - 2 * np.eye(len(rows)) < 0.9).all()


@every_measure
def test_the_place_of_a_row_does_not_change_its_embedding(measure):
    vectors = random_signatures(7)
    together = measure.embed(vectors)
    assert_allclose(np.linalg.norm(together, axis=1), 1, atol=1e-5)
    for row, vector in zip(together, vectors, strict=True):
        assert_array_equal(row, measure.embed(vector[None])[0])


@every_measure
def test_inner_products_put_a_damaged_copy_first(measure):
    vectors = random_signatures(300)
    copies = vectors[:30].copy()
    dropped = rng.random((30, 3 * M)) < 0.3
    copies[:, 3:][dropped] = 0
    copies[:, :3] += rng.uniform(-0.02, 0.02, (30, 3))
    found = (measure.embed(copies) @ measure.embed(vectors).T).argmax(axis=1)
    assert_array_equal(found, np.arange(30))


@every_measure
def test_inner_products_go_with_the_similarity(measure):
    rows = measure.embed(random_signatures(200))
    scores = measure.similarities(rows[:20], rows)
    others = ~np.eye(20, 200, dtype=bool)
    assert np.corrcoef(scores[others], (rows[:20] @ rows.T)[others])[0, 1] > 0.8
