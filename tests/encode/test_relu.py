"""Rectified scores."""

import numpy as np

from lookalike.reading import parse
from lookalike.types import Features


def test_what_is_negative_is_zero_and_the_rest_stays():
    [encoder] = parse('cnn("efficientnet_lite0", layer="logits") >> relu()').parts[0].encoders
    said = encoder.encode(Features.one_each(np.array([[-2, 0, 3], [-1, -1, -1]], np.float32)))
    assert said.floats.tolist() == [[0, 0, 3], [0, 0, 0]]
    assert said.floats.dtype == np.float32
