"""What is put on a network to make one vector of its layers: the part that is always trained."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from lookalike.describe.deep.graph import Graph
from lookalike.describe.deep.network import EMBEDDING, Network
from lookalike.types import Floats

JOINED = "embedding.joined"
MATRIX = "embedding.matrix"
BIAS = "embedding.bias"

_USUAL = 4
"""Feature maps that are taken where none are named."""


def usual_layers(network: Network) -> tuple[str, ...]:
    """The last feature maps before each change of the number of channels: the ends of the last stages."""
    maps = [name for name in network.layers if name not in network.flat]
    after = [*maps[1:], ""]
    ends = [name for name, next in zip(maps, after, strict=True) if network.layers[name] != network.layers.get(next)]
    return tuple(ends[-_USUAL:])


def put_on(graph: Graph, layers: Sequence[str]) -> None:
    """Join layers: each averaged over all places, put to the power of a half, and brought to length 1."""
    units = []
    for layer in layers:
        pooled = graph.pooled(layer, "avg")
        root = graph.node("Sqrt", f"{layer}.root", graph.node("Abs", f"{layer}.abs", pooled))
        signed = graph.node("Mul", f"{layer}.signed", graph.node("Sign", f"{layer}.sign", pooled), root)
        units.append(graph.node("LpNormalization", f"{layer}.unit", signed, axis=1, p=2))
    graph.node("Concat", JOINED, *units, axis=1)
    graph.flatten(JOINED)


def project(graph: Graph, matrix: Floats, bias: Floats) -> None:
    """Project what is joined on (D, d) directions; "embedding" is of length 1."""
    graph.constant(MATRIX, np.asarray(matrix, np.float32))
    graph.constant(BIAS, np.asarray(bias, np.float32))
    projected = graph.node("Gemm", "embedding.projected", JOINED, MATRIX, BIAS)
    graph.flatten(projected)
    graph.node("LpNormalization", EMBEDDING, projected, axis=1, p=2)
    graph.flatten(EMBEDDING)
