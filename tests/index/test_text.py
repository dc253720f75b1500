"""Texts: how they are scored, and that the full-text index answers as looking through all of them does."""

import numpy as np
import pyarrow as pa
import pytest

from lookalike.index import search as searching
from lookalike.index.measures import measure_of
from lookalike.index.search import Searcher
from lookalike.index.space import Space
from lookalike.index.store import Store
from lookalike.index.text import texts as module
from lookalike.index.text.sheet import Sheet, Usage
from lookalike.index.text.texts import Texts

SAID = ["dog beach", "dog | cat", "beach dog", "", "cat cat cat", None, "dog dog beach sun"]


def test_terms_are_counted():
    sheet = Sheet.of(pa.array(SAID))
    assert sheet.counts(("dog",)).tolist() == [1, 1, 1, 0, 0, 0, 2]
    assert sheet.counts(("dog", "beach")).tolist() == [1, 0, 0, 0, 0, 0, 1]
    assert sheet.counts(("dog", "cat")).tolist() == [0] * 7
    assert sheet.counts(("bird",)).tolist() == [0] * 7
    assert sheet.lengths.tolist() == [2, 2, 2, 0, 3, 0, 4]


def test_phrases_do_not_go_on_in_the_next_text():
    sheet = Sheet.of(pa.array(["a b", "c d"]))
    assert sheet.counts(("b", "c")).tolist() == [0, 0]
    assert sheet.counts(("c", "d")).tolist() == [0, 1]
    assert sheet.counts(("d", "e", "f", "g", "h")).tolist() == [0, 0]


def test_scores_are_those_of_bm25():
    """By the formula of Robertson & Zaragoza (2009), eq. 3.15, written out for one text."""
    sheet = Sheet.of(pa.array(SAID))
    usage = Usage(7, {("dog",): 4, ("sun",): 1}, 2.0)
    idf = {"dog": np.log(1 + 3.5 / 4.5), "sun": np.log(1 + 6.5 / 1.5)}
    length = 1.2 * (1 - 0.75 + 0.75 * 4 / 2)
    expected = (idf["dog"] * 2 * 2.2 / (2 + length) + idf["sun"] * 1 * 2.2 / (1 + length)) / sum(idf.values())
    assert sheet.scores(usage)[6] == pytest.approx(expected, rel=1e-6)
    assert sheet.scores(usage)[4] == 0


def test_the_moments_are_about_those_of_the_scores():
    rng = np.random.default_rng(0)
    said = [" ".join(word for word, odds in (("a", 0.5), ("b", 0.1)) if rng.random() < odds) for _ in range(4000)]
    sheet = Sheet.of(pa.array([f"{text} x" for text in said]))
    usage = Usage(4000, {(t,): int((sheet.counts((t,)) > 0).sum()) for t in "ab"}, 1.6)
    mean, spread = usage.moments
    scores = sheet.scores(usage)
    assert mean == pytest.approx(scores.mean(), rel=0.25)
    assert spread == pytest.approx(scores.std(), rel=0.25)


@pytest.fixture(scope="module")
def store(tmp_path_factory):
    made = Store(str(tmp_path_factory.mktemp("s") / "s"))
    rng = np.random.default_rng(0)
    words = [f"w{i}" for i in range(300)]
    rows = [
        {"id": f"{i:032x}", "path": f"/p/{i % 7}.jpg", "text": " ".join(words[w % 300] for w in rng.zipf(1.3, 12))}
        for i in range(700)
    ]
    vectors = rng.normal(size=(700, 4)).astype(np.float32)
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    made.add_images(rows[:600], vectors[:600], np.empty((600, 0), np.uint8))
    made.add_images(rows[600:], vectors[600:], np.empty((100, 0), np.uint8))
    return made


SPACE = Space((measure_of("cosine", lambda: None),), (1.0,), (4,))
ASKED = [
    ([("w1",), ("w33",)], []),
    ([("w3", "w1")], []),
    ([("w120",), ("w7",), ("nothing",)], [("w1",)]),
    ([("nothing",)], [("w2",)]),
]


def answers(store, terms, excluded, where=None):
    lookup = Texts(store).looked_up(terms, excluded)
    found = Searcher(store, SPACE).candidates(np.empty((0, 4), np.float32), [], 20, where, False, [lookup])
    scores = lookup.scores(found)
    if excluded:
        scores = np.where(lookup.allowed(found), scores, -1)
    first = searching.best(scores, found.ids, 20)
    return [(found.ids[int(i)].as_py(), round(float(scores[i]), 5)) for i in first if scores[i] > 0]


@pytest.mark.parametrize(("terms", "excluded"), ASKED)
@pytest.mark.parametrize("where", [None, "path = '/p/3.jpg'"])
def test_the_index_answers_as_all_texts_do(store, monkeypatch, terms, excluded, where):
    exhaustive = answers(store, terms, excluded, where)
    assert bool(exhaustive) == (terms != [("nothing",)])
    monkeypatch.setattr(searching, "EXHAUSTIVE_ROWS", 100)
    monkeypatch.setattr(module, "EXHAUSTIVE_ROWS", 100)
    table = store.images()
    try:
        table.create_index("vector", config=_ann(), replace=True)
        without = answers(store, terms, excluded, where)
        Texts(store).refresh()
        assert Texts(store).has_index()
        indexed = answers(store, terms, excluded, where)
    finally:
        for index in table.list_indices():
            table.drop_index(index.name)
    assert exhaustive == without == indexed


def _ann():
    from lancedb.index import IvfHnswSq

    return IvfHnswSq(distance_type="l2")
