"""A network that is trained: what of its graph stays as it is, and what is learnt."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from lookalike.describe.deep.graph import Graph
from lookalike.describe.deep.network import EMBEDDING, Network
from lookalike.describe.deep.networks import network
from lookalike.learn.head import BIAS, JOINED, MATRIX, project, put_on, usual_layers
from lookalike.types import Arrays, Floats

if TYPE_CHECKING:
    from onnx import ModelProto, NodeProto
    from torch import Tensor

_LEARNING = {"Conv": (1, 2), "Gemm": (1, 2), "MatMul": (1,), "BatchNormalization": (1, 2)}
"""Which inputs of a node are its weights."""


@dataclass(frozen=True, eq=False)
class Trainee:
    """A network with a head that joins some of its layers.

    :param network: what training starts from.
    :param layers: those that are joined.
    :param frozen: the last layer that stays as it is; "" for all of them, "pixels" for none.
    """

    network: Network
    layers: tuple[str, ...]
    frozen: str = ""

    @classmethod
    def of(cls, name: str, layers: Sequence[str], frozen: str = "") -> Trainee:
        """A network by its name, with the layers that are joined, or the usual ones where there are none.

        :raises LookalikeError: there is no such network or layer.
        """
        net = network(name)
        if frozen not in ("", "pixels"):
            net.named(frozen)
        return cls(net, tuple(map(net.named, layers)) or usual_layers(net), frozen)

    @cached_property
    def headed(self) -> Network:
        """The network with the head, up to where layers are joined."""

        def graph() -> Graph:
            made = self.network.graph()
            put_on(made, self.layers)
            return made

        digest = f"{self.network.digest()} joined {' '.join(self.layers)}"
        return replace(self.network, graph=graph, digest=lambda: digest)

    @cached_property
    def _model(self) -> ModelProto:
        return self.headed.graph().model((JOINED,))

    @cached_property
    def nodes(self) -> list[NodeProto]:
        """Those that have weights to learn, and all that follow from them, up to where layers are joined."""
        nodes = list(self._model.graph.node)
        constants = {tensor.name for tensor in self._model.graph.initializer}
        first = len(nodes) if not self.frozen else 0
        first = next((i + 1 for i, node in enumerate(nodes) if self.frozen in node.output), first)
        learning: list[NodeProto] = []
        changed: set[str] = set()
        for place, node in enumerate(nodes):
            weighty = place >= first and any(node.input[i] in constants for i in _weights_of(node))
            if weighty or changed.intersection(node.input):
                learning.append(node)
                changed.update(node.output)
        return learning

    @cached_property
    def entries(self) -> tuple[str, ...]:
        """The values that are worked out once for every view of a picture, as nothing in them is learnt."""
        if not self.nodes:
            return (JOINED,)
        made = {name for node in self.nodes for name in node.output} | set(self.constants)
        return tuple(dict.fromkeys(name for node in self.nodes for name in node.input if name not in made))

    @cached_property
    def constants(self) -> dict[str, npt.NDArray[Any]]:
        """Arrays that the learning nodes read, weights among them."""
        from onnx import numpy_helper

        read = {name for node in self.nodes for name in node.input}
        return {t.name: numpy_helper.to_array(t) for t in self._model.graph.initializer if t.name in read}

    @cached_property
    def learning(self) -> tuple[str, ...]:
        """The names of the constants that are learnt, the head's projection apart."""
        named = (node.input[i] for node in self.nodes for i in _weights_of(node))
        return tuple(dict.fromkeys(name for name in named if name in self.constants))

    def joined(self, entries: Sequence[Tensor], weights: Mapping[str, Tensor]) -> Tensor:
        """(B, D) the joined layers of B pictures, by their entries."""
        import torch

        from lookalike.learn.operators import run

        if not self.nodes:
            return entries[0]
        fixed = {name: torch.from_numpy(np.array(a)) for name, a in self.constants.items() if name not in weights}
        return run(self.nodes, {**fixed, **weights, **dict(zip(self.entries, entries, strict=True))})[JOINED]

    def finished(self, weights: Arrays, side: int | None = None) -> ModelProto:
        """The whole graph with what was learnt, for pictures of side x side px or any; its output is the embedding."""
        graph = self.headed.graph()
        for name, value in weights.items():
            if name not in (MATRIX, BIAS):
                graph.constant(name, value)
        project(graph, weights[MATRIX], weights[BIAS])
        model = graph.model((EMBEDDING,))
        for axis in (1, 2) if side else ():
            model.graph.input[0].type.tensor_type.shape.dim[axis].dim_value = side
        model.graph.output[0].type.tensor_type.shape.dim[1].dim_value = weights[BIAS].size
        return model


def _weights_of(node: NodeProto) -> tuple[int, ...]:
    return tuple(i for i in _LEARNING.get(node.op_type, ()) if i < len(node.input))


def projected(joined: Floats, matrix: Floats, bias: Floats) -> Floats:
    """(N, d) embeddings of joined layers (N, D)."""
    rows = joined @ matrix + bias
    return np.asarray(rows / np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), 1e-12), np.float32)
