"""Networks by name, and made ready to run."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import numpy as np
import numpy.typing as npt

from lookalike.describe.deep.builtin import NETWORKS
from lookalike.describe.deep.network import Network
from lookalike.describe.deep.runtime import GPUS, cached, first_line, runnable
from lookalike.describe.deep.weights import folder
from lookalike.parameters import SpecError, nearest
from lookalike.types import Bytes, LookalikeError

if TYPE_CHECKING:
    from onnxruntime import InferenceSession

Precision = Literal["float32", "int8"]

__all__ = ["NETWORKS", "Network", "Precision", "activations", "network", "session"]

_TOGETHER = 32
"""Pictures of a run on a GPU."""

_lock = threading.Lock()


def network(name: str) -> Network:
    """The built-in network of this name, or the one that an ONNX file holds: by its path, or in the user's folder.

    :raises SpecError: there is neither.
    :raises LookalikeError: the file is no network that can be used.
    """
    if name in NETWORKS:
        return NETWORKS[name]
    from lookalike.describe.deep.onnx_file import onnx_network

    if name.endswith(".onnx"):
        return onnx_network(Path(name))
    if (own := folder() / f"{Path(name).name}.onnx").is_file():
        return onnx_network(own, name)
    own_names = (file.stem for file in folder().glob("*.onnx"))
    raise SpecError(
        f"There is no network {name!r}: give the path of an .onnx file, or {nearest(name, {*NETWORKS, *own_names})}"
    )


def session(net: str | Network, outputs: tuple[str, ...], precision: Precision = "float32") -> InferenceSession:
    """A session that takes ``pixels`` (N, H, W, 3) uint8 and gives layers, pooled or not.

    :param outputs: names of layers, "head" for example, or of pooled ones, "head.avg".
    :param precision: of the convolutions.

    It runs on the calling thread alone, so that several threads can call it side
    by side: on a few cores this is faster than one call on all of them.
    :raises LookalikeError: the weights are not to be had, or the graph cannot be run.
    """
    with _lock:
        known = net if isinstance(net, Network) else network(net)
        return _session(known, outputs, precision, known.digest())


def activations(
    net: str | Network, outputs: tuple[str, ...], pictures: Sequence[Bytes], precision: Precision = "float32"
) -> list[list[npt.NDArray[Any]]]:
    """Layers of pictures that are all of one size.

    :param pictures: each (H, W, 3) uint8.
    :return: for each output one array a picture, without the axis of the batch.
    :raises LookalikeError: the network does not take pictures of this size.
    """
    made = session(net, outputs, precision)
    # One picture a run: on a CPU larger batches are slower, as they leave the cache.
    together = _TOGETHER if made.get_providers()[0] in GPUS else 1
    rows: list[list[npt.NDArray[Any]]] = [[] for _ in outputs]
    for start in range(0, len(pictures), together):
        said = _run(made, outputs, np.stack(pictures[start : start + together]))
        for row, values in zip(rows, said, strict=True):
            row.extend(values)
    return rows


def _run(made: InferenceSession, outputs: tuple[str, ...], pixels: Bytes) -> list[npt.NDArray[Any]]:
    try:
        said: list[npt.NDArray[Any]] = made.run(outputs, {"pixels": pixels})
    except Exception as error:
        _, height, width, _ = pixels.shape
        raise LookalikeError(
            f"The network cannot be run on pictures of {height} x {width} px: {first_line(error)}"
        ) from error
    return said


@lru_cache(maxsize=16)
def _session(net: Network, outputs: tuple[str, ...], precision: Precision, _digest: str) -> InferenceSession:
    model = _model(net, outputs) if precision == "float32" else _small_model(net, outputs)
    return runnable(model, net.name, net.folder)


def _small_model(net: Network, outputs: tuple[str, ...]) -> bytes:
    from lookalike.describe.deep.eight_bits import BUILD, in_eight_bits

    name = f"{Path(net.name).stem}-{net.fingerprint((*outputs, f'int8 {BUILD}'))}.onnx"
    return cached(name, lambda: in_eight_bits(_model(net, outputs), net.name, net.side))


def _model(net: Network, outputs: tuple[str, ...]) -> bytes:
    """The serialised graph, from the user's cache where it has been built before."""

    def made() -> bytes:
        graph = net.graph()
        for output in outputs:
            layer, _, pool = output.rpartition(".")
            if output not in graph:
                graph.pooled(layer, pool)
        model: bytes = graph.model(outputs).SerializeToString()
        return model

    return cached(f"{Path(net.name).stem}-{net.fingerprint(outputs)}.onnx", made)
