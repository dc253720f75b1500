"""EfficientNet-Lite (Tan & Le, ICML 2019; the Lite variants, Google 2020).

The Lite networks drop squeeze-and-excitation, replace swish by ReLU6 and keep
stem and head at their size, so that they run fast on a CPU.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

import numpy as np

from lookalike.describe.deep.graph import Graph
from lookalike.describe.deep.layers import SCORES, Norm, conv, relu6, scores

_STEM, _HEAD = 32, 1280


class Stage(NamedTuple):
    """Blocks of one kind in a row; the first one takes the stride."""

    blocks: int
    kernel: int
    stride: int
    expand: int
    channels: int


def _stages(blocks: tuple[int, ...], channels: tuple[int, ...]) -> tuple[Stage, ...]:
    plan = zip(blocks, (3, 3, 5, 3, 5, 5, 3), (1, 2, 2, 2, 1, 2, 1), (1, 6, 6, 6, 6, 6, 6), channels, strict=True)
    return tuple(Stage(*stage) for stage in plan)


LITE0 = _stages((1, 2, 2, 3, 3, 4, 1), (16, 24, 40, 80, 112, 192, 320))
LITE1 = _stages((1, 3, 3, 4, 4, 5, 1), (16, 24, 40, 80, 112, 192, 320))
LITE2 = _stages((1, 3, 3, 4, 4, 5, 1), (16, 24, 48, 88, 120, 208, 352))


def lite_layers(stages: tuple[Stage, ...]) -> dict[str, int]:
    """The layers of a network and their channels."""
    blocks = [stage.channels for stage in stages for _ in range(stage.blocks)]
    return {"stem": _STEM, **{f"block{i}": c for i, c in enumerate(blocks)}, "head": _HEAD, **SCORES}


def efficientnet_lite(weights: Mapping[str, np.ndarray] | None, stages: tuple[Stage, ...] = LITE0) -> Graph:
    """Build the graph; its values ``stem``, ``block0`` … , ``head`` are feature maps.

    ``head`` is (N, 1280, h, w), ``logits`` and ``posterior`` (N, 1000) float32. The input is RGB,
    normalised as (x - 127) / 128.
    """
    graph = Graph(weights)
    x = graph.normalised_pixels(127, 128)
    x = conv(graph, "stem.conv", x, "_conv_stem", _STEM, 3, stride=2, pad="same", norm=_norm("_bn0"))
    x = relu6(graph, "stem", x)
    plan = [stage._replace(stride=stage.stride if i == 0 else 1) for stage in stages for i in range(stage.blocks)]
    for number, stage in enumerate(plan):
        x = _block(graph, number, x, stage)
    x = relu6(graph, "head", conv(graph, "head.conv", x, "_conv_head", _HEAD, 1, norm=_norm("_bn1")))
    scores(graph, graph.pooled(x, "avg"), "_fc", _HEAD)
    return graph


def _norm(source: str) -> Norm:
    return Norm(source, 1e-3)


def _block(graph: Graph, number: int, x: str, stage: Stage) -> str:
    """An inverted residual block (Sandler et al., MobileNetV2, CVPR 2018)."""
    name, source, shortcut = f"block{number}", f"_blocks.{number}", x
    before, inner = graph.channels[x], graph.channels[x] * stage.expand
    if stage.expand > 1:
        x = conv(graph, f"{name}.expand.conv", x, f"{source}._expand_conv", inner, 1, norm=_norm(f"{source}._bn0"))
        x = relu6(graph, f"{name}.expand", x)
    x = conv(
        graph,
        f"{name}.depthwise.conv",
        x,
        f"{source}._depthwise_conv",
        inner,
        stage.kernel,
        stride=stage.stride,
        pad="same",
        depthwise=True,
        norm=_norm(f"{source}._bn1"),
    )
    x = relu6(graph, f"{name}.depthwise", x)
    residual = stage.stride == 1 and before == stage.channels
    end = f"{name}.project" if residual else name
    x = conv(graph, end, x, f"{source}._project_conv", stage.channels, 1, norm=_norm(f"{source}._bn2"))
    return graph.node("Add", name, x, shortcut) if residual else x
