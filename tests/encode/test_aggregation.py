"""VLAD and Fisher vectors are what loops over the features give, and the mixture is as likely as scikit-learn's."""

import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal
from scipy.stats import norm
from sklearn.mixture import GaussianMixture

from lookalike.encode.fisher import Fisher
from lookalike.encode.gmm import Mixture
from lookalike.encode.root import Root
from lookalike.encode.vlad import Vlad
from lookalike.types import Features, LookalikeError

rng = np.random.default_rng(4)
AGGREGATING = [Vlad(k=5), Vlad(k=5, norm="intra", residuals=False, assign=1), Fisher(k=3)]
every = pytest.mark.parametrize("encoder", AGGREGATING, ids=str)


def blobs(rows: int, columns: int = 4) -> np.ndarray:
    centres = np.array([[-4] * columns, [0] * columns, [5] * columns])
    return (centres[rng.integers(0, 3, rows)] + rng.standard_normal((rows, columns)) * [1, 0.5, 2, 1]).astype(
        np.float32
    )


SAMPLE = Features(blobs(600), np.repeat(np.arange(6), 100), 6)
"""Six pictures of a hundred features."""
BATCH = Features(blobs(9), np.array([0, 0, 0, 0, 2, 2, 2, 2, 2]), 4)
"""Four pictures, of which the second and the last have no features."""


def test_root_gives_the_hellinger_kernel():
    x = np.abs(blobs(3, 4))
    roots = Root().encode(Features.one_each(x)).vectors
    p = x / x.sum(axis=1, keepdims=True)
    assert_allclose(roots @ roots.T, np.sqrt(p[:, None] * p[None]).sum(axis=2), rtol=1e-5)


def test_root_keeps_signs_and_frames():
    frames = rng.random((2, 4), np.float32)
    features = Features(np.array([[-9, 16], [0, 0]], np.float32), np.array([0, 0]), 1, frames)
    encoded = Root().encode(features)
    assert_allclose(encoded.vectors, [[-0.6, 0.8], [0, 0]], atol=1e-6)
    assert encoded.frames is frames


@pytest.mark.parametrize("residuals", [False, True])
@pytest.mark.parametrize("assign", [1, 3])
@pytest.mark.parametrize("how", ["intra", "power", "none"])
def test_vlad_is_what_a_loop_gives(residuals, assign, how):
    encoder = Vlad(k=5, norm=how, residuals=residuals, assign=assign).fit(SAMPLE)
    words, variance = encoder.learnt()["words"], encoder.learnt()["variance"][0]
    expected = np.zeros((4, 5, 4))
    for picture, x in zip(BATCH.ordinals, BATCH.vectors, strict=True):
        distances = ((words - x) ** 2).sum(axis=1)
        near = distances.argsort()[:assign]
        shares = np.exp(-distances[near] / (2 * variance))
        for word, share in zip(near, shares / shares.sum(), strict=True):
            difference = x - words[word]
            expected[picture, word] += share * (difference / np.linalg.norm(difference) if residuals else difference)
    if how == "intra":
        expected /= np.maximum(np.linalg.norm(expected, axis=2, keepdims=True), 1e-12)
    if how == "power":
        expected = np.sign(expected) * np.sqrt(np.abs(expected))
    expected = expected.reshape(4, -1)
    expected /= np.maximum(np.linalg.norm(expected, axis=1, keepdims=True), 1e-12)
    # Square roots magnify what rounding leaves of sums that are nearly nothing.
    assert_allclose(encoder.encode(BATCH).vectors, expected, atol=1e-3)


def test_the_variance_of_soft_assignment_follows_the_distances():
    encoder = Vlad(k=5).fit(Features(SAMPLE.vectors[:500], np.repeat(np.arange(5), 100), 5))
    distances = ((SAMPLE.vectors[:500, None] - encoder.learnt()["words"]) ** 2).sum(axis=2).min(axis=1)
    assert encoder.learnt()["variance"][0] == pytest.approx(0.08 * distances.mean(), rel=1e-4)


def test_the_mixture_is_as_likely_as_scikit_learns():
    rows = blobs(2000)
    theirs = GaussianMixture(3, covariance_type="diag", random_state=0).fit(rows)
    ours = Mixture.learnt(rows, 3)
    assert ours.responsibilities(rows)[1].mean() == pytest.approx(theirs.score(rows), abs=1e-3)
    order, their_order = np.argsort(ours.means[:, 0]), np.argsort(theirs.means_[:, 0])
    assert_allclose(ours.means[order], theirs.means_[their_order], atol=0.02)
    assert_allclose(ours.variances[order], theirs.covariances_[their_order], rtol=0.05)
    assert_allclose(ours.weights[order], theirs.weights_[their_order], atol=0.01)


def test_responsibilities_are_posteriors():
    mixture = Mixture(np.array([0.3, 0.7], np.float32), blobs(2), np.abs(blobs(2)) + 1)
    rows = blobs(50)
    joint = mixture.weights * norm.pdf(rows[:, None], mixture.means, np.sqrt(mixture.variances)).prod(axis=2)
    posteriors, logs = mixture.responsibilities(rows)
    assert_allclose(posteriors, joint / joint.sum(axis=1, keepdims=True), atol=1e-4)
    assert_allclose(logs, np.log(joint.sum(axis=1)), atol=1e-3)


def test_fisher_is_the_gradient_of_the_likelihood():
    encoder = Fisher(k=3).fit(SAMPLE)
    learnt = encoder.learnt()
    weights, centres, variances = (learnt[name].astype(np.float64) for name in ("weights", "means", "variances"))
    rows = BATCH.vectors[:4].astype(np.float64)

    def likelihood(means: np.ndarray, deviations: np.ndarray) -> float:
        joint = weights * norm.pdf(rows[:, None], means, deviations).prod(axis=2)
        return float(np.log(joint.sum(axis=1)).mean())

    deviations, step = np.sqrt(variances), 1e-5
    by_means, by_deviations = np.empty_like(centres), np.empty_like(centres)
    for place in np.ndindex(centres.shape):
        shift = np.zeros_like(centres)
        shift[place] = step
        by_means[place] = likelihood(centres + shift, deviations) - likelihood(centres - shift, deviations)
        by_deviations[place] = likelihood(centres, deviations + shift) - likelihood(centres, deviations - shift)
    # The Fisher information of a Gaussian of share w: w / s² of its mean, 2 w / s² of its deviation.
    whitening = deviations / np.sqrt(weights)[:, None] / (2 * step)
    expected = np.concatenate([(by_means * whitening).ravel(), (by_deviations * whitening / np.sqrt(2)).ravel()])
    expected = np.sign(expected) * np.sqrt(np.abs(expected))
    assert_allclose(encoder.encode(BATCH).vectors[0], expected / np.linalg.norm(expected), atol=5e-3)


@every
def test_pictures_without_features_get_zeros_and_others_norm_one(encoder):
    vectors = encoder.fit(SAMPLE).encode(BATCH).vectors
    assert vectors.dtype == np.float32
    assert_allclose(np.linalg.norm(vectors, axis=1), [1, 0, 1, 0], atol=1e-5)
    none = Features(np.empty((0, 4), np.float32), np.empty(0, np.int64), 1)
    assert_array_equal(encoder.fit(SAMPLE).encode(none).vectors, np.zeros((1, vectors.shape[1])))


@every
def test_a_batch_does_not_mix_its_pictures(encoder):
    fitted = encoder.fit(SAMPLE)
    together = fitted.encode(SAMPLE).vectors
    for i in range(6):
        alone = Features(SAMPLE.vectors[SAMPLE.ordinals == i], np.zeros(100, np.int64), 1)
        assert_allclose(fitted.encode(alone).vectors[0], together[i], atol=1e-5)


@every
def test_features_that_are_all_alike_are_finite(encoder):
    alike = Features(np.ones((100_000, 4), np.float32), np.zeros(100_000, np.int64), 1)
    assert np.isfinite(encoder.fit(SAMPLE).encode(alike).vectors).all()
    assert np.isfinite(encoder.fit(alike).encode(alike).vectors).all()


@every
def test_too_few_features_are_an_error_and_so_is_no_fit(encoder):
    few = Features(SAMPLE.vectors[:2], np.zeros(2, np.int64), 1)
    with pytest.raises(LookalikeError, match=rf"learns {encoder.k} .* got 2: name more pictures"):
        encoder.fit(few)
    with pytest.raises(LookalikeError, match="learnt nothing yet"):
        encoder.encode(BATCH)


@pytest.mark.parametrize("encoder", [Vlad(k=4), Fisher(k=4)], ids=str)
def test_packed_bits_are_taken(encoder):
    bits = Features(rng.integers(0, 256, (60, 8), dtype=np.uint8), np.repeat(np.arange(3), 20), 3)
    assert encoder.fit(bits).encode(bits).vectors.shape == (3, 4 * 64 * (2 if encoder.name == "fisher" else 1))
