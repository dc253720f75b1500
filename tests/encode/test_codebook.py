"""Words are found as an exhaustive search finds them, and learnt as k-means does."""

from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal
from scipy.spatial.distance import cdist
from sklearn.cluster import KMeans
from threadpoolctl import threadpool_info

from lookalike.encode.codebook import EXACT, Codebook
from lookalike.encode.kmeans import codebook, kmeans, means, summed, tree

rng = np.random.default_rng(2)


def clustered(rows: int, columns: int = 16, clusters: int = 40) -> np.ndarray:
    centres = rng.standard_normal((clusters, columns))
    return (centres[rng.integers(0, clusters, rows)] + 0.4 * rng.standard_normal((rows, columns))).astype(np.float32)


def exhaustive(vectors: np.ndarray, words: np.ndarray, count: int) -> tuple[np.ndarray, np.ndarray]:
    distances = cdist(vectors, words, "sqeuclidean")
    order = np.argsort(distances, axis=1)[:, :count]
    return order, np.take_along_axis(distances, order, axis=1)


@pytest.mark.parametrize("count", [1, 3])
def test_a_small_vocabulary_is_searched_in_full(count):
    vectors, words = clustered(500), clustered(EXACT)
    found, distances = codebook(words).nearest(vectors, count)
    expected, exact = exhaustive(vectors, words, count)
    assert found.dtype == np.int32
    assert_array_equal(found, expected)
    assert_allclose(distances, exact, atol=1e-4)


def test_a_large_one_finds_nearly_all_and_measures_them_right():
    vectors, book = clustered(1000), codebook(clustered(3000))
    found, distances = book.nearest(vectors, 2)
    expected, exact = exhaustive(vectors, book.words, 2)
    assert (found[:, 0] == expected[:, 0]).mean() > 0.95
    right = found[:, 0] == expected[:, 0]
    assert_allclose(distances[right, 0], exact[right, 0], atol=1e-4)
    assert (np.diff(distances, axis=1) >= 0).all()
    assert (found[:, 0] != found[:, 1]).all()


def test_more_words_than_the_near_cells_hold_are_found_all_the_same():
    book = codebook(clustered(600, 2))
    found, _ = book.nearest(clustered(5, 2), 600)
    assert_array_equal(np.sort(found, axis=1), np.tile(np.arange(600), (5, 1)))


def test_many_rows_and_none():
    book = codebook(clustered(20, 4))
    vectors = clustered(100_000, 4)
    assert_array_equal(book.nearest(vectors)[0][:, 0], cdist(vectors, book.words).argmin(axis=1))
    assert book.nearest(vectors[:0], 3)[0].shape == (0, 3)


def test_bringing_words_into_cells_keeps_them():
    words = clustered(1000)
    book = codebook(words)
    assert_array_equal(np.sort(book.words, axis=0), np.sort(words, axis=0))
    assert book.starts[0] == 0
    assert book.starts[-1] == 1000
    assert_array_equal(Codebook.restored(book.arrays()).nearest(words)[0], book.nearest(words)[0])


@pytest.mark.parametrize("learn", [kmeans, tree])
def test_the_error_is_close_to_scikit_learns(learn):
    rows = clustered(4000)
    theirs = KMeans(64, n_init=1, random_state=0).fit(rows).inertia_ / len(rows)
    ours = learn(rows, 64).nearest(rows)[1].mean()
    assert ours < 1.12 * theirs


@pytest.mark.parametrize("learn", [kmeans, tree])
def test_a_large_vocabulary_beats_a_random_one(learn):
    rows = clustered(8000)
    book = learn(rows, 1000)
    assert len(book.words) == 1000
    guess = codebook(rows[rng.choice(len(rows), 1000, replace=False)])
    assert exhaustive(rows, book.words, 1)[1].mean() < 0.9 * exhaustive(rows, guess.words, 1)[1].mean()


@pytest.mark.parametrize("learn", [kmeans, tree])
def test_learning_is_repeatable_by_the_seed(learn):
    rows = clustered(1500)
    assert_array_equal(learn(rows, 600, seed=3).words, learn(rows, 600, seed=3).words)
    assert not np.array_equal(learn(rows, 600, seed=3).words, learn(rows, 600, seed=4).words)


@pytest.mark.parametrize("learn", [kmeans, tree])
@pytest.mark.parametrize("k", [1, 7, 50, 700])
def test_rows_that_are_all_alike_or_as_many_as_words(learn, k):
    alike = learn(np.ones((k + 3, 5), np.float32), k)
    assert alike.words.shape == (k, 5)
    assert_array_equal(alike.words, np.ones((k, 5)))
    rows = clustered(k, 5)
    assert_allclose(learn(rows, k).nearest(rows)[1], 0, atol=1e-4)


def test_words_without_rows_move_to_the_farthest_ones():
    rows = np.array([[0, 0], [2, 0], [9, 9]], np.float32)
    moved = means(rows, np.array([0, 0, 0], np.int32), np.array([1, 2, 3], np.float32), np.zeros((2, 2), np.float32))
    assert_allclose(moved, [[11 / 3, 3], [9, 9]], rtol=1e-6)


def test_sums_of_groups():
    sums, counts = summed(np.array([[1, 2], [3, 4], [5, 6]], np.float32), np.array([2, 0, 2]), 4)
    assert_array_equal(sums, [[3, 4], [0, 0], [6, 8], [0, 0]])
    assert_array_equal(counts, [1, 0, 2, 0])


def test_looking_up_in_several_threads_leaves_the_threads_of_blas_alone():
    book, vectors = codebook(clustered(1000)), clustered(9000)
    expected = book.nearest(vectors)[0]
    before = [library["num_threads"] for library in threadpool_info()]
    with ThreadPoolExecutor(4) as pool:
        for found, _ in pool.map(book.nearest, [vectors] * 8):
            assert_array_equal(found, expected)
    assert [library["num_threads"] for library in threadpool_info()] == before
