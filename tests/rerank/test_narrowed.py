"""Those of many candidates that words promise something of, and what descriptors prove of these."""

from dataclasses import replace

import numpy as np
import pytest

from lookalike.rerank.geometry.narrowed import LEAST, narrowed, promising
from lookalike.rerank.geometry.verify import verify_many
from lookalike.types import Features, LookalikeError
from tests.rerank.scattered import features, frames, pair, similarity

TRANSFORM = similarity(0.8, 0.6, 120, 40)
KEPT = slice(0, 20)


def signed(rows: Features, seed: int, words: int = 4000) -> Features:
    """The same features as words with signatures, all drawn at random."""
    rng = np.random.default_rng(seed)
    said = rng.integers(0, words, len(rows)).astype(np.int32)
    return replace(rows, vectors=rng.integers(0, 256, (len(rows), 8), dtype=np.uint8), words=said)


def shortlist(views: set[int], count: int = 30) -> tuple[Features, Features, list[Features], list[Features]]:
    """A query and its words, and candidates of which some show it, with a third of its words, and others nothing."""
    query, view = pair(TRANSFORM)
    words = signed(query, 0)
    assert words.words is not None
    candidates = [view if place in views else pair(TRANSFORM, seed=50 + place)[1] for place in range(count)]
    said = [signed(candidate, 100 + place) for place, candidate in enumerate(candidates)]
    for place in views:
        own, signs = said[place].words, said[place].vectors
        assert own is not None
        own[KEPT], signs[KEPT] = words.words[KEPT], words.vectors[KEPT]
    return query, words, candidates, said


def test_what_shows_the_query_is_proven_wherever_it_ranks():
    views = {3, 15, 29}
    query, words, candidates, said = shortlist(views)
    found = narrowed(query, words, said, lambda some: [candidates[place] for place in some])
    assert {place for place, one in enumerate(found) if one is not None and one.significant} == views
    [all_of_them] = verify_many(query, [candidates[15]])
    assert found[15] is not None
    assert all_of_them is not None
    np.testing.assert_array_equal(found[15].inliers, all_of_them.inliers)


def test_all_that_promise_something_are_looked_at_and_few_others():
    views = set(range(5, 30))
    _, words, _, said = shortlist(views, 60)
    assert views <= set(promising(words, said))
    assert len(promising(words, said)) < 40
    assert len(promising(words, said[30:])) == LEAST


def test_where_words_tell_nothing_the_first_are_looked_at():
    query, words, candidates, said = shortlist(set())
    strangers = [replace(one, words=one.words + 4000) for one in said if one.words is not None]
    looked: list[int] = []

    def descriptors(some):
        looked.extend(some)
        return [candidates[place] for place in some]

    assert not any(one is not None and one.significant for one in narrowed(query, words, strangers, descriptors))
    assert looked == list(range(LEAST))


def test_a_feature_that_stands_for_several_words_is_one_row():
    query, words, candidates, said = shortlist({4})
    rows = np.repeat(np.arange(len(query)), 3)
    several = words.at(rows)
    assert several.words is not None
    several.words[1::3] += 10_000
    several.words[2::3] += 20_000
    found = narrowed(query, several, said, lambda some: [candidates[place] for place in some])[4]
    assert found is not None
    assert found.significant
    assert found.inliers[:, 0].max() < len(query)


@pytest.mark.parametrize("bare", [False, True])
def test_equal_pictures_promise_all_they_have(bare):
    query, words, _, said = shortlist(set(), 12)
    if bare:  # neither scales nor angles
        assert words.frames is not None
        words.frames[:, 2:] = 1, 0
    assert promising(words, [*said, words])[-1] == 12
    assert np.isfinite(verify_many(query, [query])[0].score)  # type: ignore[union-attr]


@pytest.mark.parametrize("count", [0, 1, 2])
def test_few_features_promise_nothing_and_do_no_harm(count):
    rng = np.random.default_rng(6)
    few = features(frames(rng, count), rng.random((count, 64), np.float32))
    query, words, candidates, said = shortlist(set(), 9)
    none = signed(few, 1)
    assert not any(narrowed(query, words, [none, *said], lambda some: [[few, *candidates][i] for i in some])[:1])
    for found in narrowed(few, none, said, lambda some: [candidates[place] for place in some]):
        assert found is None or not found.significant
    assert narrowed(query, words, [], lambda some: []) == []


def test_features_all_alike_and_a_hundred_thousand_give_a_bounded_answer():
    rng = np.random.default_rng(7)
    alike = features(frames(rng, 3000), np.full((3000, 8), 77, np.uint8), np.zeros(3000, np.int32))
    many = signed(features(frames(rng, 100_000), np.empty((100_000, 0), np.float32)), 8, 50_000)
    assert promising(alike, [alike, many]) == [0, 1]
    assert promising(many, [alike, many]) == [0, 1]


def test_what_cannot_be_compared_is_said():
    _, words, _, said = shortlist(set(), 2)
    with pytest.raises(LookalikeError, match="candidate's features have no frames"):
        promising(words, [replace(said[0], frames=None)])
