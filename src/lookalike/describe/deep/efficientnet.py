"""EfficientNet-Lite (Tan & Le, ICML 2019; the Lite variants, Google 2020).

The Lite networks drop squeeze-and-excitation, replace swish by ReLU6 and keep
stem and head at their size, so that they run fast on a CPU.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

import numpy as np

from lookalike.describe.deep.graph import Graph


class Stage(NamedTuple):
    """Blocks of one kind in a row; the first one takes the stride."""

    blocks: int
    stride: int
    expand: int
    channels: int


LITE0 = (
    Stage(1, 1, 1, 16),
    Stage(2, 2, 6, 24),
    Stage(2, 2, 6, 40),
    Stage(3, 2, 6, 80),
    Stage(3, 1, 6, 112),
    Stage(4, 2, 6, 192),
    Stage(1, 1, 6, 320),
)

_BLOCKS = [stage.channels for stage in LITE0 for _ in range(stage.blocks)]
LITE0_LAYERS = {
    "stem": 32,
    **{f"block{i}": c for i, c in enumerate(_BLOCKS)},
    "head": 1280,
    "logits": 1000,
    "posterior": 1000,
}


def efficientnet_lite(weights: Mapping[str, np.ndarray], stages: tuple[Stage, ...] = LITE0) -> Graph:
    """Build the graph; its values ``stem``, ``block0`` … , ``head`` are feature maps.

    ``head`` is (N, 1280, h, w), ``logits`` and ``posterior`` (N, 1000) float32. The input is RGB,
    normalised as (x - 127) / 128.
    """
    graph = Graph(weights)
    x = graph.normalised_pixels(127.0, 128.0)
    x = graph.relu6("stem", graph.conv_norm("stem.conv", x, "_conv_stem", "_bn0", stride=2))
    strides = [(s.stride if i == 0 else 1, s.expand) for s in stages for i in range(s.blocks)]
    for number, (stride, expand) in enumerate(strides):
        x = _block(graph, number, x, stride=stride, expand=expand)
    x = graph.relu6("head", graph.conv_norm("head.conv", x, "_conv_head", "_bn1"))
    _classifier(graph, x)
    return graph


def _block(graph: Graph, number: int, x: str, *, stride: int, expand: int) -> str:
    """An inverted residual block (Sandler et al., MobileNetV2, CVPR 2018)."""
    name, source = f"block{number}", f"_blocks.{number}"
    shortcut = x
    if expand > 1:
        x = graph.conv_norm(f"{name}.expand.conv", x, f"{source}._expand_conv", f"{source}._bn0")
        x = graph.relu6(f"{name}.expand", x)
    x = graph.conv_norm(f"{name}.depthwise.conv", x, f"{source}._depthwise_conv", f"{source}._bn1", stride=stride)
    x = graph.relu6(f"{name}.depthwise", x)
    project = graph.weight(f"{source}._project_conv.weight")
    inner = graph.weight(f"{source}._depthwise_conv.weight").shape[0]
    residual = stride == 1 and inner == expand * project.shape[0]
    x = graph.conv_norm(f"{name}.project" if residual else name, x, f"{source}._project_conv", f"{source}._bn2")
    return graph.node("Add", name, x, shortcut) if residual else x


def _classifier(graph: Graph, x: str) -> None:
    pooled = graph.pooled(x, "avg")
    matrix = graph.constant("fc.matrix", graph.weight("_fc.weight"))
    bias = graph.constant("fc.bias", graph.weight("_fc.bias"))
    graph.node("Softmax", "posterior", graph.node("Gemm", "logits", pooled, matrix, bias, transB=1), axis=1)
