"""Tentative correspondences against brute force and OpenCV."""

import cv2
import numpy as np
import pytest

from lookalike.rerank.geometry import matching
from lookalike.rerank.geometry.matching import BIT_RATIO, MOST, RATIO, tentative
from tests.rerank.scattered import features, frames, unit


def pairs(matches):
    return set(zip(matches.query.tolist(), matches.candidate.tolist(), strict=True))


def by_opencv(one, other, norm, ratio):
    matcher = cv2.BFMatcher(norm)
    back = {m.queryIdx: m.trainIdx for m in matcher.match(other, one)}
    return {
        (a.queryIdx, a.trainIdx)
        for a, b in matcher.knnMatch(one, other, k=2)
        if a.distance < ratio * b.distance and back[a.trainIdx] == a.queryIdx
    }


@pytest.fixture
def rng():
    return np.random.default_rng(0)


@pytest.mark.parametrize("strip", [4096, 100])
def test_float_descriptors_match_as_by_opencv(rng, monkeypatch, strip):
    monkeypatch.setattr(matching, "_STRIP", strip)
    one = rng.normal(size=(500, 32)).astype(np.float32)
    other = np.vstack([one[:300] + rng.normal(scale=0.5, size=(300, 32)), rng.normal(size=(400, 32))])
    other = other.astype(np.float32)[rng.permutation(700)]
    expected = by_opencv(one, other, cv2.NORM_L2, RATIO)
    assert len(expected) > 200
    assert pairs(tentative(features(frames(rng, 500), one), features(frames(rng, 700), other))) == expected


def test_packed_bits_match_as_by_opencv(rng):
    one = rng.integers(0, 256, (400, 20), dtype=np.uint8)
    other = np.vstack([one[:250] ^ np.packbits(rng.random((250, 160)) < 0.15, axis=1), one[300:320], one[300:320]])
    expected = by_opencv(one, other, cv2.NORM_HAMMING, BIT_RATIO)
    found = tentative(features(frames(rng, 400), one), features(frames(rng, 290), other))
    assert len(expected) > 200
    assert pairs(found) == expected
    assert not {300, 319} & set(found.query.tolist())


def test_the_most_distinct_pairs_come_first(rng):
    one = unit(rng, 50)
    other = one + rng.normal(size=one.shape).astype(np.float32) * np.linspace(0.1, 0.0, 50, dtype=np.float32)[:, None]
    found = tentative(features(frames(rng, 50), one), features(frames(rng, 50), other))
    assert found.query[0] > 40
    assert found.query[-1] < 10


def test_a_feature_may_be_found_several_times(rng):
    one = unit(rng, 80)
    twice = np.vstack([one, one])
    query, candidate = features(frames(rng, 80), one), features(frames(rng, 160), twice)
    assert len(tentative(query, candidate)) == 0
    assert pairs(tentative(query, candidate, several=True)) == {(i % 80, i) for i in range(160)}


def words_of(rng, count, vocabulary, bits=8):
    return (
        rng.integers(0, vocabulary, count).astype(np.int32),
        rng.integers(0, 256, (count, bits), dtype=np.uint8),
    )


def test_words_match_where_their_signatures_are_near(rng):
    words, bits = words_of(rng, 300, 60, 2)
    others, other_bits = words_of(rng, 200, 60, 2)
    found = tentative(features(frames(rng, 300), bits, words), features(frames(rng, 200), other_bits, others))
    distances = np.bitwise_count(bits[:, None] ^ other_bits).sum(axis=2, dtype=int)
    near = (distances <= 4) & (words[:, None] == others)
    assert near.sum() > 20
    assert near.sum(axis=1).max() <= matching.PAIRS_OF_WORD
    assert pairs(found) == set(zip(*np.nonzero(near), strict=True))
    assert np.all(np.diff(distances[found.query, found.candidate]) >= 0)


def test_of_a_word_the_nearest_few_are_kept(rng):
    bits = np.packbits(np.tril(np.ones((20, 64), np.uint8), -1), axis=1)
    query = features(frames(rng, 1), bits[:1], np.zeros(1, np.int32))
    candidate = features(frames(rng, 20), bits[::-1], np.zeros(20, np.int32))
    assert tentative(query, candidate).candidate.tolist() == [19, 18]


def test_words_without_signatures_match_by_rarity(rng):
    words = np.array([5, 7, 7, 9], np.int32)
    rows = features(frames(rng, 4), np.empty((4, 0), np.uint8), words)
    found = tentative(rows, rows)
    assert pairs(found) == {(0, 0), (3, 3), *((i, j) for i in (1, 2) for j in (1, 2))}
    assert set(found.query[:2].tolist()) == {0, 3}


@pytest.mark.parametrize("count", [0, 1])
@pytest.mark.parametrize("kind", [np.float32, np.uint8])
def test_few_features_match_without_trouble(rng, count, kind):
    few = features(frames(rng, count), np.ones((count, 8), kind))
    many = features(frames(rng, 5), rng.integers(0, 9, (5, 8)).astype(kind))
    for one, other in ((few, many), (many, few), (few, few)):
        assert len(tentative(one, other)) <= 1


@pytest.mark.parametrize("kind", [np.float32, np.uint8])
@pytest.mark.parametrize("worded", [False, True])
def test_features_that_are_all_alike_tell_nothing(rng, kind, worded):
    rows = np.repeat(unit(rng, 1, 128) if kind is np.float32 else np.full((1, 8), 77, np.uint8), 3000, axis=0)
    alike = features(frames(rng, 3000), rows, np.zeros(3000, np.int32) if worded and kind is np.uint8 else None)
    assert len(tentative(alike, alike)) == 0


def test_a_hundred_thousand_features_give_a_bounded_answer(rng):
    rows = rng.normal(size=(100_000, 8)).astype(np.float32)
    many = features(frames(rng, 100_000), rows)
    found = tentative(many.at(np.arange(2000)), many)
    assert 0 < len(found) <= MOST
    words, bits = words_of(rng, 100_000, 50_000)
    assert len(tentative(*[features(many.frames, bits, words)] * 2)) == MOST


def test_of_too_many_features_the_largest_are_looked_at(rng, monkeypatch):
    monkeypatch.setattr(matching, "LARGEST", 100)
    rows = features(frames(rng, 400), unit(rng, 400))
    found = tentative(rows, rows)
    assert sorted(found.query.tolist()) == sorted(np.argsort(-rows.frames[:, 2])[:100].tolist())
