"""What is learnt from judged pictures."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pytest
from sklearn.linear_model import Ridge

from lookalike.rerank.feedback import REGULAR, UNWANTED, USUAL, agreement, classifier, reweighting, rocchio
from lookalike.types import Floats

SAID = np.array([1, 1, 1, -1, -1, 0, 0, 0, 0], np.int64)


@pytest.fixture
def vectors() -> Floats:
    return np.random.default_rng(1).normal(size=(len(SAID), 12)).astype(np.float32)


def kernels(*blocks: npt.NDArray[np.float32]) -> Floats:
    return np.stack([block @ block.T for block in blocks])


def test_rocchio_is_a_mean_less_half_a_mean(vectors: Floats) -> None:
    learnt = rocchio(kernels(vectors), SAID)
    wanted = vectors[:3].mean(axis=0) - UNWANTED * vectors[3:5].mean(axis=0)
    assert learnt.coefficients @ vectors == pytest.approx(wanted, abs=1e-5)


def test_the_classifier_is_a_weighted_ridge_regression(vectors: Floats) -> None:
    counts = np.array([1 / 3] * 3 + [1 / 2 / (1 + USUAL)] * 2 + [USUAL / 4 / (1 + USUAL)] * 4)
    ridge = Ridge(alpha=REGULAR).fit(vectors, np.where(SAID > 0, 1, -1), sample_weight=counts)
    learnt = classifier(kernels(vectors[:, :5], vectors[:, 5:]), SAID)
    assert learnt.coefficients @ vectors == pytest.approx(ridge.coef_, abs=1e-4)


def test_the_boundary_lies_between_the_sides(vectors: Floats) -> None:
    learnt = classifier(kernels(vectors), SAID)
    scores = vectors @ (learnt.coefficients @ vectors)
    assert scores[SAID <= 0].mean() < learnt.boundary < scores[SAID > 0].mean()


def test_parts_that_tell_the_liked_apart_count_more(vectors: Floats) -> None:
    telling = vectors.copy()
    telling[SAID > 0] = telling[0] + 0.01 * vectors[SAID > 0]
    weights = agreement(kernels(vectors, telling), SAID)
    assert weights.mean() == pytest.approx(1)
    assert weights[1] > 1.5
    assert reweighting(kernels(vectors, telling), SAID).weights == pytest.approx(weights)


def test_one_liked_picture_alone_is_enough(vectors: Floats) -> None:
    for lesson in (rocchio, reweighting, classifier):
        learnt = lesson(kernels(vectors[:1]), np.array([1]))
        assert learnt.coefficients[0] > 0
        assert learnt.weights == pytest.approx([1])
