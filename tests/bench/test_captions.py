"""Captions as queries."""

import json

import numpy as np
import pytest

from lookalike.bench.harness import run
from lookalike.bench.harness.bootstrap import intervals
from lookalike.bench.harness.datasets import Captioned, DatasetError
from lookalike.bench.harness.measures import Judged, first_place
from lookalike.bench.reports.report import NOTHING_LEARNT
from lookalike.query.words import Words

CAPTIONS = {"a.png": ["one", "another"], "b.png": ["two"], "c.png": []}


@pytest.fixture
def folder(dataset_folder):
    made = dataset_folder([(path, "x", "db") for path in CAPTIONS])
    (made / "captions.json").write_text(json.dumps(CAPTIONS))
    return made


def test_every_caption_asks_for_its_picture(folder):
    dataset = Captioned.read(folder)
    assert dataset.asked(dataset.queries) == [Words("one"), Words("another"), Words("two")]
    assert [path.name for path in dataset.paths(dataset.database)] == list(CAPTIONS)
    assert dataset.relevance().tolist() == [[True, False, False], [True, False, False], [False, True, False]]
    assert dataset.own.tolist() == [-1, -1, -1]


def test_the_report_has_recalls_and_the_median_rank(folder, fixed):
    scores = np.array([[3, 2, 1], [1, 2, 3], [2, 1, 3]], np.float32)
    report = run.evaluate(
        Captioned.read(folder), fixed(scores), representation="x", learnt_on=NOTHING_LEARNT, command="x"
    )
    assert report.measures["R@1"] == pytest.approx(1 / 3)
    assert report.measures["R@5"] == 1
    assert report.measures["median rank"] == 3
    assert report.best[0].path == "one"


def test_the_place_of_the_first_right_answer():
    relevant = np.array([[False, True, True, False], [True, False, False, False]])
    assert first_place(Judged(relevant, np.array([4, 4]), 2)).tolist() == [2, 1]


def test_the_interval_of_a_median_is_of_medians():
    ranks = np.random.default_rng(1).integers(1, 100, 501).astype(float)
    [(low, high)] = intervals({"rank": ranks}, 0, {"rank"}).values()
    draws = np.random.default_rng(2).choice(ranks, (1000, 501))
    assert (low, high) == pytest.approx(np.quantile(np.median(draws, axis=1), [0.025, 0.975]), abs=4)


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("[1]", "must be an object"),
        ("{", "must be an object"),
        ('{"a.png": 3}', "must be an object"),
        ('{"a.png": [""]}', "no word"),
        ('{"a.png": []}', "no caption"),
        ('{"z.png": ["x"]}', "no picture 'z.png'"),
    ],
)
def test_a_wrong_file_is_told(folder, content, message):
    (folder / "captions.json").write_text(content)
    with pytest.raises(Exception, match=message):
        Captioned.read(folder)


def test_a_missing_file_is_told(dataset_folder):
    with pytest.raises(DatasetError, match=r"captions\.json"):
        Captioned.read(dataset_folder([("a.png", "x", "db")]))
