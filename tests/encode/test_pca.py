"""Principal components agree with scikit-learn's and whiten as they say."""

import numpy as np
import pytest
from numpy.testing import assert_allclose
from sklearn.decomposition import PCA

from lookalike.encode.pca import Pca
from lookalike.encode.power import Power
from lookalike.types import Features, LookalikeError

rng = np.random.default_rng(5)
SAMPLE = Features.one_each((rng.standard_normal((200, 24)) * np.linspace(3, 0.1, 24) + 1).astype(np.float32))


@pytest.mark.parametrize("whiten", [False, True])
def test_it_is_scikit_learns_pca_up_to_sign(whiten):
    unit = SAMPLE.vectors / np.linalg.norm(SAMPLE.vectors, axis=1, keepdims=True)
    expected = PCA(6, whiten=whiten, svd_solver="full").fit_transform(unit)
    found = Pca(d=6, whiten=whiten).fit(SAMPLE).encode(SAMPLE).vectors
    assert_allclose(np.abs(found), np.abs(expected), atol=1e-3)


def test_whitened_components_have_unit_variance_and_no_correlation():
    found = Pca(d=8, whiten=True).fit(SAMPLE).encode(SAMPLE).vectors
    assert_allclose(np.cov(found.T), np.eye(8), atol=1e-2)


def test_more_directions_than_pictures_is_an_error():
    with pytest.raises(LookalikeError, match="learns from 25 pictures or more, and got 10"):
        Pca(d=24).fit(Features.one_each(SAMPLE.vectors[:10]))


def test_more_directions_than_dimensions_is_an_error():
    with pytest.raises(LookalikeError, match="as many dimensions out of 24"):
        Pca(d=32).fit(SAMPLE)


def test_encoding_before_fitting_is_an_error():
    with pytest.raises(LookalikeError, match="learnt nothing yet"):
        Pca().encode(SAMPLE)


def test_power_keeps_the_sign():
    features = Features.one_each(np.array([[-4.0, 0.0, 9.0]], np.float32))
    assert Power(a=0.5).encode(features).vectors.tolist() == [[-2.0, 0.0, 3.0]]
