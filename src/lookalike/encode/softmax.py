"""Posteriors of a classifier's scores."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

import numpy as np
from annotated_types import Interval

from lookalike.registry import register
from lookalike.spec import Encoder
from lookalike.types import Features


@register
@dataclass(frozen=True, kw_only=True)
class Softmax(Encoder):
    """The probability of each class, from a classifier's scores, as cnn(..., layer="logits") gives them.

    :param t: the temperature that the scores are divided by, 0.1 to 10: above 1 the
        less probable classes count for more.

    Rows are (K,) float32 in 0..1 that sum to 1, compared by the Bhattacharyya coefficient, under
    which pictures are alike that are the same thing, however they look.

    Source: Rasiwasia, Moreno & Vasconcelos, Bridging the gap: query by semantic example, IEEE Trans. Multimedia 2007;
    the temperature: Hinton, Vinyals & Dean, Distilling the knowledge in a neural network, 2015.

    Deviations: the classes are those of the network, and the measure is the Bhattacharyya coefficient in the
    place of the Kullback-Leibler divergence.
    """

    name = "softmax"
    measure = "hellinger"

    t: Annotated[float, Interval(ge=0.1, le=10)] = 1.0

    def encode(self, features: Features) -> Features:
        scores = features.floats / np.float32(self.t)
        powers = np.exp(scores - scores.max(axis=1, keepdims=True))
        return features.with_vectors(np.asarray(powers / powers.sum(axis=1, keepdims=True), np.float32))
