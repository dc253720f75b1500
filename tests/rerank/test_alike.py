"""Rerankers that go by how hits compare with each other."""

import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal
from sklearn.svm import LinearSVC

from lookalike import LookalikeError
from lookalike.reading import parse_reranking
from lookalike.registry import methods
from lookalike.rerank.alike.base import Alike, placed
from lookalike.rerank.alike.nearby import Nearby, Neighbors, best_of
from lookalike.rerank.alike.scale import USUAL, companions, distances, unit
from lookalike.rerank.auto import Auto, clustering
from lookalike.rerank.diffusion import Diffusion, affinities, diffused
from lookalike.rerank.distinct import groups
from lookalike.rerank.dqe import machine
from lookalike.rerank.kreciprocal import overlaps
from lookalike.rerank.listed import rerank
from lookalike.rerank.mmr import diverse

ALIKE = sorted(name for name, method in methods().items() if issubclass(method, Alike))


def units(rows: np.ndarray) -> np.ndarray:
    return (rows / np.linalg.norm(rows, axis=1, keepdims=True)).astype(np.float32)


def clusters(size: int, count: int = 40, noise: float = 0.25, seed: int = 0) -> np.ndarray:
    """Unit vectors (count x size, 64): ``size`` about each of ``count`` centres."""
    rng = np.random.default_rng(seed)
    centres = units(rng.normal(size=(count, 64)))
    return units(np.repeat(centres, size, axis=0) + noise * units(rng.normal(size=(count * size, 64))))


def answer(query: np.ndarray, vectors: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The vectors in the order of their similarity to a query, and these similarities."""
    scores = vectors @ query
    order = np.argsort(-scores, kind="stable")
    return vectors[order], scores[order]


@pytest.fixture(scope="module")
def case() -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """A query, its candidates, best first, and their scores."""
    query, *rest = clusters(6)
    return query, *answer(query, np.array(rest))


def new_scores(text: str, scores: np.ndarray, vectors: np.ndarray) -> np.ndarray:
    [stage] = parse_reranking(text).stages
    return stage.rescored(scores, Nearby.of_vectors(vectors))


def test_neighbours_are_those_of_a_full_sort():
    vectors = clusters(4, count=80)
    found = Neighbors.of(lambda places: vectors[places] @ vectors.T, len(vectors), 7)
    whole = vectors @ vectors.T
    np.fill_diagonal(whole, -np.inf)
    assert_array_equal(found.places, np.argsort(-whole, axis=1, kind="stable")[:, :7])
    assert_allclose(found.similarities, -np.sort(-whole, axis=1)[:, :7], atol=1e-6)


def test_the_best_are_in_order_and_ties_by_place():
    assert best_of(np.array([[1, 3, 3, 2.0]]), 3).tolist() == [[1, 2, 3]]
    assert best_of(np.array([[1, 3, 3, 2.0]]), 9).tolist() == [[1, 2, 3, 0]]


def test_aqe_asks_with_the_mean_of_vectors(case):
    query, vectors, scores = case
    mean = np.vstack([query, vectors[:4]]).mean(axis=0)
    assert_allclose(new_scores("aqe(n=4)", scores, vectors), vectors @ mean, atol=1e-6)


def test_alpha_qe_weighs_by_powers_of_scores(case):
    query, vectors, scores = case
    weights = np.concatenate([[1], scores[:10] ** 3])
    mean = weights @ np.vstack([query, vectors[:10]]) / weights.sum()
    assert_allclose(new_scores("alpha_qe()", scores, vectors), vectors @ mean, atol=1e-6)


def test_dqe_is_a_linear_machine(case):
    query, vectors, scores = case
    examples = np.vstack([query, vectors[:5], vectors[-50:]])
    labels = np.repeat([1, -1], [6, 50])
    known = LinearSVC(loss="hinge", C=1.0, tol=1e-7, max_iter=100_000, random_state=0).fit(examples, labels)
    decided = new_scores("dqe(negatives=50)", scores, vectors)
    assert_allclose(decided, known.decision_function(vectors), atol=0.02)
    dual = machine(examples @ examples.T, labels, 1.0)
    assert dual.min() >= 0 and dual.max() <= 1


def test_dba_compares_with_the_mean_of_a_hit_and_its_neighbours(case):
    query, vectors, scores = case
    whole = vectors @ vectors.T
    np.fill_diagonal(whole, -np.inf)
    near = np.argsort(-whole, axis=1)[:, :3]
    means = (vectors + (vectors[near] * (np.array([3, 2, 1]) / 4)[:, None]).sum(axis=1)) / 2.5
    assert_allclose(new_scores("dba(n=3)", scores, vectors), means @ query, atol=1e-6)


def reciprocal_by_sets(similarities: np.ndarray, k: int, k2: int) -> np.ndarray:
    """The paper's steps one image after the other."""
    count = len(similarities)
    ranked = [sorted(range(count), key=lambda j, i=i: (j != i, -similarities[i, j])) for i in range(count)]

    def mutual(i: int, size: int) -> set[int]:
        return {j for j in ranked[i][: size + 1] if i in ranked[j][: size + 1]}

    rows = np.zeros((count, count))
    for i in range(count):
        chosen = set(near := mutual(i, k))
        for j in near:
            tight = mutual(j, k // 2)
            if len(tight & near) > 2 / 3 * len(tight):
                chosen |= tight
        weights = {j: np.exp(similarities[i, j] - 1) for j in chosen}
        for j, weight in weights.items():
            rows[i, j] = weight / sum(weights.values())
    rows = np.array([rows[ranked[i][:k2]].mean(axis=0) for i in range(count)])
    return np.array([np.minimum(rows[0], row).sum() / np.maximum(rows[0], row).sum() for row in rows])


def test_kreciprocal_follows_the_paper(case):
    query, vectors, _ = case
    everything = np.vstack([query, vectors[:80]])
    similarities = everything @ everything.T
    assert_allclose(overlaps(similarities, 8, 3), reciprocal_by_sets(similarities, 8, 3), atol=1e-5)


@pytest.mark.parametrize(("size", "expected"), [(2, 1), (3, 2), (4, 3), (6, 5), (40, USUAL)])
def test_companions_are_counted_where_they_stand_clear(size, expected):
    vectors = clusters(size, count=240 // size)
    found = Nearby.of_vectors(vectors).neighbors(20)
    assert companions(distances(found.similarities)) == expected


def test_an_even_spread_has_the_usual_companions():
    vectors = units(np.random.default_rng(3).normal(size=(400, 32)))
    assert companions(distances(Nearby.of_vectors(vectors).neighbors(20).similarities)) == USUAL


def test_a_unit_passes_over_copies():
    apart = distances(np.array([[1, 0.8, 0.5], [1, 1, 1], [0.9, 0.8, -np.inf]], np.float32))
    assert_allclose(unit(apart, 2), [0.5, 1, 0.2], atol=1e-6)


def test_diffusion_solves_its_equations(case):
    _, vectors, scores = case
    neighbors = Nearby.of_vectors(vectors).neighbors(10)
    graph = affinities(neighbors, unit(distances(neighbors.similarities), 5)).toarray()
    assert_allclose(graph, graph.T)
    own = 1 - scores
    seeds = np.where(np.arange(len(scores)) <= 10, np.exp(-((own / own[0]) ** 6)), 0)
    exact = np.linalg.solve(np.eye(len(scores)) - 0.8 * graph, seeds)
    beside = (scores - scores.min()) / (scores.max() - scores.min())
    expected = exact / exact.max() + 1e-3 * beside
    assert_allclose(diffused(scores, neighbors, 0.8), expected, atol=1e-3)


def test_diffusion_follows_a_curve():
    """Points along an arc belong together, though its far end is no nearer to the query than what is not on it."""
    angles = np.linspace(0, np.pi, 60)
    arc = np.column_stack([np.cos(angles), np.sin(angles), np.zeros(60)])
    other = np.column_stack([np.cos(angles), np.zeros(60), np.sin(angles)])[6:-6]
    vectors, scores = answer(arc[0].astype(np.float32), units(np.vstack([arc[1:], other])))
    mine = vectors[:, 2] == 0
    new = new_scores("diffusion(k=6, alpha=0.99)", scores, vectors)
    assert scores[mine].min() < scores[~mine].min()
    # Those near the end that both arcs share are the query's own neighbours.
    assert mine[np.argsort(-new)[:45]].mean() > mine[np.argsort(-scores)[:45]].mean() + 0.2


def test_diffusion_ranks_what_it_does_not_reach_as_before():
    vectors, scores = answer(units(np.ones((1, 64)))[0], clusters(6, noise=0.01))
    new = new_scores("diffusion(k=3)", scores, vectors)
    assert (np.diff(new[20:]) <= 0).all()


def test_auto_lets_an_answer_stand_where_nothing_belongs_together():
    even = units(np.random.default_rng(3).normal(size=(400, 64)))
    vectors, scores = answer(even[0], even[1:])
    assert clustering(Nearby.of_vectors(vectors).neighbors(10)) < 0.1
    assert_array_equal(new_scores("auto", scores, vectors), scores)


def test_auto_helps_where_pictures_belong_together():
    vectors = clusters(12, noise=1.2)
    labels = np.repeat(np.arange(40), 12)
    before, after = [], []
    for i in range(0, len(vectors), 30):
        order = np.argsort(-(vectors @ vectors[i]), kind="stable")[1:]
        scores = (vectors @ vectors[i])[order]
        new = Auto().rescored(scores, Nearby.of_vectors(vectors[order]))
        right = labels[order] == labels[i]
        before.append(right[:11].mean())
        after.append(right[np.argsort(-new)[:11]].mean())
    assert np.mean(after) > np.mean(before) + 0.1


def test_auto_leaves_the_only_right_answer_in_its_place():
    """Each query is one changed picture of a collection in which nothing else belongs to it."""
    rng = np.random.default_rng(5)
    vectors = clusters(6, noise=0.9)
    for i in range(0, 240, 16):
        asked = units((vectors[i] + 0.35 * units(rng.normal(size=(1, 64))))[0][None])[0]
        there, scores = answer(asked, vectors)
        assert new_scores("auto", scores, there).argmax() == 0


def test_diversity_is_greedy():
    scores = np.array([0.9, 0.85, 0.5, 0.4])
    alike = np.array([[1, 0.95, 0.1, 0.2], [0.95, 1, 0.1, 0.2], [0.1, 0.1, 1, 0.9], [0.2, 0.2, 0.9, 1]])
    assert diverse(scores, alike, 1.0).tolist() == [0, 1, 2, 3]
    # After 0: 0.5 x 0.85 - 0.5 x 0.95, 0.5 x 0.5 - 0.5 x 0.1, 0.5 x 0.4 - 0.5 x 0.2; then -0.05 and -0.25.
    assert diverse(scores, alike, 0.5).tolist() == [0, 2, 1, 3]


def test_near_duplicates_have_one_that_stands_for_them():
    alike = np.eye(5)
    for i, j in ((0, 2), (2, 3), (1, 4)):
        alike[i, j] = alike[j, i] = 0.96
    assert groups(alike, 0.95).tolist() == [0, 1, 0, 3, 1]


def test_duplicates_go_behind_in_their_order(case):
    _, vectors, _ = case
    vectors = vectors[[0, 0, 100, 0, 100, 200]]
    new = new_scores("distinct", np.linspace(1, 0, 6, dtype=np.float32), vectors)
    assert np.argsort(-new).tolist() == [0, 2, 5, 1, 3, 4]


def test_scores_are_dealt_out_anew():
    assert placed(np.array([0.9, 0.5, 0.2]), np.array([1.0, 7.0, 3.0])).tolist() == [0.2, 0.9, 0.5]
    assert placed(np.array([1.0, 0.5, 0.2]), np.array([1.0, 7.0, 3.0])).tolist() == [1.0, 0.5, 0.2]
    assert placed(np.array([3.0, 0.5, 0.2]), np.array([1.0, 7.0, 3.0])).tolist() == [0.2, 3.0, 0.5]


def test_a_plain_list_is_ranked_anew(case):
    query, vectors, scores = case
    names = [f"picture {i}" for i in range(len(vectors))]
    shuffled = np.random.default_rng(0).permutation(len(names))
    found = rerank(3 * query, [names[i] for i in shuffled], vectors[shuffled].tolist(), "aqe(n=4)")
    expected = np.argsort(-new_scores("aqe(n=4)", scores, vectors))
    assert [name for name, _ in found] == [names[i] for i in expected]
    assert_allclose([score for _, score in found], scores, atol=1e-6)
    assert rerank(query, [], np.empty((0, 64))) == []


@pytest.mark.parametrize(
    ("query", "vectors", "how", "said"),
    [
        ([1, 0], [[1, 0, 0]], "aqe", "vectors"),
        ([1, np.nan], [[1, 0]], "aqe", "finite"),
        ([1, 0], [[1, 0]], "geometric", "pictures themselves"),
        ([1, 0], [[1, 0]], "aqu", "did you mean"),
    ],
)
def test_what_cannot_be_ranked_anew_is_one_sentence(query, vectors, how, said):
    with pytest.raises(LookalikeError, match=said):
        rerank(query, ["a"], vectors, how)


@pytest.mark.parametrize("name", ALIKE)
@pytest.mark.parametrize("count", [2, 3, 30])
def test_any_number_of_candidates_will_do(name, count):
    vectors, scores = answer(clusters(3)[0], clusters(3)[:count])
    new = new_scores(name, scores, vectors)
    assert new.shape == (count,) and np.isfinite(new).all()
    same = np.repeat(vectors[:1], count, axis=0)
    assert np.isfinite(new_scores(name, np.ones(count, np.float32), same)).all()


def test_defaults_of_diffusion_are_those_of_auto():
    assert Diffusion().depth == Auto().depth
