"""The inverted file's scores are those of the formulas."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lookalike.index.inverted import InvertedFile, Snapshot, snapshot
from lookalike.index.inverted.segment import CROWD
from lookalike.types import Features, Voting
from tests.index.inverted_reference import VOTINGS, WORDS, drawn, expected, ids_of, name, one

each_voting = pytest.mark.parametrize("voting", VOTINGS, ids=name)


def same(features: Features, count: int) -> Features:
    """The first row so many times, in one picture."""
    rows = features.at(np.zeros(count, np.intp))
    return replace(rows, images=1)


@each_voting
@given(seed=st.integers(0, 2**32), sizes=st.lists(st.integers(0, 9), min_size=1, max_size=8), rows=st.integers(0, 12))
def test_scores_are_those_of_the_formula(voting, seed, sizes, rows):
    rng = np.random.default_rng(seed)
    features = drawn(rng, voting, sizes)
    query = drawn(rng, voting, [rows])
    query = replace(query, weights=rng.uniform(0.1, 2, len(query)).astype(np.float32)) if seed % 2 else query
    found = Snapshot.of(ids_of(range(len(sizes))), features, voting).scores(query)
    assert found.dtype == np.float32
    assert found == pytest.approx(expected(features, query, voting), abs=1e-5)


@each_voting
def test_over_segments_removals_and_merges(voting, tmp_path):
    rng = np.random.default_rng(1)
    batches = [drawn(rng, voting, rng.integers(0, 10, size)) for size in (5, 1, 9, 3, 0, 7)]
    query = drawn(rng, voting, [11])
    file = InvertedFile.open(tmp_path / "words", voting)
    for number, batch in enumerate(batches):
        file.add(ids_of(range(100 * number, 100 * number + batch.images)), batch)
    everything = Features.joined(batches)
    names = np.concatenate([ids_of(range(100 * n, 100 * n + b.images)) for n, b in enumerate(batches)])
    assert file.snapshot.ids.astype(str).tolist() == names.tolist()
    assert file.snapshot.scores(query) == pytest.approx(expected(everything, query, voting), abs=1e-5)

    gone = rng.choice(len(names), 8, replace=False)
    file.remove([*names[gone], "f" * 32])
    kept = np.setdiff1d(np.arange(len(names)), gone)
    left = Features.joined([one(everything, i) for i in kept])
    wanted = dict(zip(names[kept], expected(left, query, voting), strict=True))
    for _ in range(2):
        assert len(file) == len(kept)
        found = dict(zip(file.snapshot.ids.astype(str), file.snapshot.scores(query), strict=True))
        assert found == pytest.approx(wanted, abs=1e-5)
        file.merge()
    again = InvertedFile.open(tmp_path / "words", voting).snapshot
    assert dict(zip(again.ids.astype(str), again.scores(query), strict=True)) == pytest.approx(wanted, abs=1e-5)


@each_voting
def test_a_picture_is_most_like_itself(voting):
    features = drawn(np.random.default_rng(2), voting, [10] * 30)
    found = Snapshot.of(ids_of(range(30)), features, voting)
    for image in range(30):
        scores = found.scores(one(features, image))
        assert scores.max() <= 1
        assert scores[image] == pytest.approx(1)
        assert scores[image] == pytest.approx(scores.max())


@each_voting
def test_threads_do_not_change_a_bit(voting, tmp_path, monkeypatch):
    rng = np.random.default_rng(3)
    file = InvertedFile.open(tmp_path, voting)
    for number in range(5):
        file.add(ids_of(range(20 * number, 20 * number + 20)), drawn(rng, voting, [9] * 20))
    query = drawn(rng, voting, [10])
    alone = file.snapshot.scores(query)
    monkeypatch.setattr(snapshot, "_AT_ONCE", 0)
    monkeypatch.setattr(snapshot, "cores", lambda: 3)
    assert np.array_equal(InvertedFile.open(tmp_path, voting).snapshot.scores(query), alone)


@each_voting
def test_pictures_and_queries_without_features(voting):
    rng = np.random.default_rng(4)
    nothing, something = drawn(rng, voting, [0]), drawn(rng, voting, [0, 6, 0])
    assert len(Snapshot.of([], replace(nothing, images=0), voting).scores(something)) == 0
    assert Snapshot.of(ids_of([0]), nothing, voting).scores(one(something, 1)).tolist() == [0]
    found = Snapshot.of(ids_of(range(3)), something, voting)
    assert found.scores(nothing).tolist() == [0, 0, 0]
    assert found.scores(one(something, 1)) == pytest.approx([0, 1, 0])


@each_voting
def test_a_single_picture_and_all_words_alike(voting):
    row = drawn(np.random.default_rng(5), voting, [1])
    assert Snapshot.of(ids_of([7]), row, voting).scores(row) == pytest.approx([1])
    alike = Features.joined([row] * 5)
    assert Snapshot.of(ids_of(range(5)), alike, voting).scores(row) == pytest.approx([1] * 5)
    many = Features.joined([same(row, 3), same(row, 300), row])
    scores = Snapshot.of(ids_of(range(3)), many, voting).scores(same(row, 3))
    assert np.all((scores > 0) & (scores <= 1))
    assert scores[0] == pytest.approx(1)


@each_voting
def test_a_hundred_thousand_features(voting):
    rng, many = np.random.default_rng(6), 100_000
    voting = replace(voting, words=5000)
    if voting.rule == "asmk":
        voting = replace(voting, words=200_000)
    crowded = Features.joined([drawn(rng, voting, [many]), drawn(rng, voting, [20])])
    crowded = replace(crowded, words=rng.permutation(crowded.words) if voting.rule == "asmk" else crowded.words)
    found = Snapshot.of(ids_of(range(2)), crowded, voting)
    scores = found.scores(one(crowded, 0))
    assert np.all(np.isfinite(scores) & (scores >= 0) & (scores <= 1))
    assert scores[0] == scores.max() > 0.5
    spread = replace(crowded, words=rng.integers(0, voting.words, len(crowded)).astype(np.int32))
    scores = Snapshot.of(ids_of(range(2)), spread, voting).scores(one(spread, 0))
    assert scores[0] == pytest.approx(1, abs=1e-4)


def test_counts_beyond_a_byte_are_exact():
    voting = Voting("tfidf", WORDS)
    row = Features(np.empty((1, 0), np.uint8), np.zeros(1, np.int64), 1, words=np.array([3], np.int32))
    other = replace(row, words=np.array([4], np.int32))
    pair = replace(Features.joined([same(row, 70_000), same(other, 70_000)]), ordinals=np.zeros(140_000, np.int64))
    features = Features.joined([replace(pair, images=1), row])
    scores = Snapshot.of(ids_of(range(2)), features, voting).scores(row)
    assert scores == pytest.approx(expected(features, row, voting), abs=1e-6)


def test_of_a_crowd_the_first_vote():
    voting = Voting("hamming", WORDS, bits=64, threshold=0)
    rng = np.random.default_rng(7)
    row = drawn(rng, voting, [1])
    others = same(row, CROWD + 5)
    others = others.with_vectors(rng.integers(0, 256, others.vectors.shape, dtype=np.uint8))
    first, last = (others.vectors[[place]] for place in (0, CROWD))
    found = Snapshot.of(ids_of([0]), others, voting)
    assert found.scores(row.with_vectors(first))[0] > 0
    assert found.scores(row.with_vectors(last))[0] == 0


def test_weak_geometric_consistency_tells_a_turned_picture_from_a_jumble():
    voting = Voting("hamming", 500, bits=64, threshold=20, sharpness=10, consistent=True)
    rng = np.random.default_rng(8)
    query = drawn(rng, voting, [60])
    query = replace(query, words=rng.integers(0, 500, 60).astype(np.int32))
    turned = query.frames * np.float32([1, 1, 2.83, 1]) + np.float32([0, 0, 0, 1.9])
    jumbled = np.column_stack([query.frames[:, :2], rng.permutation(query.frames[:, 2:], axis=0)])
    features = Features.joined([replace(query, frames=frames.astype(np.float32)) for frames in (turned, jumbled)])
    scores = Snapshot.of(ids_of(range(2)), features, voting).scores(query)
    assert scores[0] == pytest.approx(1)
    assert scores[1] < 0.5


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"words": None}, "words from 0 to 11"),
        ({"words": np.array([-1, 0], np.int32)}, "words from 0 to 11"),
        ({"words": np.array([0, WORDS], np.int32)}, "words from 0 to 11"),
        ({"vectors": np.zeros((2, 9), np.uint8)}, "64 bits"),
        ({"vectors": np.zeros((2, 8), np.float32)}, "64 bits"),
        ({"frames": None}, "frames"),
        ({"images": 3}, "2 ids do not name 3 pictures"),
    ],
)
def test_unsuitable_features_are_refused(change, reason):
    voting = Voting("hamming", WORDS, bits=64, threshold=20, consistent=True)
    features = replace(drawn(np.random.default_rng(9), voting, [1, 1]), **change)
    with pytest.raises(ValueError, match=reason):
        Snapshot.of(ids_of(range(2)), features, voting)
