"""Principal components agree with scikit-learn's and whiten as they say."""

import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal
from scipy.spatial.distance import pdist
from sklearn.decomposition import PCA

from lookalike.encode.pca import Pca
from lookalike.encode.power import Power
from lookalike.types import Features, LookalikeError

rng = np.random.default_rng(5)
SAMPLE = Features.one_each((rng.standard_normal((200, 24)) * np.linspace(3, 0.1, 24) + 1).astype(np.float32))


@pytest.mark.parametrize("whiten", [0, 1])
def test_it_is_scikit_learns_pca_up_to_sign(whiten):
    unit = SAMPLE.vectors / np.linalg.norm(SAMPLE.vectors, axis=1, keepdims=True)
    expected = PCA(6, whiten=bool(whiten), svd_solver="full").fit_transform(unit)
    found = Pca(d=6, whiten=whiten).fit(SAMPLE).encode(SAMPLE).vectors
    assert_allclose(np.abs(found), np.abs(expected), atol=1e-3)


def test_whitened_components_have_unit_variance_and_no_correlation():
    found = Pca(d=8, whiten=1).fit(SAMPLE).encode(SAMPLE).vectors
    assert_allclose(np.cov(found.T), np.eye(8), atol=1e-2)


def test_half_whitening_leaves_the_root_of_every_standard_deviation():
    plain, half = (Pca(d=8, whiten=w).fit(SAMPLE).encode(SAMPLE).vectors.std(axis=0, ddof=1) for w in (0, 0.5))
    assert_allclose(half, np.sqrt(plain), rtol=1e-4)


@pytest.mark.parametrize(("rows", "expected"), [(10, 9), (200, 24)])
def test_there_are_no_more_directions_than_the_sample_tells(rows, expected):
    sample = Features.one_each(SAMPLE.vectors[:rows])
    encoded = Pca(d=100).fit(sample).encode(sample).vectors
    assert encoded.shape == (rows, expected)
    unit = sample.vectors / np.linalg.norm(sample.vectors, axis=1, keepdims=True)
    assert_allclose(pdist(encoded), pdist(unit), atol=1e-4)


def test_rows_shorter_in_number_than_in_length_have_the_same_components():
    wide = Features.one_each(rng.standard_normal((30, 500)).astype(np.float32))
    unit = wide.vectors / np.linalg.norm(wide.vectors, axis=1, keepdims=True)
    expected = PCA(6, whiten=True, svd_solver="full").fit(unit).transform(unit)
    found = Pca(d=6, whiten=1).fit(wide).encode(wide).vectors
    assert_allclose(np.abs(found), np.abs(expected), atol=1e-2)


def test_of_very_many_rows_a_million_are_drawn():
    rows = Features.one_each(rng.standard_normal((1_000_100, 4)).astype(np.float32) * [9, 3, 2, 1])
    learnt, again = (Pca(d=2).fit(rows).learnt() for _ in range(2))
    assert_array_equal(learnt["directions"], again["directions"])
    assert_allclose(learnt["directions"][:, 0], [1, 0, 0, 0], atol=0.01)


def test_local_features_keep_their_frames():
    features = Features(SAMPLE.vectors, np.zeros(200, np.int64), 1, rng.random((200, 4), np.float32))
    encoded = Pca(d=3).fit(features).encode(features)
    assert encoded.frames is features.frames
    assert_array_equal(encoded.ordinals, features.ordinals)


def test_one_picture_teaches_nothing():
    with pytest.raises(LookalikeError, match="learns from 2 pictures or more, and got 1"):
        Pca().fit(Features.one_each(SAMPLE.vectors[:1]))


def test_encoding_before_fitting_is_an_error():
    with pytest.raises(LookalikeError, match="learnt nothing yet"):
        Pca().encode(SAMPLE)


def test_power_keeps_the_sign():
    features = Features.one_each(np.array([[-4.0, 0.0, 9.0]], np.float32))
    assert Power(a=0.5).encode(features).vectors.tolist() == [[-2.0, 0.0, 3.0]]
