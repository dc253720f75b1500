"""The linear probe against scikit-learn's."""

import numpy as np
import pytest
from sklearn.linear_model import LogisticRegression

from lookalike.classify import probe as module
from lookalike.classify.folds import cross_validated, dealt
from lookalike.classify.probe import Probe


def clouds(count=150, labels=3, apart=1.5, seed=0):
    """Rows (N, 5) around a centre a label."""
    rng = np.random.default_rng(seed)
    centres = apart * np.random.default_rng(7).standard_normal((labels, 5))
    truth = rng.integers(0, labels, count)
    return (centres[truth] + rng.standard_normal((count, 5))).astype(np.float32), truth


def test_it_is_logistic_regression(monkeypatch):
    monkeypatch.setattr(module, "_PENALTIES", (1e-2,))
    rows, truth = clouds()
    ours = Probe.fit(rows, truth, np.full(3, 1 / 3)).probabilities(rows)
    scale = np.sqrt((rows.astype(float) ** 2).sum(axis=1).mean())
    theirs = LogisticRegression(C=1 / (1e-2 * len(rows)), tol=1e-8, max_iter=2000).fit(rows / scale, truth)
    expected = (len(rows) * theirs.predict_proba(rows / scale) + 1 / 3) / (len(rows) + 1)
    assert ours == pytest.approx(expected, abs=2e-3)


def test_it_tells_new_rows_and_knows_how_well():
    rows, truth = clouds(400)
    new, answers = clouds(400, seed=1)
    said = Probe.fit(rows, truth, np.full(3, 1 / 3)).probabilities(new)
    right = (said.argmax(axis=1) == answers).mean()
    assert right > 0.7
    assert said.max(axis=1).mean() == pytest.approx(right, abs=0.05)


def test_labels_that_are_noise_are_told_with_little_trust():
    rng = np.random.default_rng(3)
    rows, truth = rng.standard_normal((200, 5)).astype(np.float32), rng.integers(0, 2, 200)
    said = Probe.fit(rows, truth, np.full(2, 0.5)).probabilities(rng.standard_normal((200, 5)))
    assert said.max(axis=1).mean() < 0.65


def test_folds_spread_every_label_and_judge_by_the_others():
    truth = np.repeat([0, 1, 2], (10, 5, 3))
    folds = dealt(truth, 5)
    for label in range(3):
        counts = np.bincount(folds[truth == label], minlength=5)
        assert counts.max() - counts.min() <= 1
    pairs = []

    def judge(known, asked):
        pairs.append((set(known), set(asked)))
        return np.eye(3)[truth[asked]]

    assert (cross_validated(judge, truth, 3, 5).argmax(axis=1) == truth).all()
    assert all(not known & asked and known | asked == set(range(18)) for known, asked in pairs)
    assert set.union(*(asked for _, asked in pairs)) == set(range(18))
