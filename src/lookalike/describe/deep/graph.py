"""Declare convolutional networks as ONNX graphs, a layer a call."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from lookalike.types import LookalikeError

if TYPE_CHECKING:
    from onnx import GraphProto, ModelProto, NodeProto, TensorProto, ValueInfoProto

OPSET = 17

_FLATTENING = ("Flatten", "Gemm")

_SMALL = 64
"""Numbers of a constant whose values can tell something of shapes."""


class Graph:
    """A graph that grows node by node; methods take and return value names.

    The input ``pixels`` is (N, H, W, 3) uint8; what the methods return is
    (N, C, h, w) float32 unless they say otherwise.

    :param weights: arrays by parameter name, as a checkpoint holds them; without them, the graph tells of
        shapes alone.
    """

    def __init__(self, weights: Mapping[str, np.ndarray] | None) -> None:
        self._weights = weights
        self.channels = {"pixels": 3}
        self._nodes: list[NodeProto] = []
        self._constants: dict[str, np.ndarray | TensorProto] = {}
        self._flat: set[str] = set()
        self._base: ModelProto | None = None

    def absorb(self, model: ModelProto) -> None:
        """Add the nodes and constants of a model, and take over what else it says."""
        self._nodes.extend(model.graph.node)
        self._constants.update({tensor.name: tensor for tensor in model.graph.initializer})
        self._base = model

    def weight(self, name: str, shape: tuple[int, ...] | None = None) -> np.ndarray:
        """The array of a parameter.

        :raises LookalikeError: the weights lack it, or it has another shape.
        """
        if self._weights is None:
            return np.broadcast_to(np.float32(0), shape or ())
        if name not in self._weights:
            raise LookalikeError(f"The weights lack {name}: they belong to another network.")
        found = self._weights[name]
        if shape is not None and found.shape != shape:
            raise LookalikeError(
                f"The weights' {name} is {_by(found.shape)} and not {_by(shape)}: they belong to another network."
            )
        return np.asarray(found, np.float32)

    def node(self, kind: str, name: str, *inputs: str, **attributes: Any) -> str:
        """Add a node of one output, which bears the node's own name."""
        from onnx import helper

        self._nodes.append(helper.make_node(kind, list(inputs), [name], name=f"{name}:{kind}", **attributes))
        if kind in _FLATTENING or inputs[0] in self._flat:
            self._flat.add(name)
        if inputs[0] in self.channels:
            self.channels[name] = self.channels[inputs[0]]
        return name

    def __contains__(self, name: str) -> bool:
        return any(name in node.output for node in self._nodes)

    def flatten(self, name: str) -> None:
        """Declare that a value has no places: it is (N, C)."""
        self._flat.add(name)

    def constant(self, name: str, value: npt.ArrayLike) -> str:
        """Add an array that nodes can take as an input."""
        self._constants[name] = np.asarray(value)
        return name

    def normalised_pixels(self, mean: npt.ArrayLike, scale: npt.ArrayLike) -> str:
        """The input as (N, 3, H, W) float32: (pixels - mean) / scale, of all channels or of each."""
        floats = self.node("Cast", "pixels.floats", "pixels", to=1)
        planes = self.node("Transpose", "pixels.planes", floats, perm=[0, 3, 1, 2])
        means, scales = (np.asarray(value, np.float32).reshape(-1, 1, 1) for value in (mean, scale))
        centred = self.node("Sub", "pixels.centred", planes, self.constant("pixels.mean", means))
        return self.node("Div", "pixels.normalised", centred, self.constant("pixels.scale", scales))

    def pooled(self, layer: str, pool: str) -> str:
        """A feature map pooled over all places by "avg", "max" or "gem" (exponent 3): (N, C).

        A layer without places is taken as it is.
        """
        if layer in self._flat:
            return layer
        if f"{layer}.{pool}" in self:
            return f"{layer}.{pool}"
        x = layer
        if pool == "gem":
            positive = self.node("Clip", f"{layer}.positive", x, self.constant("least", np.float32(1e-6)))
            x = self.node("Pow", f"{layer}.cubed", positive, self.constant("three", np.float32(3)))
        x = self.node("GlobalMaxPool" if pool == "max" else "GlobalAveragePool", f"{layer}.{pool}.place", x)
        if pool == "gem":
            x = self.node("Pow", f"{layer}.root", x, self.constant("third", np.float32(1 / 3)))
        return self.node("Flatten", f"{layer}.{pool}", x)

    def model(self, outputs: Sequence[str]) -> ModelProto:
        """The part of the graph that computes these values, as a checked ONNX model."""
        from onnx import TensorProto, checker, helper

        nodes = self._needed(outputs)
        used = {name for node in nodes for name in _read_by(node)}
        graph = helper.make_graph(
            nodes,
            "network",
            [helper.make_tensor_value_info("pixels", TensorProto.UINT8, ["N", "H", "W", 3])],
            [helper.make_tensor_value_info(output, TensorProto.FLOAT, self._axes(output)) for output in outputs],
            [_tensor(name, value) for name, value in self._constants.items() if name in used],
        )
        model = self._model(graph)
        if self._base is None:
            checker.check_model(model)
        return model

    def shapes(self, side: int) -> dict[str, tuple[int, ...]]:
        """The values that come of one picture, side x side px, in order of depth, as far as their shapes follow.

        :return: shapes of float32 values by name; the first axis counts pictures.
        """
        from onnx import TensorProto, helper, shape_inference

        # Weights tell by their shapes alone, and those of large networks are not copied for that.
        large = {name: value for name, value in self._constants.items() if _size(value) > _SMALL}
        graph = helper.make_graph(
            self._nodes,
            "network",
            [
                helper.make_tensor_value_info("pixels", TensorProto.UINT8, [1, side, side, 3]),
                *(_outline(name, value) for name, value in large.items()),
            ],
            [],
            [_tensor(name, value) for name, value in self._constants.items() if name not in large],
        )
        found = shape_inference.infer_shapes(self._model(graph), data_prop=True).graph.value_info
        known = {value.name: value.type.tensor_type for value in found}
        shapes = {}
        for name in (name for node in self._nodes for name in node.output if name in known):
            lengths = tuple(dim.dim_value for dim in known[name].shape.dim)
            if known[name].elem_type == TensorProto.FLOAT and known[name].HasField("shape") and 0 not in lengths:
                shapes[name] = lengths
        return shapes

    def _model(self, graph: GraphProto) -> ModelProto:
        """A model of a graph; one that has been absorbed gives the versions and functions."""
        from onnx import helper

        if self._base is None:
            return helper.make_model(graph, opset_imports=[helper.make_opsetid("", OPSET)], ir_version=9)
        base = self._base
        return helper.make_model(
            graph, opset_imports=base.opset_import, ir_version=base.ir_version, functions=base.functions
        )

    def _axes(self, output: str) -> list[str]:
        places = [] if output in self._flat else [f"{output}.h", f"{output}.w"]
        return ["N", f"{output}.C", *places]

    def _needed(self, outputs: Sequence[str]) -> list[NodeProto]:
        wanted, nodes = set(outputs), []
        for node in reversed(self._nodes):
            if wanted.intersection(node.output):
                wanted.update(_read_by(node))
                nodes.append(node)
        return nodes[::-1]


def _read_by(node: NodeProto) -> set[str]:
    """The values that a node reads, those that its own graphs read included."""
    names = set(node.input)
    for attribute in node.attribute:
        for graph in (attribute.g, *attribute.graphs):
            for inner in graph.node:
                names |= _read_by(inner)
            names.update(value.name for value in graph.output)
    return names


def _by(shape: tuple[int, ...]) -> str:
    return " x ".join(map(str, shape)) or "one number"


def _size(value: np.ndarray | TensorProto) -> int:
    return value.size if isinstance(value, np.ndarray) else math.prod(value.dims)


def _outline(name: str, value: np.ndarray | TensorProto) -> ValueInfoProto:
    from onnx import helper

    if isinstance(value, np.ndarray):
        return helper.make_tensor_value_info(name, helper.np_dtype_to_tensor_dtype(value.dtype), value.shape)
    return helper.make_tensor_value_info(name, value.data_type, value.dims)


def _tensor(name: str, value: np.ndarray | TensorProto) -> TensorProto:
    from onnx import numpy_helper

    return numpy_helper.from_array(value, name) if isinstance(value, np.ndarray) else value
