"""Posteriors of a classifier's scores."""

import numpy as np
import pytest
from scipy.special import softmax

from lookalike.index.measures import MEASURES
from lookalike.reading import parse
from lookalike.types import Features


@pytest.mark.parametrize("t", [0.5, 1, 4])
def test_it_is_the_softmax(t):
    scores = np.random.default_rng(0).normal(0, 20, (3, 10)).astype(np.float32)
    [encoder] = parse(f'cnn("efficientnet_lite0", layer="logits") >> softmax(t={t})').parts[0].encoders
    said = encoder.encode(Features.one_each(scores))
    assert said.floats == pytest.approx(softmax(scores.astype(float) / t, axis=1), abs=1e-6)


def test_large_scores_stay_finite():
    [encoder] = parse('cnn("efficientnet_lite0") >> softmax()').parts[0].encoders
    assert encoder.encode(Features.one_each(np.array([[1e4, 0]], np.float32))).floats[0] == pytest.approx([1, 0])


def test_it_compares_by_the_bhattacharyya_coefficient():
    part = parse('cnn("efficientnet_lite0", layer="logits") >> softmax()').parts[0]
    measure = MEASURES[part.measure]
    p, q = np.array([[0.5, 0.5, 0]], np.float32), np.array([[0.5, 0, 0.5]], np.float32)
    assert measure.similarities(measure.embed(p), measure.embed(q)) == pytest.approx(0.5)
