"""Nodes of an ONNX graph run by PyTorch, so that what is trained is the very graph that is used.

Only what networks are made of is here; a node of another kind cannot be trained through.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING, Any

import torch
from torch import Tensor
from torch.nn import functional as F

from lookalike.types import LookalikeError

if TYPE_CHECKING:
    from onnx import NodeProto

Attributes = Mapping[str, Any]
_Operator = Callable[[Attributes, list[Tensor]], Tensor]


def run(nodes: Iterable[NodeProto], known: Mapping[str, Tensor]) -> dict[str, Tensor]:
    """Every value that nodes in their order compute from known ones, by name.

    :raises LookalikeError: a node is of a kind that cannot be trained through.
    """
    from onnx import helper

    values = dict(known)
    for node in nodes:
        operator = OPERATORS.get(node.op_type)
        if operator is None:
            raise LookalikeError(
                f"{node.op_type}, which computes {node.output[0]}, cannot be trained through: freeze a later layer."
            )
        attributes = {attribute.name: helper.get_attribute_value(attribute) for attribute in node.attribute}
        values[node.output[0]] = operator(attributes, [values[name] for name in node.input if name])
    return values


def _padding(attributes: Attributes, x: Tensor, kernel: list[int], strides: list[int]) -> list[int]:
    """Left, right, top and bottom, as ``torch.nn.functional.pad`` takes them."""
    how = attributes.get("auto_pad", b"NOTSET").decode()
    if how in ("NOTSET", "VALID"):
        top, left, bottom, right = attributes.get("pads", [0, 0, 0, 0])
        return [left, right, top, bottom]
    pads = []
    for length, size, stride in zip(x.shape[:1:-1], kernel[::-1], strides[::-1], strict=True):
        total = max(0, (-(-length // stride) - 1) * stride + size - length)
        less, more = total // 2, total - total // 2
        pads += [less, more] if how == "SAME_UPPER" else [more, less]
    return pads


def _conv(attributes: Attributes, inputs: list[Tensor]) -> Tensor:
    x, kernel, *bias = inputs
    strides = list(attributes.get("strides", [1, 1]))
    pads = _padding(attributes, x, list(kernel.shape[2:]), strides)
    x = F.pad(x, pads) if any(pads) else x
    dilation = list(attributes.get("dilations", [1, 1]))
    return F.conv2d(x, kernel, bias[0] if bias else None, strides, 0, dilation, attributes.get("group", 1))


def _max_pool(attributes: Attributes, inputs: list[Tensor]) -> Tensor:
    (x,) = inputs
    kernel, strides = list(attributes["kernel_shape"]), list(attributes.get("strides", [1, 1]))
    pads = _padding(attributes, x, kernel, strides)
    x = F.pad(x, pads, value=float("-inf"))
    return F.max_pool2d(x, kernel, strides, ceil_mode=bool(attributes.get("ceil_mode", 0)))


def _average_pool(attributes: Attributes, inputs: list[Tensor]) -> Tensor:
    (x,) = inputs
    kernel, strides = list(attributes["kernel_shape"]), list(attributes.get("strides", [1, 1]))
    left, right, top, bottom = _padding(attributes, x, kernel, strides)
    if (left, top) != (right, bottom):
        raise LookalikeError("An average pool of uneven padding cannot be trained through: freeze a later layer.")
    counted = bool(attributes.get("count_include_pad", 0))
    return F.avg_pool2d(x, kernel, strides, (top, left), bool(attributes.get("ceil_mode", 0)), counted)


def _gemm(attributes: Attributes, inputs: list[Tensor]) -> Tensor:
    a, b, *bias = inputs
    a = a.T if attributes.get("transA", 0) else a
    b = b.T if attributes.get("transB", 0) else b
    product: Tensor = attributes.get("alpha", 1.0) * (a @ b)
    return product + attributes.get("beta", 1.0) * bias[0] if bias else product


def _clip(attributes: Attributes, inputs: list[Tensor]) -> Tensor:
    x, *limits = inputs
    low, high = (*limits, None, None)[:2]
    return torch.clamp(x, low, high)


def _lrn(attributes: Attributes, inputs: list[Tensor]) -> Tensor:
    size, alpha = attributes["size"], attributes.get("alpha", 1e-4)
    return F.local_response_norm(inputs[0], size, alpha, attributes.get("beta", 0.75), attributes.get("bias", 1.0))


def _batch_norm(attributes: Attributes, inputs: list[Tensor]) -> Tensor:
    x, gain, bias, mean, variance = inputs
    return F.batch_norm(x, mean, variance, gain, bias, eps=attributes.get("epsilon", 1e-5))


def _reduce_mean(attributes: Attributes, inputs: list[Tensor]) -> Tensor:
    axes = attributes["axes"] if len(inputs) == 1 else inputs[1].tolist()
    return inputs[0].mean(dim=list(axes), keepdim=bool(attributes.get("keepdims", 1)))


def _root(attributes: Attributes, inputs: list[Tensor]) -> Tensor:
    # The slope of a root has no bounds at 0.
    return torch.sqrt(inputs[0].clamp_min(1e-8))


OPERATORS: Mapping[str, _Operator] = {
    "Abs": lambda a, x: x[0].abs(),
    "Add": lambda a, x: x[0] + x[1],
    "And": lambda a, x: x[0] & x[1],
    "AveragePool": _average_pool,
    "BatchNormalization": _batch_norm,
    "Cast": lambda a, x: x[0].float(),
    "Clip": _clip,
    "Concat": lambda a, x: torch.cat(x, dim=a["axis"]),
    "Conv": _conv,
    "Div": lambda a, x: x[0] / x[1] if x[0].is_floating_point() else x[0] // x[1],
    "Dropout": lambda a, x: x[0],
    "Flatten": lambda a, x: x[0].flatten(a.get("axis", 1)),
    "Gather": lambda a, x: x[0][x[1]],
    "Gemm": _gemm,
    "GlobalAveragePool": lambda a, x: x[0].mean(dim=(2, 3), keepdim=True),
    "GlobalMaxPool": lambda a, x: x[0].amax(dim=(2, 3), keepdim=True),
    "HardSigmoid": lambda a, x: (x[0] * a.get("alpha", 0.2) + a.get("beta", 0.5)).clamp(0, 1),
    "HardSwish": lambda a, x: F.hardswish(x[0]),
    "Identity": lambda a, x: x[0],
    "LRN": _lrn,
    "Less": lambda a, x: x[0] < x[1],
    "LpNormalization": lambda a, x: F.normalize(x[0], p=a.get("p", 2), dim=a.get("axis", -1)),
    "MatMul": lambda a, x: x[0] @ x[1],
    "MaxPool": _max_pool,
    "Mul": lambda a, x: x[0] * x[1],
    "Not": lambda a, x: ~x[0],
    "Pow": lambda a, x: x[0] ** x[1],
    "Range": lambda a, x: torch.arange(*map(int, x)),
    "ReduceMean": _reduce_mean,
    "Relu": lambda a, x: F.relu(x[0]),
    "Shape": lambda a, x: torch.tensor(x[0].shape),
    "Sigmoid": lambda a, x: torch.sigmoid(x[0]),
    "Sign": lambda a, x: x[0].sign(),
    "Softmax": lambda a, x: x[0].softmax(dim=a.get("axis", -1)),
    "Sqrt": _root,
    "Sub": lambda a, x: x[0] - x[1],
    "Transpose": lambda a, x: x[0].permute(a["perm"]),
}
