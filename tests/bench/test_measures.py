"""Measures against an evaluation library, by hand, and by what must hold of any ranking."""

import ir_measures
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lookalike.bench.harness.measures import MEASURES, Judged, per_query, rank

IR_MEASURES = {"mAP": "AP", "NDCG": "nDCG", "NDCG@10": "nDCG@10"} | {
    name: name for name in ("P@10", "P@20", "P@100", "R@1", "R@5", "R@10")
}
LOWER = {name for name, measure in MEASURES.items() if measure.lower}


def random_case(queries, images, labels, itself, seed):
    """Scores, relevance by shared labels, and each query's own place in the database."""
    rng = np.random.default_rng(seed)
    scores = rng.permuted(np.tile(np.arange(images), (queries, 1)), axis=1).astype(np.float32)
    carried = rng.random((images, labels)) < 1.5 / labels
    asked = carried[:queries] if itself else rng.random((queries, labels)) < 1.5 / labels
    relevance = (asked[:, None] & carried).any(axis=2)
    own = np.arange(queries) if itself else np.full(queries, -1)
    relevance[np.flatnonzero(own >= 0), own[own >= 0]] = False
    kept = relevance.any(axis=1)
    return scores[kept], relevance[kept], own[kept]


def as_dicts(scores, relevance, own):
    def columns(row):
        return [n for n in range(scores.shape[1]) if n != own[row]]

    rows = range(len(scores))
    run = {f"q{q}": {f"d{n}": float(scores[q, n]) for n in columns(q)} for q in rows}
    judged = {f"q{q}": {f"d{n}": int(relevance[q, n]) for n in columns(q)} for q in rows}
    return run, judged


def judge(scores, relevance, own):
    return Judged.of(rank(scores), relevance, own)


@pytest.mark.parametrize("itself", [True, False], ids=["leave-one-out", "apart"])
@pytest.mark.parametrize(("queries", "images", "labels"), [(6, 12, 3), (40, 130, 6), (25, 300, 12)])
def test_values_are_those_of_an_evaluation_library(queries, images, labels, itself):
    scores, relevance, own = random_case(queries, images, labels, itself, seed=images)
    ours = per_query(judge(scores, relevance, own), classes=False)
    run, judged = as_dicts(scores, relevance, own)

    wanted = {ir_measures.parse_measure(text): name for name, text in IR_MEASURES.items()}
    for value in ir_measures.iter_calc(list(wanted), judged, run):
        name = wanted[value.measure]
        assert ours[name][int(value.query_id[1:])] == pytest.approx(value.value, abs=1e-9), name


def test_nmrr_by_hand():
    # NG = 2 and 1, so GTM = 2 and K = min(4 NG, 2 GTM) = 4 for both.
    relevant = np.array([[1, 0, 0, 0, 0, 1], [0, 0, 1, 0, 0, 0]], bool)
    judged = Judged(relevant, np.array([6, 6]), most=2)
    first = ((1 + 1.25 * 4) / 2 - 1.5) / (1.25 * 4 - 1.5)
    second = (3 - 1) / (1.25 * 4 - 1)
    assert MEASURES["ANMRR"].values(judged) == pytest.approx([first, second], abs=1e-15)


def test_most_is_of_all_queries_even_where_some_are_measured():
    order = np.array([[1, 2, 3, 4, 5, 0]])
    relevance = np.zeros((1, 6), bool)
    relevance[0, 4] = True
    alone, among = (Judged.of(order, relevance, np.array([-1]), most) for most in (None, 2))
    assert MEASURES["ANMRR"].values(alone) == pytest.approx([1.0])
    assert MEASURES["ANMRR"].values(among) == pytest.approx([(4 - 1) / (1.25 * 4 - 1)])


def class_case(order, own):
    """Two objects of four pictures: 0 to 3 and 4 to 7."""
    order = np.array([order])
    relevance = (np.arange(8) // 4 == own // 4)[None] & (np.arange(8) != own)
    return Judged.of(order, relevance, np.array([own]))


@pytest.mark.parametrize(
    ("order", "expected"),
    [
        ([0, 1, 2, 3, 4, 5, 6, 7], 4),
        ([0, 4, 1, 5, 2, 6, 3, 7], 2),
        ([1, 2, 4, 3, 0, 5, 6, 7], 3),  # itself comes fifth, and three of its object before it
        ([4, 5, 6, 0, 7, 1, 2, 3], 1),
        ([4, 5, 6, 7, 0, 1, 2, 3], 0),
    ],
)
def test_nister_stewenius_by_hand(order, expected):
    assert MEASURES["N-S"].values(class_case(order, own=0)).tolist() == [expected]


def test_bulls_eye_by_hand():
    # A class of 3 in 8 pictures: the window is the top 6.
    relevance = np.array([[0, 1, 1, 0, 0, 0, 0, 0]], bool)
    for order, expected in (
        ([0, 3, 4, 5, 6, 2, 1, 7], 2 / 3),
        ([0, 3, 4, 5, 2, 1, 6, 7], 1.0),
        ([3, 4, 5, 6, 7, 1, 0, 2], 1 / 3),
    ):
        judged = Judged.of(np.array([order]), relevance, np.array([0]))
        assert MEASURES["bulls_eye"].values(judged) == pytest.approx([expected])


def test_bulls_eye_window_may_exceed_the_database():
    judged = Judged.of(np.array([[2, 1, 0]]), np.array([[False, True, True]]), np.array([0]))
    assert MEASURES["bulls_eye"].values(judged).tolist() == [1.0]


def test_equal_scores_rank_in_the_order_of_the_database():
    scores = np.array([[1, 2, 1, 2, -0.0, 0.0]], np.float32)
    assert rank(scores).tolist() == [[1, 3, 0, 2, 4, 5]]
    many = np.random.default_rng(0).integers(0, 5, (3, 400)).astype(np.float32)
    expected = [sorted(range(400), key=lambda n: (-row[n], n)) for row in many]
    assert rank(many).tolist() == expected


relevances = st.integers(2, 30).flatmap(
    lambda n: st.lists(st.lists(st.booleans(), min_size=n, max_size=n).filter(any), min_size=1, max_size=6)
)


def values(relevant):
    relevant = np.array(relevant, bool)
    return per_query(Judged(relevant, np.full(len(relevant), relevant.shape[1]), int(relevant.sum(1).max())), False)


@given(relevances)
def test_a_perfect_ranking_has_the_best_value_and_its_reverse_the_worst(relevant):
    ideal = -np.sort(-np.array(relevant, int), axis=1)
    best, worst, any_other = values(ideal), values(ideal[:, ::-1]), values(relevant)
    for name in ("mAP", "NDCG", "NDCG@10"):
        np.testing.assert_allclose(best[name], 1, atol=1e-12)
    np.testing.assert_allclose(best["ANMRR"], 0, atol=1e-12)
    for name in best:
        sign = -1 if name in LOWER else 1
        assert (sign * (best[name] - any_other[name]) >= -1e-12).all(), name
        assert (sign * (any_other[name] - worst[name]) >= -1e-12).all(), name
        most = len(relevant[0]) if name == "median rank" else 1
        assert (any_other[name] >= 0).all() and (any_other[name] <= most + 1e-12).all(), name


@given(relevances, st.randoms(use_true_random=False))
def test_the_order_of_the_queries_changes_nothing(relevant, random):
    order = list(range(len(relevant)))
    random.shuffle(order)
    straight, shuffled = values(relevant), values([relevant[i] for i in order])
    for name, value in straight.items():
        np.testing.assert_allclose(shuffled[name], value[order], atol=1e-12, err_msg=name)


@given(relevances, st.integers(0, 30))
def test_leaving_the_query_out_is_as_if_it_were_not_in_the_database(relevant, place):
    relevant = np.array(relevant, bool)
    count = relevant.shape[1]
    place = min(place, count)
    # The query itself joins the database as its last picture, and comes at `place` of every ranking.
    order = np.tile(np.insert(np.arange(count), place, count), (len(relevant), 1))
    relevance = np.pad(relevant, ((0, 0), (0, 1)))
    judged = Judged.of(order, relevance, np.full(len(relevant), count))
    assert judged.itself.tolist() == [place] * len(relevant)
    for name, value in per_query(judged, classes=False).items():
        np.testing.assert_allclose(value, values(relevant)[name], atol=1e-12, err_msg=name)
