"""Any ONNX file as a network: its layers are the named values on the way from its input to its outputs.

Values (N, C, h, w) are feature maps and (N, C) vectors. Of rows of tokens (N, T, C), as Vision Transformers
make them (Dosovitskiy et al., ICLR 2021), ``NAME.class`` is the first, where there is one besides those of the
patches, and ``NAME.patches`` the map of the patches, (N, C, h, w).
"""

from __future__ import annotations

import hashlib
import json
import math
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache, partial
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple, Self

import numpy as np

from lookalike.describe.deep.card import Card
from lookalike.describe.deep.graph import Graph
from lookalike.describe.deep.network import Network
from lookalike.describe.deep.runtime import cached, first_line, runnable
from lookalike.describe.deep.weights import digest
from lookalike.types import LookalikeError

if TYPE_CHECKING:
    from onnx import GraphProto, ModelProto, TensorProto, TypeProto

_OLDEST = 13
"""The first opset whose operators are those that are added here."""

_USUAL = 224
"""Pixels of a side, where nothing is said."""

_PREFIX = 16
"""At most so many tokens before those of the patches: the class and registers (Darcet et al., ICLR 2024)."""

_REARRANGING = {
    "Cast",
    "Dropout",
    "Expand",
    "Identity",
    "Reshape",
    "Slice",
    "Split",
    "Squeeze",
    "Transpose",
    "Unsqueeze",
}
"""Operators that compute nothing; what they give is a layer where it is an output, or a vector."""

Shapes = Mapping[str, tuple[int, ...]]


class _Input(NamedTuple):
    """What a model takes.

    :param kind: the type of its numbers, of ONNX's.
    :param layout: "NCHW" or "NHWC".
    :param side: pixels, where it takes one size alone.
    """

    name: str
    kind: int
    layout: str
    side: int | None


class _Plan(NamedTuple):
    """What there is to know of a model before it runs.

    :param side: pixels of a side, for which ``shapes`` are.
    :param shapes: those of the values that are layers, in order of depth.
    :param beside: the files of its folder that hold values.
    """

    entry: _Input
    side: int
    shapes: Shapes
    beside: tuple[str, ...]

    def text(self) -> str:
        return json.dumps(self)

    @classmethod
    def read(cls, text: bytes) -> Self:
        entry, side, shapes, beside = json.loads(text)
        return cls(_Input(*entry), side, {name: tuple(shape) for name, shape in shapes.items()}, tuple(beside))


def onnx_network(path: Path, name: str = "") -> Network:
    """The network of a file, which is named by its path or otherwise.

    :raises LookalikeError: it is missing, corrupt, takes no pictures, or asks for data outside its folder.
    """
    try:
        file = path.resolve(strict=True)
        # A file that has changed is read anew.
        there = [p.stat() for p in (file, file.with_suffix(".json")) if p.exists()]
    except OSError as error:
        raise LookalikeError(f"Cannot read the network {path}: {error.strerror}.") from error
    return _network(file, name or str(file), tuple((stat.st_mtime_ns, stat.st_size) for stat in there))


@lru_cache(maxsize=16)
def _network(path: Path, name: str, stamps: tuple[tuple[int, int], ...]) -> Network:
    card = Card.beside(path)
    known = _digest(card, (path,))
    plan = _Plan.read(cached(f"{path.stem}-{known}.json", lambda: _planned(path, card).text().encode()))
    layers = _outline(plan.shapes)
    return Network(
        name,
        {layer: shape[1] for layer, shape in layers.items()},
        frozenset(layer for layer, shape in layers.items() if len(shape) == 2),
        plan.side,
        partial(_digest, card, (path, *(path.parent / name for name in plan.beside))),
        partial(_graph, path, card, plan),
        lambda: layers,
        fixed=plan.entry.side is not None,
        classes=card.classes,
        folder=path.parent,
    )


def _planned(path: Path, card: Card) -> _Plan:
    model = read_model(path)
    entry = _entry(path, model, card)
    side = entry.side or card.side or _USUAL
    shapes = _layer_shapes(model, _shapes(path, model, entry, side))
    if not shapes:
        raise LookalikeError(f"{path} has no layers for pictures of {side} x {side} px.")
    return _Plan(entry, side, shapes, _beside(model))


def _parsed(path: Path) -> ModelProto:
    """What a file says of a model, whether or not it is one that can be."""
    import onnx

    try:
        model = onnx.load(str(path), load_external_data=False)
    except OSError as error:
        raise LookalikeError(f"Cannot read {path}: {error.strerror}.") from error
    except Exception:  # protobuf's own kind, which has no types
        model = None
    # Nothing at all, and some texts, are models without a graph to the reader.
    if model is None or not model.graph.node:
        raise LookalikeError(
            f"{path} is no ONNX file, or not all of one: it may be damaged or of another kind; "
            "download or export it anew."
        )
    return model


def read_model(path: Path) -> ModelProto:
    """The model of a file, without the values that it keeps in files of their own.

    :raises LookalikeError: it is no valid ONNX file, or asks for files outside its folder.
    """
    import onnx

    model = _parsed(path)
    try:
        for tensor in _tensors(model.graph):
            _check_place(path, tensor)
        onnx.checker.check_model(str(path))
    except LookalikeError:
        raise
    except Exception as error:  # protobuf's and the checker's own kinds
        line = (str(error).splitlines() or [type(error).__name__])[0].rstrip(". ")
        raise LookalikeError(f"{path} is not a valid ONNX file: {line}.") from error
    opset = next((entry.version for entry in model.opset_import if entry.domain in ("", "ai.onnx")), 0)
    if opset < _OLDEST:
        raise LookalikeError(f"{path} is of ONNX opset {opset}: export it anew with {_OLDEST} or later.")
    return model


def _tensors(graph: GraphProto) -> Iterator[TensorProto]:
    yield from graph.initializer
    for node in graph.node:
        for attribute in node.attribute:
            yield from (attribute.t, *attribute.tensors)
            for inner in (attribute.g, *attribute.graphs):
                yield from _tensors(inner)


def _check_place(path: Path, tensor: TensorProto) -> None:
    for entry in tensor.external_data:
        if entry.key != "location":
            continue
        place = (path.parent / entry.value).resolve()
        if Path(entry.value).is_absolute() or not place.is_relative_to(path.parent):
            raise LookalikeError(f"{path} asks for the file {entry.value!r} outside its folder, which is not read.")
        if not place.is_file():
            raise LookalikeError(f"{path} needs the file {entry.value!r} beside it, which is missing.")


def _entry(path: Path, model: ModelProto, card: Card) -> _Input:
    from onnx import TensorProto

    constants = {tensor.name for tensor in model.graph.initializer}
    inputs = [value for value in model.graph.input if value.name not in constants]
    shape = _shape(inputs[0].type) if len(inputs) == 1 else None
    kinds = (TensorProto.FLOAT, TensorProto.UINT8)
    kind = inputs[0].type.tensor_type.elem_type if inputs else 0
    if shape is None or len(shape) != 4 or kind not in kinds:
        said = ", ".join(f"{value.name} {list(_shape(value.type) or ())}" for value in inputs) or "nothing"
        raise LookalikeError(f"{path} takes {said}, and a network takes one batch of pictures (N, 3, H, W).")
    layout = card.layout or ("NHWC" if shape[3] == 3 and shape[1] != 3 else "NCHW")
    channels, height, width = (shape[3], *shape[1:3]) if layout == "NHWC" else shape[1:]
    if channels not in (3, None) or (height != width and None not in (height, width)):
        raise LookalikeError(f"{path} takes pictures of shape {list(shape[1:])}, and square ones in colour are wanted.")
    return _Input(inputs[0].name, kind, layout, height or width)


def _shape(kind: TypeProto) -> tuple[int | None, ...] | None:
    """The lengths of the axes, None where they are open; None for what has no axes."""
    if not kind.HasField("tensor_type") or not kind.tensor_type.HasField("shape"):
        return None
    return tuple(dim.dim_value or None for dim in kind.tensor_type.shape.dim)


def _declared(model: ModelProto, entry: _Input, card: Card) -> Graph:
    """The model behind what makes its input of pixels."""
    from onnx import TensorProto

    graph = Graph({})
    if entry.name == "pixels":  # the name of what comes in here, which may be another thing
        _renamed(model, "pixels", "pixels.taken")
    name = "pixels.taken" if entry.name == "pixels" else entry.name
    if entry.kind == TensorProto.FLOAT:
        x = graph.normalised_pixels(np.multiply(card.mean, 255), np.multiply(card.std, 255))
        graph.node("Transpose", name, x, perm=[0, 2, 3, 1] if entry.layout == "NHWC" else [0, 1, 2, 3])
    else:
        graph.node("Transpose", name, "pixels", perm=[0, 3, 1, 2] if entry.layout == "NCHW" else [0, 1, 2, 3])
    graph.absorb(model)
    return graph


def _renamed(model: ModelProto, old: str, new: str) -> None:
    for node in model.graph.node:
        for place, name in enumerate(node.input):
            if name == old:
                node.input[place] = new


def _shapes(path: Path, model: ModelProto, entry: _Input, side: int) -> dict[str, tuple[int, ...]]:
    """What comes of a black picture: the shapes of all values of floats.

    Measured, as they do not always follow from the graph.
    """
    import onnx

    open_model = onnx.ModelProto()
    open_model.CopyFrom(model)
    del open_model.graph.output[:]
    names = _reached(model, entry.name)
    open_model.graph.output.extend(onnx.ValueInfoProto(name=name) for name in names)
    shape = (1, side, side, 3) if entry.layout == "NHWC" else (1, 3, side, side)
    black = np.zeros(shape, np.uint8 if entry.kind == onnx.TensorProto.UINT8 else np.float32)
    run = runnable(open_model.SerializeToString(), str(path), path.parent).run
    try:
        said = dict(zip(names, run(names, {entry.name: black}), strict=True))
    except Exception as error:
        raise LookalikeError(f"{path} does not take pictures of {side} x {side} px: {first_line(error)}") from error
    floats = {name: value for name, value in said.items() if getattr(value, "dtype", None) == np.float32}
    return {name: tuple(value.shape) for name, value in floats.items()}


def _reached(model: ModelProto, start: str) -> list[str]:
    """The values that depend on one, in order of depth."""
    reached = {start: None}
    for node in model.graph.node:
        if not reached.keys().isdisjoint(node.input):
            reached.update(dict.fromkeys(name for name in node.output if name))
    return list(reached)[1:]


def _layer_shapes(model: ModelProto, shapes: Shapes) -> dict[str, tuple[int, ...]]:
    """Those values that are layers, in order of depth."""
    outputs = {value.name for value in model.graph.output}
    counts = {shape[1] for shape in shapes.values() if len(shape) == 3}
    found = {}
    for node in model.graph.node:
        for name in node.output:
            shape = shapes.get(name, ())
            if not shape or shape[0] != 1 or not 2 <= len(shape) <= 4:
                continue
            computed = name in outputs or len(shape) == 2 or node.op_type not in _REARRANGING
            # One place is inside of a squeeze and excitation, and tokens by heads are inside of an attention.
            inside = len(shape) == 4 and (shape[2:] == (1, 1) or not counts.isdisjoint(shape))
            if computed and not inside:
                found[name] = shape
    return found


def _prefix(tokens: int) -> int | None:
    """How many tokens come before those of a square of patches; None: they are no square of patches."""
    before = tokens - math.isqrt(tokens) ** 2
    return before if before <= _PREFIX and tokens > before + 1 else None


def _outline(shapes: Shapes) -> dict[str, tuple[int, ...]]:
    """The shapes of the layers, in order of depth; tokens are a class and a map."""
    layers: dict[str, tuple[int, ...]] = {}
    for name, shape in shapes.items():
        if len(shape) != 3:
            layers[name] = shape
            continue
        _, tokens, channels = shape
        before = _prefix(tokens)
        if before:
            layers[f"{name}.class"] = (1, channels)
        if before is not None:
            side = math.isqrt(tokens - before)
            layers[f"{name}.patches"] = (1, channels, side, side)
    return layers


def _beside(model: ModelProto) -> tuple[str, ...]:
    """The files that hold values of a model."""
    entries = (entry for tensor in _tensors(model.graph) for entry in tensor.external_data)
    return tuple(sorted({entry.value for entry in entries if entry.key == "location"}))


def _digest(card: Card, files: Sequence[Path]) -> str:
    """The hash of a card and of a model's files."""
    facts = (repr(card), *map(digest, files))
    return hashlib.blake2b("|".join(facts).encode(), digest_size=8).hexdigest()


def _graph(path: Path, card: Card, plan: _Plan) -> Graph:
    graph = _declared(read_model(path), plan.entry, card)
    for name, shape in plan.shapes.items():
        if len(shape) == 2:
            graph.flatten(name)
        elif len(shape) == 3:
            _add_tokens(graph, name, shape[1], plan.side)
    return graph


def _add_tokens(graph: Graph, name: str, tokens: int, side: int) -> None:
    before = _prefix(tokens)
    if before is None:
        return
    start, first, third, end = (graph.constant(f"tokens.{n}", np.array([n])) for n in (0, 1, 3, 2**31 - 1))
    if before:
        graph.node("Flatten", f"{name}.class", graph.node("Slice", f"{name}.first", name, start, first, first))
    behind = graph.constant(f"tokens.{before}", np.array([before]))
    rows = graph.node("Slice", f"{name}.rest", name, behind, end, first)
    patch = graph.constant("tokens.patch", np.array([side // math.isqrt(tokens - before)]))
    sides = graph.node("Slice", f"{name}.sides", graph.node("Shape", f"{name}.shape", "pixels"), first, third, start)
    places = graph.node("Div", f"{name}.places", sides, patch)
    shape = graph.node("Concat", f"{name}.to", graph.constant("tokens.kept", np.array([0, 0])), places, axis=0)
    columns = graph.node("Transpose", f"{name}.columns", rows, perm=[0, 2, 1])
    graph.node("Reshape", f"{name}.patches", columns, shape)
