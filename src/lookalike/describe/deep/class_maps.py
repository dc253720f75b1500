"""What a classifier says of every place of its last feature map (Zhou et al., CVPR 2016)."""

from __future__ import annotations

from functools import cache
from typing import NamedTuple

import numpy as np

from lookalike.describe.deep.builtin import DECLARED
from lookalike.describe.deep.imagenet import mixtures
from lookalike.describe.deep.networks import activations, network
from lookalike.describe.deep.views import squashed
from lookalike.types import Floats, Image

_KEPT = 128
"""Directions in which the classes differ most."""

_ROUNDS = 3
"""Of the subspace iteration."""


class Classifier(NamedTuple):
    """The last layer of a network.

    :param weights: (1000, D), and ``bias`` (1000,).
    :param directions: (1000, 128) orthonormal columns, in which the classes' weights differ most.
    """

    weights: Floats
    bias: Floats
    directions: Floats

    def scores(self, columns: Floats) -> Floats:
        """(N, 1000) float32: how far the score of each class is above the mean, for columns (N, D) of a map."""
        return above_mean(np.asarray(columns @ self.weights.T + self.bias, np.float32))


def has_maps(name: str) -> bool:
    """Whether a built-in network classifies by the mean of its last map alone, so that its places have scores."""
    return name.startswith("efficientnet_lite")


@cache
def classifier(name: str) -> Classifier:
    """That of a network by its name."""
    stored = DECLARED[name].source.read()
    weights, bias = (np.asarray(stored[f"_fc.{part}"], np.float32) for part in ("weight", "bias"))
    apart = weights - weights.mean(axis=0)
    directions = np.random.default_rng(0).normal(size=(len(weights), _KEPT)).astype(np.float32)
    for _ in range(_ROUNDS):
        directions = np.linalg.qr(apart @ (apart.T @ directions))[0]
    return Classifier(weights, bias, np.asarray(directions, np.float32))


def above_mean(scores: Floats) -> Floats:
    """By how much scores (..., 1000) are above their mean, 0 where they are below."""
    return np.asarray(np.maximum(scores - scores.mean(axis=-1, keepdims=True), 0), np.float32)


def last_map(name: str, image: Image, side: int) -> Floats:
    """(D, h, w) float32: the last feature map of a network over a picture squashed to side x side px."""
    ((maps,),) = activations(name, (network(name).head,), [squashed(image, side)])
    return np.asarray(maps, np.float32)


def where(name: str, text: str, image: Image, side: int) -> Floats:
    """Where in a picture is what a text says: (h, w) float32, not negative.

    Of each place of the map, how far the classes that the text stands for are above the mean of all.

    :raises LookalikeError: no word of the text is known.
    """
    maps = last_map(name, image, side)
    scores = classifier(name).scores(maps.reshape(len(maps), -1).T) @ mixtures([text])[0]
    return np.asarray(scores.reshape(maps.shape[1:]), np.float32)
