"""Words, signatures and their weights are what loops over the features give."""

import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal

from lookalike.encode.asmk import Asmk
from lookalike.encode.bow import Bow
from lookalike.encode.hamming import Hamming
from lookalike.encode.words import rotation
from lookalike.types import Features, LookalikeError, Voting

rng = np.random.default_rng(6)
ENCODERS = [Bow(k=8), Bow(k=8, tree=False, soft=False), Hamming(k=8, bits=16), Asmk(k=8, bits=24, tree=False)]
every = pytest.mark.parametrize("encoder", ENCODERS, ids=str)
COLUMNS = 16


def pictures(*sizes: int) -> Features:
    rows = sum(sizes)
    vectors = rng.standard_normal((rows, COLUMNS)).astype(np.float32)
    frames = rng.random((rows, 4), np.float32)
    return Features(vectors, np.repeat(np.arange(len(sizes)), sizes), len(sizes), frames)


SAMPLE, BATCH = pictures(150, 150), pictures(5, 0, 12, 1)


def ranked(encoder, features: Features) -> np.ndarray:
    words = encoder.learnt()["words"]
    return np.linalg.norm(features.floats[:, None] - words, axis=2).argsort(axis=1)


@every
def test_each_feature_stands_under_its_nearest_word(encoder):
    fitted = encoder.fit(SAMPLE)
    encoded, nearest = fitted.encode(BATCH), ranked(fitted, BATCH)[:, 0]
    assert encoded.words.dtype == np.int32
    assert encoded.vectors.dtype == np.uint8
    assert encoded.images == BATCH.images
    if encoder.name == "asmk":
        pairs = np.unique(np.column_stack([BATCH.ordinals, nearest]), axis=0)
        assert_array_equal(np.column_stack([encoded.ordinals, encoded.words]), pairs)
        assert encoded.frames is None
    else:
        assert_array_equal(encoded.words, nearest)
        assert_array_equal(encoded.ordinals, BATCH.ordinals)
        assert_array_equal(encoded.frames, BATCH.frames)


@pytest.mark.parametrize("encoder", [Bow(k=8, assign=3), Hamming(k=8, bits=16, assign=3)], ids=str)
def test_a_query_stands_under_several_words(encoder):
    fitted = encoder.fit(SAMPLE)
    asked = fitted.encode_query(BATCH)
    assert_array_equal(asked.words, ranked(fitted, BATCH)[:, :3].ravel())
    assert_array_equal(asked.ordinals, np.repeat(BATCH.ordinals, 3))
    assert_array_equal(asked.frames, np.repeat(BATCH.frames, 3, axis=0))


def test_soft_assignment_shares_a_feature_by_a_gaussian_of_the_distance():
    fitted = Bow(k=8, assign=3).fit(SAMPLE)
    asked = fitted.encode_query(BATCH)
    distances = ((BATCH.vectors[:, None] - fitted.learnt()["words"][asked.words.reshape(-1, 3)]) ** 2).sum(axis=2)
    spread = 0.012 * (BATCH.vectors**2).sum(axis=1, keepdims=True)
    expected = np.exp(-distances / (2 * spread))
    assert_allclose(asked.weights.reshape(-1, 3), expected / expected.sum(axis=1, keepdims=True), atol=1e-4)
    assert Bow(k=8, assign=3, soft=False).restored(fitted.learnt()).encode_query(BATCH).weights is None


def test_hamming_bits_are_the_sides_of_the_words_medians():
    fitted = Hamming(k=8, bits=16, assign=2).fit(SAMPLE)
    learnt = fitted.learnt()
    directions = learnt["directions"].astype(np.float64)
    assert_allclose(directions @ directions.T, np.eye(16), atol=1e-5)
    own = ranked(fitted, SAMPLE)[:, 0]
    for word in range(8):
        medians = np.median(SAMPLE.vectors[own == word] @ directions.T, axis=0)
        assert_allclose(learnt["medians"][word], medians, atol=1e-4)
        assert (learnt["medians"][word] > medians).all()
    asked = fitted.encode_query(BATCH)
    above = np.repeat(BATCH.vectors @ directions.T, 2, axis=0) > learnt["medians"][asked.words]
    assert_array_equal(np.unpackbits(asked.vectors, axis=1), above)


def test_half_of_a_words_features_are_on_each_side():
    encoded = Hamming(k=8, bits=16).fit(SAMPLE).encode(SAMPLE)
    for word in range(8):
        shares = np.unpackbits(encoded.vectors[encoded.words == word], axis=1).mean(axis=0)
        assert_allclose(shares, 0.5, atol=0.1)


def test_asmk_takes_the_signs_of_sums_of_residuals():
    fitted = Asmk(k=8, bits=16, assign=2).fit(SAMPLE)
    words, asked = fitted.learnt()["words"], fitted.encode_query(BATCH)
    near = ranked(fitted, BATCH)[:, :2]
    for picture, word, signature in zip(asked.ordinals, asked.words, asked.vectors, strict=True):
        own = BATCH.vectors[(BATCH.ordinals == picture) & (near == word).any(axis=1)]
        signs = (own - words[word]).sum(axis=0) @ rotation(16, COLUMNS).T > 0
        assert_array_equal(np.unpackbits(signature), signs)


def test_signatures_may_be_longer_than_descriptors():
    directions = rotation(40, 16)
    assert directions.shape == (40, 16)
    assert_allclose(directions[16:32] @ directions[16:32].T, np.eye(16), atol=1e-5)
    assert Hamming(k=8, bits=40).fit(SAMPLE).encode(BATCH).vectors.shape == (18, 5)


@every
def test_the_voting_says_what_is_given(encoder):
    voting, encoded = encoder.voting, encoder.fit(SAMPLE).encode(BATCH)
    assert voting.words == 8
    assert encoded.vectors.shape[1] * 8 == voting.bits
    assert encoded.words.max() < 8


def test_votings():
    assert Bow(k=9).voting == Voting("tfidf", 9, burst=True)
    assert Bow(k=9, rule="bm25").voting == Voting("bm25", 9)
    assert Hamming(k=9, bits=64, threshold=0.375, sharpness=0.25, consistent=True).voting == Voting(
        "hamming", 9, 64, 24, 16, burst=True, consistent=True
    )
    assert Asmk(k=9, alpha=4, threshold=0.1).voting == Voting("asmk", 9, 128, 0.1, 4)


@every
def test_no_features_give_no_words(encoder):
    none = pictures(0, 0)
    for encoded in (encoder.fit(SAMPLE).encode(none), encoder.fit(SAMPLE).encode_query(none)):
        assert encoded.images == 2
        assert len(encoded.words) == len(encoded.ordinals) == len(encoded.vectors) == 0
        assert encoded.vectors.shape[1] * 8 == encoder.voting.bits


@every
def test_more_words_are_not_assigned_than_there_are(encoder):
    fitted = type(encoder)(k=2, assign=5).fit(SAMPLE)
    assert_array_equal(np.unique(fitted.encode_query(BATCH).words), [0, 1])


@every
def test_many_features_and_features_that_are_all_alike(encoder):
    alike = Features(np.ones((100_000, COLUMNS), np.float32), np.zeros(100_000, np.int64), 1)
    fitted = encoder.fit(alike)
    asked = fitted.encode_query(alike)
    assert 0 <= asked.words.min() <= asked.words.max() < 8
    assert asked.weights is None or np.isfinite(asked.weights).all()


@every
def test_too_few_features_are_an_error_and_so_is_no_fit(encoder):
    with pytest.raises(LookalikeError, match=rf"{encoder.name} learns 8 words .* got 7: name more .* smaller k"):
        encoder.fit(pictures(7))
    with pytest.raises(LookalikeError, match="learnt nothing yet"):
        encoder.encode(BATCH)


@every
def test_learning_is_repeatable_and_survives_being_stored(encoder):
    first, second = encoder.fit(SAMPLE), encoder.fit(SAMPLE)
    for name, array in first.learnt().items():
        assert_array_equal(array, second.learnt()[name])
    restored = encoder.restored(first.learnt()).encode_query(BATCH)
    assert_array_equal(restored.words, first.encode_query(BATCH).words)
    assert_array_equal(restored.vectors, first.encode_query(BATCH).vectors)
    assert encoder.learnt() == {}


@pytest.mark.parametrize("method", [Hamming, Asmk])
def test_signatures_are_whole_bytes(method):
    with pytest.raises(LookalikeError, match="bits must be a multiple of 8, and got 12"):
        method(bits=12)


def test_packed_bits_are_taken():
    bits = Features(rng.integers(0, 256, (60, 8), dtype=np.uint8), np.repeat(np.arange(3), 20), 3)
    assert Hamming(k=8, bits=32).fit(bits).encode(bits).vectors.shape == (60, 4)
