"""Rounds of feedback by a simulated user."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from lookalike.bench.harness.datasets import Dataset
from lookalike.bench.harness.feedback import MEASURES, WAYS, Rounds, _Asked, _session, measured
from lookalike.engine.represent.scoring import FileScorer
from lookalike.reading import parse

ROWS = [(f"{label}{i}.png", label, "both") for label in ("red", "sky", "oak", "tin") for i in range(6)]


@pytest.fixture
def dataset(dataset_folder: Callable[..., Path]) -> Dataset:
    """Each label a pattern of squares, which local features see, with some noise."""
    folder, rng = dataset_folder(ROWS), np.random.default_rng(1)
    for path, label, _ in ROWS:
        squares = np.random.default_rng(list(label.encode())).integers(0, 200, (8, 8, 3))
        pixels = squares.repeat(10, axis=0).repeat(10, axis=1) + rng.integers(0, 56, (80, 80, 3))
        Image.fromarray(pixels.astype(np.uint8)).save(folder / path)
    return Dataset.read(folder)


class Wavering:
    """Scores that feedback does not change."""

    def __init__(self, scores: np.ndarray) -> None:
        self.scores = scores

    def refined(self, *_: object) -> tuple[np.ndarray, float]:
        return self.scores[0], 0.0


def test_judged_hits_are_kept() -> None:
    relevant = np.zeros(40, np.bool_)
    relevant[[1, 5, 25]] = True
    scores = -np.arange(40, dtype=np.float32)[None]
    asked = _Asked(Wavering(scores), 0, 0, relevant)  # type: ignore[arg-type]
    before, after = _session(asked, "rocchio", False, 1)
    # The query is at place 0 and left out; places 1 to 10 are judged, of which two are liked and come first.
    assert before[1] == pytest.approx((1 + 2 / 5 + 3 / 25) / 3)
    assert after[1] == pytest.approx((1 + 1 + 3 / (2 + 15)) / 3)
    assert after[2] == after[3] == pytest.approx(1 / 15)


@pytest.mark.parametrize("spec", ["color_histogram() + 0.5 * lbp()", "orb(n=30) >> bow(k=8)"])
def test_feedback_makes_answers_better(dataset: Dataset, spec: str) -> None:
    found = measured(dataset, FileScorer(parse(spec)), 2, command="lookalike bench drawn")
    assert [way.by for way in found.ways] == list(WAYS)
    for way in found.ways:
        assert list(way.measures) == list(MEASURES)
        assert [len(column) for column in way.measures.values()] == [3] * len(MEASURES)
        first, *_, last = way.measures["mAP"]
        assert first is not None and last is not None and last >= first


def test_figures_are_json_by_round(dataset: Dataset) -> None:
    found: Rounds = measured(dataset, FileScorer(parse("color_histogram()")), 1, command="")
    said = json.loads(json.dumps(found.to_json()))["ways"][0]
    assert said["measures"]["P@50 round 1"] == found.ways[0].measures["P@50"][1]
    low, high = said["intervals"]["mAP round 0"]
    assert low <= said["measures"]["mAP round 0"] <= high
