"""AlexNet in the form of 2014 (Krizhevsky, One weird trick for parallelizing convolutional neural networks).

That of 2012 (Krizhevsky, Sutskever & Hinton, NeurIPS) has 96, 256, 384, 384 and 256 channels, in two groups that
meet in the third layer alone, and normalises the response of the first two layers; this one has one group, fewer
channels and no normalisation, and is what weights in torchvision's naming are of.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from lookalike.describe.deep.graph import Graph
from lookalike.describe.deep.layers import DEVIATION, MEAN, SCORES, adaptive_mean, conv, linear, max_pool, relu, scores

_PLACES, _WIDTH = 6, 4096

ALEXNET_LAYERS = {
    "conv1": 64,
    "pool1": 64,
    "conv2": 192,
    "pool2": 192,
    "conv3": 384,
    "conv4": 256,
    "conv5": 256,
    "pool5": 256,
    "fc6": _WIDTH,
    "fc7": _WIDTH,
    **SCORES,
}
"""Each convolution and ``fc`` behind its ReLU; ``fc6`` of a map that is brought to 6 x 6 places."""


def alexnet(weights: Mapping[str, np.ndarray] | None) -> Graph:
    """Build the graph, whose values are the layers of ``ALEXNET_LAYERS``."""
    graph = Graph(weights)
    x = graph.normalised_pixels(MEAN, DEVIATION)
    x = relu(graph, "conv1", conv(graph, "conv1.linear", x, "features.0", 64, 11, stride=4, pad=2))
    x = max_pool(graph, "pool1", x, 3, 2)
    x = relu(graph, "conv2", conv(graph, "conv2.linear", x, "features.3", 192, 5, pad=2))
    x = max_pool(graph, "pool2", x, 3, 2)
    for number, place, channels in ((3, 6, 384), (4, 8, 256), (5, 10, 256)):
        linear_map = conv(graph, f"conv{number}.linear", x, f"features.{place}", channels, 3, pad=1)
        x = relu(graph, f"conv{number}", linear_map)
    x = max_pool(graph, "pool5", x, 3, 2)
    classifier(graph, x, _PLACES, ("classifier.1", "classifier.4", "classifier.6"))
    return graph


def classifier(graph: Graph, x: str, places: int, sources: tuple[str, str, str]) -> None:
    """The two wide layers ``fc6`` and ``fc7`` of AlexNet and VGG, and the scores, over places x places means."""
    inputs = graph.channels[x] * places**2
    x = graph.node("Flatten", "flattened", adaptive_mean(graph, "resized", x, places))
    x = relu(graph, "fc6", linear(graph, "fc6.linear", x, sources[0], inputs, _WIDTH))
    x = relu(graph, "fc7", linear(graph, "fc7.linear", x, sources[1], _WIDTH, _WIDTH))
    scores(graph, x, sources[2], _WIDTH)
