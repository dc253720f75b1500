"""Learned whitening undoes how pictures of one label differ."""

from dataclasses import replace

import numpy as np
import pytest
from numpy.testing import assert_allclose

from lookalike.encode.learned_whitening import LearnedWhitening
from lookalike.encode.pca import Pca
from lookalike.types import Features, LookalikeError

rng = np.random.default_rng(11)
NOISE = np.geomspace(0.02, 2, 12)
LABELS = np.repeat(np.arange(40), 5)


def drawn(labels: np.ndarray, seed: int) -> Features:
    """Pictures about the centre of their label, which they miss by more in the later columns than in the first."""
    random = np.random.default_rng(seed)
    centres = rng_centres[labels]
    rows = centres + random.standard_normal(centres.shape) * NOISE
    return replace(Features.one_each(rows.astype(np.float32)), labels=labels.astype(np.int64))


rng_centres = rng.standard_normal((80, 12)) * 0.5 + 2
SAMPLE = drawn(LABELS, 1)


def unit(rows: np.ndarray) -> np.ndarray:
    return rows / np.linalg.norm(rows, axis=1, keepdims=True)


def test_it_is_the_whitening_by_differences_of_all_matching_pairs():
    """As the authors' program has it: whiten by the pairs' differences, then principal components of what comes out."""
    x = unit(SAMPLE.vectors.astype(np.float64)).T
    pairs = [(i, j) for i in range(200) for j in range(i) if LABELS[i] == LABELS[j]]
    differences = np.stack([x[:, i] - x[:, j] for i, j in pairs], axis=1)
    covariance = differences @ differences.T / len(pairs) / 2
    centred = x - x.mean(axis=1, keepdims=True)
    whitened = np.linalg.inv(np.linalg.cholesky(covariance)) @ centred
    values, directions = np.linalg.eigh(whitened @ whitened.T)
    expected = directions[:, np.argsort(-values)[:4]].T @ whitened
    found = LearnedWhitening(d=4, shrink=1e-6).fit(SAMPLE).encode(SAMPLE).vectors
    assert_allclose(np.abs(found), np.abs(expected.T), rtol=0.05, atol=0.02)


def test_what_matches_differs_alike_in_all_directions():
    found = LearnedWhitening(d=12, shrink=1e-6).fit(SAMPLE).encode(SAMPLE).vectors
    within = found - np.stack([found[label == LABELS].mean(axis=0) for label in LABELS])
    assert_allclose(within.T @ within / (200 - 40), np.eye(12), atol=0.02)


def test_shrunk_all_the_way_it_is_pca():
    found = LearnedWhitening(d=5, shrink=1).fit(SAMPLE).encode(SAMPLE).vectors
    expected = Pca(d=5).fit(SAMPLE).encode(SAMPLE).vectors
    assert_allclose(found / found[0, 0], expected / expected[0, 0], rtol=1e-2, atol=1e-3)


def precision(rows: np.ndarray, labels: np.ndarray) -> float:
    scores = unit(rows) @ unit(rows).T
    np.fill_diagonal(scores, -9)
    return float((labels[scores.argsort(axis=1)[:, -4:]] == labels[:, None]).mean())


def test_labels_that_were_not_seen_are_told_apart_better():
    labels = np.repeat(np.arange(40, 80), 5)
    others = drawn(labels, 2)
    plain = precision(others.vectors - SAMPLE.vectors.mean(axis=0), labels)
    whitened, learnt = (
        precision(encoder.fit(SAMPLE).encode(others).vectors, labels)
        for encoder in (Pca(d=12, whiten=1), LearnedWhitening(d=12))
    )
    assert learnt > plain + 0.1
    assert learnt > whitened + 0.1


def test_pictures_without_a_label_teach_nothing():
    more = Features.joined([SAMPLE, replace(drawn(LABELS, 3), labels=np.full(200, -1))])
    alone, together = (LearnedWhitening(d=3).fit(each).learnt() for each in (SAMPLE, more))
    for name in alone:
        assert_allclose(alone[name], together[name], rtol=1e-6)


@pytest.mark.parametrize("labels", [None, np.full(200, -1), np.zeros(200), np.arange(200)], ids=str)
def test_without_labels_that_match_it_says_what_it_needs(labels):
    with pytest.raises(LookalikeError, match=r"learns from labels: put .* folder of their own.*groundtruth\.csv"):
        LearnedWhitening().fit(replace(SAMPLE, labels=labels))


def test_long_rows_are_to_be_shortened_first():
    rows = np.zeros((4, 5000), np.float32)
    with pytest.raises(LookalikeError, match=r"put pca\(\) first"):
        LearnedWhitening().fit(replace(Features.one_each(rows), labels=np.array([0, 0, 1, 1])))


def test_encoding_before_fitting_is_an_error():
    with pytest.raises(LookalikeError, match="learnt nothing yet"):
        LearnedWhitening().encode(SAMPLE)
