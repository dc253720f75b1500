"""Layers of convolutional networks, over parameters named as PyTorch names those of its modules.

Maps are (N, C, h, w) float32; the functions add to a graph and give the name of what they compute.
"""

from __future__ import annotations

from typing import Literal, NamedTuple

import numpy as np

from lookalike.describe.deep.graph import Graph

MEAN, DEVIATION = (123.675, 116.28, 103.53), (58.395, 57.12, 57.375)
"""Of the colour channels of ImageNet's pictures, in 0..255."""

CLASSES = 1000

SCORES = {"logits": CLASSES, "posterior": CLASSES}
"""The layers of a classifier."""


_NORM = ("weight", "bias", "running_mean", "running_var")


class Norm(NamedTuple):
    """A batch normalisation (Ioffe & Szegedy, ICML 2015), which is folded into the convolution before it."""

    source: str
    epsilon: float


def conv(
    graph: Graph,
    name: str,
    x: str,
    source: str,
    channels: int,
    kernel: int,
    *,
    stride: int = 1,
    pad: int | Literal["same"] = 0,
    depthwise: bool = False,
    norm: Norm | None = None,
) -> str:
    """A convolution, with a bias where no normalisation follows.

    :param source: the parameters' names begin so.
    :param kernel: places of a side.
    :param pad: places of zeros on each side, or TensorFlow's SAME: the odd one at the bottom and right.
    :param depthwise: each channel by itself.
    """
    shape = (channels, 1 if depthwise else graph.channels[x], kernel, kernel)
    weight = graph.weight(f"{source}.weight", shape)
    if norm is None:
        bias = graph.weight(f"{source}.bias", (channels,))
    else:
        gain, shift, mean, variance = (
            graph.weight(f"{norm.source}.{part}", (channels,))
            for part in ("weight", "bias", "running_mean", "running_var")
        )
        gain = gain / np.sqrt(variance + np.float32(norm.epsilon))
        weight, bias = weight * gain[:, None, None, None], shift - gain * mean
    padding = {"auto_pad": "SAME_UPPER"} if pad == "same" else {"pads": [pad] * 4}
    values = graph.constant(f"{name}.kernel", weight), graph.constant(f"{name}.bias", bias)
    graph.node("Conv", name, x, *values, strides=[stride] * 2, group=channels if depthwise else 1, **padding)
    graph.channels[name] = channels
    return name


def relu(graph: Graph, name: str, x: str) -> str:
    """max(x, 0)."""
    return graph.node("Relu", name, x)


def relu6(graph: Graph, name: str, x: str) -> str:
    """min(max(x, 0), 6)."""
    low, high = graph.constant("zero", np.float32(0)), graph.constant("six", np.float32(6))
    return graph.node("Clip", name, x, low, high)


def max_pool(graph: Graph, name: str, x: str, kernel: int, stride: int, *, pad: int = 0, ceil: bool = False) -> str:
    """The maximum of squares; ``ceil``: of those as well that the border cuts."""
    sides = {"kernel_shape": [kernel] * 2, "strides": [stride] * 2, "pads": [pad] * 4}
    return graph.node("MaxPool", name, x, ceil_mode=int(ceil), **sides)


def concat(graph: Graph, name: str, *parts: str) -> str:
    """Maps behind each other, channel after channel."""
    graph.node("Concat", name, *parts, axis=1)
    graph.channels[name] = sum(graph.channels[part] for part in parts)
    return name


def adaptive_mean(graph: Graph, name: str, x: str, places: int) -> str:
    """Means over places x places rectangles that together cover a map of any size, as PyTorch's AdaptiveAvgPool2d."""
    shape = graph.node("Shape", f"{name}.shape", x)
    rows, columns = (_spread(graph, f"{name}.{axis}", shape, axis, places) for axis in (2, 3))
    across = graph.node("Transpose", f"{name}.across", columns, perm=[1, 0])
    return graph.node("MatMul", name, rows, graph.node("MatMul", f"{name}.narrow", x, across))


def _spread(graph: Graph, name: str, shape: str, axis: int, places: int) -> str:
    """(places, length): the weights of the mean of each place, from floor(i n / p) to ceil((i + 1) n / p)."""
    length = graph.node("Gather", f"{name}.length", shape, graph.constant(f"{name}.axis", np.int64(axis)))
    number = graph.constant(f"{name}.places", np.int64(places))
    first, last = (graph.constant(f"{name}.{n}", np.arange(places)[:, None] + n) for n in (0, 1))
    low = graph.node("Div", f"{name}.low", graph.node("Mul", f"{name}.lows", first, length), number)
    spare = graph.constant(f"{name}.spare", np.int64(places - 1))
    above = graph.node("Add", f"{name}.above", graph.node("Mul", f"{name}.highs", last, length), spare)
    high = graph.node("Div", f"{name}.high", above, number)
    zero, one = graph.constant(f"{name}.zero", np.int64(0)), graph.constant(f"{name}.one", np.int64(1))
    place = graph.node("Range", f"{name}.place", zero, length, one)
    outside = graph.node("Less", f"{name}.before", place, low), graph.node("Less", f"{name}.inside", place, high)
    within = graph.node("And", f"{name}.within", graph.node("Not", f"{name}.from", outside[0]), outside[1])
    count = graph.node("Cast", f"{name}.count", graph.node("Sub", f"{name}.width", high, low), to=1)
    return graph.node("Div", f"{name}.weights", graph.node("Cast", f"{name}.ones", within, to=1), count)


def linear(graph: Graph, name: str, x: str, source: str, inputs: int, outputs: int) -> str:
    """A matrix and a bias on (N, inputs)."""
    matrix = graph.constant(f"{name}.matrix", graph.weight(f"{source}.weight", (outputs, inputs)))
    bias = graph.constant(f"{name}.bias", graph.weight(f"{source}.bias", (outputs,)))
    return graph.node("Gemm", name, x, matrix, bias, transB=1)


def scores(graph: Graph, x: str, source: str, inputs: int) -> None:
    """The classifier: ``logits``, and ``posterior``, their softmax."""
    graph.node("Softmax", "posterior", linear(graph, "logits", x, source, inputs, CLASSES), axis=1)
