import numpy as np
import pytest
from numpy.testing import assert_array_equal

from lookalike.geometry import RELATIONS, rows
from lookalike.types import Box

MIDDLE = Box(0.5, 0.5, 0.2, 0.2)


def degree(relation, one, other):
    return float(RELATIONS[relation](rows([one]), rows([other]))[0])


@pytest.mark.parametrize(
    ("relation", "one", "other", "expected"),
    [
        ("left of", Box(0.2, 0.9, 0.2, 0.2), MIDDLE, 1),
        ("left of", Box(0.4, 0.5, 0.2, 0.2), MIDDLE, 0.5),
        ("left of", MIDDLE, MIDDLE, 0),
        ("left of", Box(0.8, 0.5, 0.2, 0.2), MIDDLE, 0),
        ("right of", Box(0.6, 0.5, 0.2, 0.2), MIDDLE, 0.5),
        ("above", Box(0.1, 0.45, 0.2, 0.2), MIDDLE, 0.25),
        ("below", Box(0.5, 0.9, 0.2, 0.2), MIDDLE, 1),
        ("inside", Box(0.5, 0.5, 0.1, 0.1), MIDDLE, 1),
        ("inside", Box(0.6, 0.5, 0.1, 0.1), MIDDLE, 0.5),
        ("inside", Box(0.5, 0.5, 0.4, 0.2), MIDDLE, 0.5),
        ("inside", Box(0.9, 0.5, 0.1, 0.1), MIDDLE, 0),
        ("contains", MIDDLE, Box(0.6, 0.6, 0.1, 0.1), 0.25),
        ("touching", Box(0.7, 0.5, 0.2, 0.2), MIDDLE, 1),
        ("touching", Box(0.725, 0.5, 0.2, 0.2), MIDDLE, 0.5),
        ("touching", Box(0.75, 0.5, 0.2, 0.2), MIDDLE, 0),
        ("larger than", Box(0.5, 0.5, 0.4, 0.2), MIDDLE, 1),
        ("larger than", Box(0.1, 0.1, 0.2, 0.2 * 2**0.5), MIDDLE, 0.5),
        ("larger than", MIDDLE, MIDDLE, 0),
        ("smaller than", MIDDLE, Box(0.5, 0.5, 0.4, 0.4), 1),
    ],
)
def test_degrees_worked_out_by_hand(relation, one, other, expected):
    assert degree(relation, one, other) == pytest.approx(expected, abs=1e-5)


INVERSE = {"left of": "right of", "above": "below", "inside": "contains", "larger than": "smaller than"}


def drawn(seed, count=40):
    rng = np.random.default_rng(seed)
    return np.hstack([rng.random((count, 2)), rng.uniform(0.01, 0.5, (count, 2))]).astype(np.float32)


@pytest.mark.parametrize(("relation", "inverse"), [*INVERSE.items(), ("touching", "touching")])
def test_every_relation_has_its_inverse(relation, inverse):
    one, other = drawn(0), drawn(1)
    assert_array_equal(RELATIONS[relation](one, other), RELATIONS[inverse](other, one))


@pytest.mark.parametrize("relation", RELATIONS)
def test_all_pairs_at_once_are_the_pairs_one_by_one(relation):
    one, other = drawn(2, 5), drawn(3, 7)
    degrees = RELATIONS[relation](one[:, None], other)
    assert degrees.shape == (5, 7)
    assert degrees.dtype == np.float32
    assert degrees.min() >= 0
    assert degrees.max() <= 1
    assert degrees[3, 4] == RELATIONS[relation](one[3], other[4])
