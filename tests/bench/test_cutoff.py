"""Figures of the cut-off, on answers whose figures are known."""

from __future__ import annotations

import numpy as np
import pytest
from sklearn.metrics import f1_score, roc_auc_score

from lookalike.bench.cutoff import (
    Asked,
    auroc,
    best_threshold,
    calibration_error,
    every_second,
    f1,
    figures,
    mean_f1,
    reliability,
)


def scattered(groups: int = 40, each: int = 4) -> tuple[np.ndarray, np.ndarray]:
    """Scores and common labels of pictures that lie around points at random."""
    random = np.random.default_rng(0)
    labels = np.repeat(np.arange(groups), each)
    vectors = random.normal(size=(groups, 32))[labels] + random.normal(scale=0.4, size=(groups * each, 32))
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    return (vectors @ vectors.T).astype(np.float32), labels[:, None] == labels


def test_areas_and_f1_are_scikit_learns() -> None:
    random = np.random.default_rng(1)
    scores, positive = random.integers(0, 9, 80).astype(float), random.random(80) < 0.4
    assert auroc(scores, positive) == pytest.approx(roc_auc_score(positive, scores))
    found = random.random((8, 10)) < 0.3
    relevance = random.random((8, 10)) < 0.4
    assert f1(found, relevance) == pytest.approx(f1_score(relevance.ravel(), found.ravel()))


def test_finding_nothing_is_right_where_there_is_nothing() -> None:
    nothing = np.zeros((1, 3), bool)
    assert mean_f1(nothing, nothing) == 1
    assert mean_f1(~nothing, nothing) == 0


def test_calibration_error() -> None:
    likely, right = np.array([0.85, 0.85, 0.15, 0.15]), np.array([True, False, False, False])
    assert calibration_error(likely, right) == pytest.approx((0.7 + 0.3) / 4)
    assert reliability(likely, right) == [
        {"told": 0.15, "right": 0.0, "hits": 2},
        {"told": 0.85, "right": 0.5, "hits": 2},
    ]


def test_half_of_the_labels() -> None:
    _, same = scattered(6, 2)
    assert every_second(same).tolist() == [True, True, False, False] * 3


def test_clear_groups_are_told_apart() -> None:
    scores, same = scattered()
    everything = Asked.of(scores, same, np.ones(len(scores), bool))
    measured = figures(everything, best_threshold(everything))
    assert measured["F1 micro"] > 0.95
    assert measured["threshold F1 micro"] >= measured["F1 micro"] - 0.05
    assert measured["ECE"] < 0.05
    assert "AUROC" not in measured
    halved = figures(Asked.of(scores, same, every_second(same)), 0.5)
    assert halved["AUROC"] > 0.99
