import numpy as np
import pytest

from lookalike.classify.check import Check, LabelCheck
from lookalike.classify.verdict import Verdict

SAID = np.array([[0.8, 0.2, 0], [0.6, 0.4, 0], [0.7, 0.3, 0], [0.1, 0.2, 0.7]])


def test_figures_by_hand():
    check = Check.of(("a", "b", "c"), SAID, np.array([0, 0, 1, 2]))
    assert (check.accuracy, check.chance) == (0.75, 0.5)
    assert check.confidence == pytest.approx(0.7)
    assert check.labels == (LabelCheck("a", 2, 2, None), LabelCheck("b", 1, 0, "a"), LabelCheck("c", 1, 1, None))


def test_the_interval_is_that_of_wilson():
    from scipy.stats import binomtest

    check = Check.of(("a", "b"), np.tile([0.9, 0.1], (40, 1)), np.repeat([0, 1], (33, 7)))
    expected = binomtest(33, 40).proportion_ci(method="wilson")
    assert check.interval == pytest.approx((expected.low, expected.high))


def test_a_verdict_ranks_its_labels_and_may_be_unknown():
    verdict = Verdict.of(("a", "b", "c"), np.array([0.2, 0.6, 0.2]), evidence=0.5, least=0.4)
    assert [share.label for share in verdict.shares] == ["b", "a", "c"]
    assert (verdict.label, verdict.unknown) == ("b", False)
    assert Verdict.of(("a", "b"), np.array([0.9, 0.1]), evidence=0.3, least=0.4).label is None
