"""Learnt weights prefer the parts that tell labels apart, on pictures that they were not learnt from."""

import numpy as np
import pytest

from lookalike.bench.harness.datasets import Dataset, DatasetError, Entry
from lookalike.bench.harness.weighing import weigh
from lookalike.reading import parse

LABELS = np.repeat(np.arange(6), 10)
REPRESENTATION = parse('color_histogram() + color_histogram(space="lab") + color_histogram(space="rgb")')


def dataset(tmp_path, labels=LABELS) -> Dataset:
    entries = tuple(Entry(f"{i}.png", (str(label),), "both") for i, label in enumerate(labels))
    return Dataset("drawn", tmp_path, entries)


def similarities(rng: np.random.Generator, signal: float) -> np.ndarray:
    noise = rng.random((60, 60))
    return (signal * (LABELS[:, None] == LABELS) + noise + noise.T).astype(np.float32)


def test_noise_loses_to_signal(tmp_path):
    rng = np.random.default_rng(0)
    parts = np.stack([similarities(rng, 0), similarities(rng, 2), similarities(rng, 0)])
    found = weigh(dataset(tmp_path), REPRESENTATION, parts)
    assert found.weights[1] == 1
    assert max(found.weights[0], found.weights[2]) < 0.5
    assert found.after > found.before
    assert found.queries == 30
    assert {part.chain for part in found.representation.parts} <= {part.chain for part in REPRESENTATION.parts}


def test_what_is_learnt_does_not_look_at_the_other_half(tmp_path):
    rng = np.random.default_rng(1)
    parts = np.stack([similarities(rng, s) for s in (0.5, 1, 0.2)])
    first = weigh(dataset(tmp_path), REPRESENTATION, parts)
    from lookalike.bench.harness.weighing import _halves

    kept, other = _halves(dataset(tmp_path), 0)
    assert len(np.intersect1d(kept, other)) == 0
    assert np.bincount(LABELS[kept]).tolist() == [5] * 6
    changed = parts.copy()
    changed[:, other] = rng.random((3, len(other), 60))
    assert weigh(dataset(tmp_path), REPRESENTATION, changed).weights == first.weights


def test_too_few_pictures_are_refused(tmp_path):
    labels = np.arange(4)
    with pytest.raises(DatasetError, match="4 or more"):
        weigh(dataset(tmp_path, [*labels, 0]), REPRESENTATION, np.ones((3, 5, 5), np.float32))
