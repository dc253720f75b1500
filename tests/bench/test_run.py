"""Evaluating a scorer on a dataset."""

import json

import numpy as np
import pytest

from lookalike.bench.harness import run
from lookalike.bench.harness.datasets import Dataset, DatasetError
from lookalike.bench.harness.measures import MEASURES, MEDIANS
from lookalike.bench.reports.report import NOTHING_LEARNT
from lookalike.types import LookalikeError

CLASSES = [(f"{label}/{i}.png", label, "both") for label in ("red", "sky", "oak") for i in range(4)]
SPLIT = [
    ("q0.png", "x", "query"),
    ("q1.png", "nowhere", "query"),
    ("q2.png", "y|z", "query"),
    *((f"d{i}.png", label, "db") for i, label in enumerate("xyzx")),
]


def evaluate(folder, scorer, **more):
    options = {"representation": "fake()", "learnt_on": NOTHING_LEARNT, "command": "lookalike bench drawn"} | more
    return run.evaluate(Dataset.read(folder), scorer, **options)


def test_pictures_of_like_colors_are_found(dataset_folder, mean_color):
    report = evaluate(dataset_folder(CLASSES), mean_color, preset="fake", seed=3)
    assert report.measures.keys() == report.intervals.keys() == MEASURES.keys() - MEDIANS
    for name in ("mAP", "NDCG", "R@5", "bulls_eye"):
        assert report.measures[name] == pytest.approx(1), name
    assert report.measures["N-S"] == 4
    assert report.measures["ANMRR"] == pytest.approx(0)
    assert report.measures["P@10"] == pytest.approx(0.3)
    assert (report.queries, report.left_out, report.images, report.seed, report.preset) == (12, 0, 12, 3, "fake")
    assert report.timings == pytest.approx({"ms_per_image": 50, "ms_per_query": 20 / 12, "bytes_per_image": 12})
    assert {"python", "numpy", "pillow"} <= report.versions.keys()
    assert len(report.best) == len(report.worst) == 5
    for shown in (*report.best, *report.worst):
        assert len(shown.answers) == 10
        assert shown.path not in [answer.path for answer in shown.answers]
        assert [answer.relevant for answer in shown.answers] == [True] * 3 + [False] * 7


def test_queries_with_nothing_to_find_are_left_out_and_not_asked(dataset_folder, mean_color):
    folder = dataset_folder(SPLIT)
    report = evaluate(folder, mean_color)
    assert (report.queries, report.left_out, report.images) == (2, 1, 4)
    queries, database = mean_color.asked
    assert [path.name for path in queries] == ["q0.png", "q2.png"]
    assert [path.name for path in database] == ["d0.png", "d1.png", "d2.png", "d3.png"]
    assert not {"N-S", "bulls_eye"} & report.measures.keys()


def test_best_and_worst_are_told_apart_by_average_precision(dataset_folder, fixed):
    scores = np.array([[4, 3, 2, 1], [9, 1, 0, 5]], np.float32)
    report = evaluate(dataset_folder(SPLIT), fixed(scores))
    # q0 finds d0 and d3 at 1 and 4; q2 finds d1 and d2 at 3 and 4.
    assert [shown.path for shown in report.best] == ["q0.png", "q2.png"]
    assert report.worst == []
    assert [shown.average_precision for shown in report.best] == pytest.approx([(1 + 2 / 4) / 2, (1 / 3 + 2 / 4) / 2])
    assert [(a.path, a.relevant) for a in report.best[1].answers] == [
        ("d0.png", False),
        ("d3.png", False),
        ("d1.png", True),
        ("d2.png", True),
    ]
    assert report.measures["mAP"] == pytest.approx((0.75 + 5 / 12) / 2)


def test_worst_comes_first_among_the_worst(dataset_folder, fixed):
    rng = np.random.default_rng(0)
    report = evaluate(dataset_folder(CLASSES), fixed(rng.random((12, 12)).astype(np.float32)))
    best, worst = ([shown.average_precision for shown in some] for some in (report.best, report.worst))
    assert best == sorted(best, reverse=True)
    assert worst == sorted(worst)
    assert worst[-1] <= best[-1]
    assert worst[0] < best[0]


def test_blocks_change_nothing(dataset_folder, fixed, monkeypatch):
    # Unequal classes, so that ANMRR needs the largest of all blocks.
    rows = [*CLASSES, *((f"more{i}.png", "red", "both") for i in range(5))]
    scorer = fixed(np.random.default_rng(1).random((17, 17)).astype(np.float32))
    folder = dataset_folder(rows)
    whole = evaluate(folder, scorer)
    monkeypatch.setattr(run, "_BLOCK", 40)
    assert evaluate(folder, scorer) == whole


def test_the_report_is_json(dataset_folder, mean_color):
    report = evaluate(dataset_folder(CLASSES), mean_color)
    assert json.loads(json.dumps(report.to_json(), allow_nan=False)) == report.to_json()


def test_a_run_from_cached_vectors_has_no_time_an_image(dataset_folder, fixed):
    report = evaluate(dataset_folder(SPLIT), fixed(np.zeros((2, 4), np.float32), images=0))
    assert report.timings["ms_per_image"] is None


def test_a_score_that_is_no_number_is_an_error_sentence(dataset_folder, fixed):
    scores = np.zeros((2, 4), np.float32)
    scores[1, 2] = np.nan
    with pytest.raises(LookalikeError, match=r"fake\(\) gives no number for q2\.png against d2\.png") as caught:
        evaluate(dataset_folder(SPLIT), fixed(scores))
    assert "\n" not in str(caught.value)


def test_scores_of_the_wrong_shape_are_refused(dataset_folder, fixed):
    with pytest.raises(ValueError, match=r"\(3, 4\) scores for 2 queries and 4 images"):
        evaluate(dataset_folder(SPLIT), fixed(np.zeros((3, 4), np.float32)))


def test_a_dataset_without_answers_is_an_error_sentence(dataset_folder, mean_color):
    folder = dataset_folder([("a.png", "x", "both"), ("b.png", "y", "both")])
    with pytest.raises(DatasetError, match=r"No query of drawn shares a label"):
        evaluate(folder, mean_color)
