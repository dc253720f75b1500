"""ResNet (He, Zhang, Ren & Sun, Deep residual learning for image recognition, CVPR 2016).

Bottlenecks take their stride in the 3 x 3 convolution, as torchvision's do, and not in the first one as the paper's.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from lookalike.describe.deep.graph import Graph
from lookalike.describe.deep.layers import DEVIATION, MEAN, SCORES, Norm, conv, max_pool, relu, scores

RESNET18, RESNET50, RESNET101 = (2, 2, 2, 2), (3, 4, 6, 3), (3, 4, 23, 3)
"""Blocks of each stage; 50 and 101 are made of bottlenecks."""

_STEM, _WIDER = 64, 4


def resnet_layers(stages: tuple[int, ...], *, bottleneck: bool) -> dict[str, int]:
    """The layers of a network and their channels: each block behind its last ReLU."""
    blocks = {
        f"layer{stage}.{number}": _width(stage) * (_WIDER if bottleneck else 1)
        for stage, count in enumerate(stages, 1)
        for number in range(count)
    }
    return {"stem": _STEM, **blocks, **SCORES}


def resnet(weights: Mapping[str, np.ndarray] | None, stages: tuple[int, ...], *, bottleneck: bool) -> Graph:
    """Build the graph, whose values are the layers of ``resnet_layers``."""
    graph = Graph(weights)
    x = graph.normalised_pixels(MEAN, DEVIATION)
    x = relu(graph, "stem", conv(graph, "stem.linear", x, "conv1", _STEM, 7, stride=2, pad=3, norm=_norm("bn1")))
    x = max_pool(graph, "pool", x, 3, 2, pad=1)
    for stage, count in enumerate(stages, 1):
        for number in range(count):
            stride = 2 if stage > 1 and number == 0 else 1
            block = _bottleneck if bottleneck else _basic
            x = block(graph, f"layer{stage}.{number}", x, _width(stage), stride)
    scores(graph, graph.pooled(x, "avg"), "fc", graph.channels[x])
    return graph


def _width(stage: int) -> int:
    return _STEM << (stage - 1)


def _norm(source: str) -> Norm:
    return Norm(source, 1e-5)


def _basic(graph: Graph, name: str, x: str, width: int, stride: int) -> str:
    y = _normalised(graph, f"{name}.conv1", x, f"{name}.bn1", width, 3, stride)
    y = _normalised(graph, f"{name}.conv2", relu(graph, f"{name}.relu1", y), f"{name}.bn2", width, 3)
    return _joined(graph, name, x, y, stride)


def _bottleneck(graph: Graph, name: str, x: str, width: int, stride: int) -> str:
    y = _normalised(graph, f"{name}.conv1", x, f"{name}.bn1", width, 1)
    y = _normalised(graph, f"{name}.conv2", relu(graph, f"{name}.relu1", y), f"{name}.bn2", width, 3, stride)
    y = _normalised(graph, f"{name}.conv3", relu(graph, f"{name}.relu2", y), f"{name}.bn3", width * _WIDER, 1)
    return _joined(graph, name, x, y, stride)


def _normalised(graph: Graph, source: str, x: str, norm: str, channels: int, kernel: int, stride: int = 1) -> str:
    return conv(graph, source, x, source, channels, kernel, stride=stride, pad=kernel // 2, norm=_norm(norm))


def _joined(graph: Graph, name: str, x: str, y: str, stride: int) -> str:
    """The sum with the shortcut, which is projected where shapes differ."""
    channels = graph.channels[y]
    if stride > 1 or graph.channels[x] != channels:
        x = _normalised(graph, f"{name}.downsample.0", x, f"{name}.downsample.1", channels, 1, stride)
    return relu(graph, name, graph.node("Add", f"{name}.sum", y, x))
