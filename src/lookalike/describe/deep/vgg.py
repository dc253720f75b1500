"""VGG-16 (Simonyan & Zisserman, Very deep convolutional networks for large-scale image recognition, ICLR 2015)."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from lookalike.describe.deep.alexnet import classifier
from lookalike.describe.deep.graph import Graph
from lookalike.describe.deep.layers import DEVIATION, MEAN, SCORES, conv, max_pool, relu

_STAGES = ((64, 2), (128, 2), (256, 3), (512, 3), (512, 3))
"""Channels and convolutions."""

VGG16_LAYERS = {
    **{
        name: channels
        for stage, (channels, count) in enumerate(_STAGES, 1)
        for name in (*(f"conv{stage}_{i}" for i in range(1, count + 1)), f"pool{stage}")
    },
    "fc6": 4096,
    "fc7": 4096,
    **SCORES,
}
"""Each convolution and ``fc`` behind its ReLU; ``fc6`` of a map that is brought to 7 x 7 places."""


def vgg16(weights: Mapping[str, np.ndarray] | None) -> Graph:
    """Build the graph, whose values are the layers of ``VGG16_LAYERS``."""
    graph = Graph(weights)
    x = graph.normalised_pixels(MEAN, DEVIATION)
    place = 0
    for stage, (channels, count) in enumerate(_STAGES, 1):
        for number in range(1, count + 1):
            name = f"conv{stage}_{number}"
            x = relu(graph, name, conv(graph, f"{name}.linear", x, f"features.{place}", channels, 3, pad=1))
            place += 2
        x = max_pool(graph, f"pool{stage}", x, 2, 2)
        place += 1
    classifier(graph, x, 7, ("classifier.0", "classifier.3", "classifier.6"))
    return graph
