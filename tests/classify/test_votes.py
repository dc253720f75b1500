"""Votes of neighbours, by hand and against what is known of the pictures that they are drawn from."""

import numpy as np
import pytest

from lookalike.classify.votes import Near, Votes


def near(similarities, labels):
    return Near(np.array(similarities, np.float32), np.array(labels))


def test_a_vote_worked_out_by_hand():
    votes = Votes(np.array([0.25, 0.75]), scale=0.1, doubt=0.5, trials=9)
    [said] = votes.probabilities(near([[0.9, 0.8, 0.6]], [[0, 1, 1]]))
    first, second = 1 + 0.5 * 0.25, np.exp(-1) + np.exp(-3) + 0.5 * 0.75
    raw = first / (first + second)
    assert said == pytest.approx([(9 * raw + 0.25) / 10, (9 * (1 - raw) + 0.75) / 10], rel=1e-6)


def test_equal_neighbours_share_by_their_number_and_a_sharp_scale_asks_the_first_alone():
    prior = np.full(2, 0.5)
    tied = near([[0.5, 0.5, 0.5, 0.5]], [[0, 1, 1, 1]])
    assert Votes(prior, 0.1, 1e-9, 10**9).probabilities(tied)[0] == pytest.approx([0.25, 0.75])
    apart = near([[0.9, 0.5, 0.5, 0.5]], [[0, 1, 1, 1]])
    assert Votes(prior, 0.01, 1e-9, 10**9).probabilities(apart)[0] == pytest.approx([1, 0], abs=1e-6)


@pytest.mark.parametrize("steepness", [2, 10])
def test_learnt_probabilities_are_those_of_the_world(steepness):
    """Labels are drawn by chances that change along a line: what is said with p is right in p of the cases."""
    rng = np.random.default_rng(1)
    places = rng.random(2000)
    truth = (rng.random(2000) < 1 / (1 + np.exp(-steepness * (places - 0.5)))).astype(np.int64)
    apart = np.abs(places[:, None] - places)
    np.fill_diagonal(apart, np.inf)
    nearest = np.argsort(apart, axis=1)[:, :20]
    found = near(-np.take_along_axis(apart, nearest, 1), truth[nearest])
    votes = Votes.fit(found.at(np.arange(1000)), truth[:1000], np.full(2, 0.5))
    said = votes.probabilities(found.at(np.arange(1000, 2000)))
    right = said.argmax(axis=1) == truth[1000:]
    assert said.max(axis=1).mean() == pytest.approx(right.mean(), abs=0.03)
    assert np.corrcoef(said[:, 1], places[1000:])[0, 1] > 0.8


def test_nothing_is_surer_than_the_pictures_can_show():
    truth = np.array([0, 0, 1, 1])
    found = near([[0.9, 0.1]] * 4, [[t, 1 - t] for t in truth])
    said = Votes.fit(found, truth, np.full(2, 0.5)).probabilities(found)
    assert (said.argmax(axis=1) == truth).all()
    assert said.max() <= 0.9
    assert said.sum(axis=1) == pytest.approx(1)


def test_neighbours_without_a_spread_leave_the_frequencies():
    truth = np.array([0, 1, 0, 1])
    found = near(np.full((4, 1), 0.7), [[1], [0], [1], [0]])
    [said, *_] = Votes.fit(found, truth, np.full(2, 0.5)).probabilities(found)
    assert said == pytest.approx([0.5, 0.5], abs=0.35)
