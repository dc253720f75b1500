"""Scores after verification."""

from dataclasses import dataclass

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lookalike.rerank.geometry.reranked import reranked


@dataclass(frozen=True)
class Proof:
    score: float
    significant: bool
    mirrored: bool = False


PROOFS = st.one_of(st.none(), st.builds(Proof, st.floats(0, 500), st.booleans(), st.booleans()))


@given(st.lists(st.tuples(st.floats(-1e6, 1e6, width=32), PROOFS), min_size=1, max_size=30))
def test_proved_ones_come_first_and_the_others_stay(candidates):
    before = np.array([score for score, _ in candidates], np.float32)
    after = reranked(before, [proof for _, proof in candidates])
    proved = np.array([proof is not None and proof.significant for _, proof in candidates])
    assert after.dtype == np.float32
    assert np.isfinite(after).all()
    np.testing.assert_array_equal(after[~proved], before[~proved])
    if proved.any() and not proved.all():
        evidence = np.array([proof.score if proof else 0 for _, proof in candidates])
        assert (after[proved & (evidence >= 4)] > after[~proved].max()).all()


def test_evidence_and_the_score_before_both_count():
    much, little = Proof(100, True), Proof(10, True)
    assert np.argsort(-reranked([0.5, 0.5, 0.9], [little, much, None])).tolist() == [1, 0, 2]
    assert np.argsort(-reranked([0.9, 0.2, 0.5], [much, much, None])).tolist() == [0, 1, 2]
    assert np.argsort(-reranked([0.9, 0.1, 0.5], [little, Proof(12, True), None])).tolist() == [0, 1, 2]


def test_a_reflection_is_judged_by_its_evidence_alone():
    reflected, little = Proof(600, True, mirrored=True), Proof(20, True)
    assert np.argsort(-reranked([0.9, 0.1, 0.5], [little, reflected, None])).tolist() == [1, 0, 2]


def test_nothing_proved_changes_nothing():
    scores = np.array([3.0, 1.0, 2.0], np.float32)
    np.testing.assert_array_equal(reranked(scores, [None, Proof(50, False), None]), scores)
    assert len(reranked([], [])) == 0


def test_equal_scores_are_told_apart_by_evidence():
    assert np.argsort(-reranked([7.0, 7.0, 7.0], [None, Proof(5, True), Proof(9, True)])).tolist() == [2, 1, 0]


def test_a_result_is_needed_for_each_score():
    with pytest.raises(ValueError, match="2 results"):
        reranked([1.0], [None, None])
