"""Small networks as ONNX files, of random weights."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
from onnx import TensorProto, helper, numpy_helper, save

rng = np.random.default_rng(0)

CHANNELS = 6


def constant(name: str, *shape: int) -> TensorProto:
    return numpy_helper.from_array(rng.standard_normal(shape).astype(np.float32) / 4, name)


def model(nodes, inputs, outputs, constants, opset: int = 17):
    graph = helper.make_graph(nodes, "net", inputs, outputs, constants)
    return helper.make_model(graph, opset_imports=[helper.make_opsetid("", opset)], ir_version=9)


def floats(name: str, *shape: Any):
    return helper.make_tensor_value_info(name, TensorProto.FLOAT, shape)


def convolutional(path: Path, *, shape=("N", 3, "H", "W"), name="image", opset=17) -> Path:
    """Two convolutions, "first" and "second", and a classifier, "scores"; with axes last, they come first."""
    nodes = [
        helper.make_node("Conv", [name, "k1", "b1"], ["c1"], strides=[2, 2], pads=[1] * 4),
        helper.make_node("Relu", ["c1"], ["first"]),
        helper.make_node("Conv", ["first", "k2"], ["second"], strides=[2, 2]),
        helper.make_node("GlobalAveragePool", ["second"], ["mean"]),
        helper.make_node("Flatten", ["mean"], ["flat"]),
        helper.make_node("Gemm", ["flat", "w"], ["scores"]),
    ]
    if shape[-1] == 3:
        nodes = [helper.make_node("Transpose", [name], ["planes"], perm=[0, 3, 1, 2]), *nodes]
        nodes[1].input[0] = "planes"
    constants = [
        constant("k1", 4, 3, 3, 3),
        constant("b1", 4),
        constant("k2", CHANNELS, 4, 3, 3),
        constant("w", CHANNELS, 5),
    ]
    save(model(nodes, [floats(name, *shape)], [floats("scores", "N", 5)], constants, opset), str(path))
    return path


def transformer(path: Path, *, patch: int = 8, width: int = 5, prefix: int = 2) -> Path:
    """Patches as tokens behind others, "tokens" (N, T, C), normalised."""
    nodes = [
        helper.make_node("Conv", ["image", "k"], ["patches"], strides=[patch, patch]),
        helper.make_node("Reshape", ["patches", "rows"], ["row"]),
        helper.make_node("Transpose", ["row"], ["behind"], perm=[0, 2, 1]),
        helper.make_node("Concat", ["before", "behind"], ["all"], axis=1),
        helper.make_node("LayerNormalization", ["all", "gain"], ["tokens"], axis=-1),
    ]
    constants = [
        constant("k", width, 3, patch, patch),
        numpy_helper.from_array(np.array([0, width, -1]), "rows"),
        constant("before", 1, prefix, width),
        numpy_helper.from_array(np.ones(width, np.float32), "gain"),
    ]
    save(model(nodes, [floats("image", 1, 3, "H", "W")], [floats("tokens", 1, "T", width)], constants), str(path))
    return path
