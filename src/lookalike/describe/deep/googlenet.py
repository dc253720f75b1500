"""GoogLeNet (Szegedy et al., Going deeper with convolutions, CVPR 2015), of 2014.

As torchvision has it: with batch normalisation in place of the normalisation of responses, 3 x 3 convolutions where
the paper's third branches have 5 x 5, and pixels of -1 to 1. The two classifiers of the training are left out.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from lookalike.describe.deep.graph import Graph
from lookalike.describe.deep.layers import SCORES, Norm, concat, conv, max_pool, relu, scores

_INCEPTIONS = {
    "inception3a": (64, 96, 128, 16, 32, 32),
    "inception3b": (128, 128, 192, 32, 96, 64),
    "inception4a": (192, 96, 208, 16, 48, 64),
    "inception4b": (160, 112, 224, 24, 64, 64),
    "inception4c": (128, 128, 256, 24, 64, 64),
    "inception4d": (112, 144, 288, 32, 64, 64),
    "inception4e": (256, 160, 320, 32, 128, 128),
    "inception5a": (256, 160, 320, 32, 128, 128),
    "inception5b": (384, 192, 384, 48, 128, 128),
}
"""Channels: of the first branch; before and behind the second; before and behind the third; behind the pooling."""

_POOLED = {"inception3b": 3, "inception4e": 2}
"""Modules behind which a maximum of squares of that side is taken."""

GOOGLENET_LAYERS = {
    "conv1": 64,
    "conv2": 64,
    "conv3": 192,
    **{name: one + three + five + pool for name, (one, _, three, _, five, pool) in _INCEPTIONS.items()},
    **SCORES,
}


def googlenet(weights: Mapping[str, np.ndarray] | None) -> Graph:
    """Build the graph, whose values are the layers of ``GOOGLENET_LAYERS``."""
    graph = Graph(weights)
    x = _conv(graph, "conv1", graph.normalised_pixels(127.5, 127.5), 64, 7, stride=2)
    x = _conv(graph, "conv2", max_pool(graph, "pool1", x, 3, 2, ceil=True), 64, 1)
    x = max_pool(graph, "pool2", _conv(graph, "conv3", x, 192, 3), 3, 2, ceil=True)
    for name, channels in _INCEPTIONS.items():
        x = _inception(graph, name, x, *channels)
        if name in _POOLED:
            x = max_pool(graph, f"{name}.pooled", x, _POOLED[name], 2, ceil=True)
    scores(graph, graph.pooled(x, "avg"), "fc", graph.channels[x])
    return graph


def _inception(graph: Graph, name: str, x: str, one: int, r3: int, three: int, r5: int, five: int, pool: int) -> str:
    first = _conv(graph, f"{name}.branch1", x, one, 1)
    second = _conv(graph, f"{name}.branch2.1", _conv(graph, f"{name}.branch2.0", x, r3, 1), three, 3)
    third = _conv(graph, f"{name}.branch3.1", _conv(graph, f"{name}.branch3.0", x, r5, 1), five, 3)
    highest = max_pool(graph, f"{name}.branch4.0", x, 3, 1, pad=1, ceil=True)
    fourth = _conv(graph, f"{name}.branch4.1", highest, pool, 1)
    return concat(graph, name, first, second, third, fourth)


def _conv(graph: Graph, name: str, x: str, channels: int, kernel: int, stride: int = 1) -> str:
    norm = Norm(f"{name}.bn", 1e-3)
    y = conv(graph, f"{name}.linear", x, f"{name}.conv", channels, kernel, stride=stride, pad=kernel // 2, norm=norm)
    return relu(graph, name, y)
