"""What PyTorch makes of a graph, beside what ONNX Runtime makes of it."""

import numpy as np
import pytest

from lookalike.describe.deep.graph import Graph
from lookalike.types import LookalikeError

pytest.importorskip("torch")

import torch

from lookalike.learn.operators import run


def both(graph, output, pixels):
    import onnxruntime

    model = graph.model((output,))
    (expected,) = onnxruntime.InferenceSession(model.SerializeToString()).run([output], {"pixels": pixels})
    from onnx import numpy_helper

    known = {t.name: torch.from_numpy(np.array(numpy_helper.to_array(t))) for t in model.graph.initializer}
    known["pixels"] = torch.from_numpy(pixels)
    return run(model.graph.node, known)[output].numpy(), expected


def convolved(graph, stride, size, **attributes):
    rng = np.random.default_rng(0)
    kernel = graph.constant("kernel", rng.normal(size=(4, 3, size, size)).astype(np.float32))
    bias = graph.constant("bias", rng.normal(size=4).astype(np.float32))
    x = graph.normalised_pixels(127.0, 128.0)
    return graph.node("Conv", "conv", x, kernel, bias, strides=[stride, stride], **attributes)


PICTURES = np.random.default_rng(1).integers(0, 256, (2, 21, 18, 3), dtype=np.uint8)


@pytest.mark.parametrize("how", ["SAME_UPPER", "SAME_LOWER", "VALID"])
@pytest.mark.parametrize(("stride", "size"), [(1, 3), (2, 3), (2, 5), (3, 2)])
def test_convolutions_pad_alike(how, stride, size):
    graph = Graph({})
    convolved(graph, stride, size, auto_pad=how)
    np.testing.assert_allclose(*both(graph, "conv", PICTURES), atol=1e-4)


@pytest.mark.parametrize(
    ("kind", "attributes"),
    [
        ("Relu", {}),
        ("MaxPool", {"kernel_shape": [3, 3], "strides": [2, 2], "pads": [1, 1, 1, 1]}),
        ("MaxPool", {"kernel_shape": [3, 3], "strides": [2, 2], "ceil_mode": 1}),
        ("AveragePool", {"kernel_shape": [3, 3], "strides": [1, 1], "pads": [1, 1, 1, 1]}),
        ("LRN", {"size": 3, "alpha": 0.1}),
        ("GlobalMaxPool", {}),
        ("GlobalAveragePool", {}),
        ("Sigmoid", {}),
        ("Softmax", {"axis": 1}),
        ("LpNormalization", {"axis": 1, "p": 2}),
    ],
)
def test_what_follows_a_convolution(kind, attributes):
    graph = Graph({})
    graph.node(kind, "end", convolved(graph, 1, 3, pads=[1, 1, 1, 1]), **attributes)
    np.testing.assert_allclose(*both(graph, "end", PICTURES), atol=1e-4)


def test_a_node_that_is_not_known_is_named():
    from onnx import helper

    with pytest.raises(LookalikeError, match="Einsum, which computes y, cannot be trained"):
        run([helper.make_node("Einsum", ["x"], ["y"], equation="ij->ji")], {"x": torch.zeros(2, 2)})
