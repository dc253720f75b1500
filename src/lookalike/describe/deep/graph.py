"""Declare convolutional networks as ONNX graphs, a layer a call."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from lookalike.types import LookalikeError

if TYPE_CHECKING:
    from onnx import ModelProto, NodeProto

OPSET = 17


class Graph:
    """A graph that grows node by node; methods take and return value names.

    The input ``pixels`` is (N, H, W, 3) uint8; what the methods return is
    (N, C, h, w) float32 unless they say otherwise.

    :param weights: arrays by parameter name, as a checkpoint holds them.
    """

    def __init__(self, weights: Mapping[str, np.ndarray]) -> None:
        self._weights = weights
        self._nodes: list[NodeProto] = []
        self._constants: dict[str, np.ndarray] = {}

    def weight(self, name: str) -> np.ndarray:
        """The array of a parameter.

        :raises LookalikeError: the weights lack it.
        """
        if name not in self._weights:
            raise LookalikeError(f"The weights lack {name}: they belong to another network.")
        return self._weights[name]

    def node(self, kind: str, name: str, *inputs: str, **attributes: Any) -> str:
        """Add a node of one output, which bears the node's own name."""
        from onnx import helper

        self._nodes.append(helper.make_node(kind, list(inputs), [name], name=f"{name}:{kind}", **attributes))
        return name

    def __contains__(self, name: str) -> bool:
        return any(node.output[0] == name for node in self._nodes)

    def constant(self, name: str, value: npt.ArrayLike) -> str:
        """Add an array that nodes can take as an input."""
        self._constants[name] = np.asarray(value)
        return name

    def normalised_pixels(self, mean: float, scale: float) -> str:
        """The input as (N, 3, H, W) float32: (pixels - mean) / scale."""
        floats = self.node("Cast", "floats", "pixels", to=1)
        planes = self.node("Transpose", "planes", floats, perm=[0, 3, 1, 2])
        centred = self.node("Sub", "centred", planes, self.constant("mean", np.float32(mean)))
        return self.node("Div", "input", centred, self.constant("scale", np.float32(scale)))

    def conv_norm(self, name: str, x: str, conv: str, norm: str, *, stride: int = 1, epsilon: float = 1e-3) -> str:
        """A convolution without bias, the batch normalisation after it folded in.

        Padding is TensorFlow's SAME (the odd pixel at the bottom and right);
        a kernel of one input channel is taken as depthwise.
        """
        kernel = self.weight(f"{conv}.weight")
        gain = self.weight(f"{norm}.weight") / np.sqrt(self.weight(f"{norm}.running_var") + epsilon)
        bias = self.weight(f"{norm}.bias") - gain * self.weight(f"{norm}.running_mean")
        depthwise = kernel.shape[1] == 1
        return self.node(
            "Conv",
            name,
            x,
            self.constant(f"{name}.kernel", kernel * gain[:, None, None, None]),
            self.constant(f"{name}.bias", bias),
            auto_pad="SAME_UPPER",
            strides=[stride, stride],
            group=kernel.shape[0] if depthwise else 1,
        )

    def relu6(self, name: str, x: str) -> str:
        """min(max(x, 0), 6)."""
        low, high = self.constant("zero", np.float32(0)), self.constant("six", np.float32(6))
        return self.node("Clip", name, x, low, high)

    def pooled(self, layer: str, pool: str) -> str:
        """A feature map pooled over all places by "avg", "max" or "gem" (exponent 3): (N, C).

        A layer without places is taken as it is.
        """
        if self._is_flat(layer):
            return layer
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
        from onnx import TensorProto, checker, helper, numpy_helper

        nodes = self._needed(outputs)
        used = {name for node in nodes for name in node.input}
        graph = helper.make_graph(
            nodes,
            "network",
            [helper.make_tensor_value_info("pixels", TensorProto.UINT8, ["N", "H", "W", 3])],
            [helper.make_tensor_value_info(output, TensorProto.FLOAT, self._axes(output)) for output in outputs],
            [numpy_helper.from_array(value, name) for name, value in self._constants.items() if name in used],
        )
        model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", OPSET)], ir_version=9)
        checker.check_model(model)
        return model

    def _is_flat(self, name: str) -> bool:
        return any(node.output[0] == name and node.op_type in ("Flatten", "Gemm") for node in self._nodes)

    def _axes(self, output: str) -> list[str]:
        places = [] if self._is_flat(output) else [f"{output}.h", f"{output}.w"]
        return ["N", f"{output}.C", *places]

    def _needed(self, outputs: Sequence[str]) -> list[NodeProto]:
        wanted, nodes = set(outputs), []
        for node in reversed(self._nodes):
            if node.output[0] in wanted:
                wanted.update(node.input)
                nodes.append(node)
        return nodes[::-1]
