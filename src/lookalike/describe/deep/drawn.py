"""Photographs that can be asked for by drawings."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import KW_ONLY, dataclass
from typing import Self

import numpy as np

from lookalike.describe.deep.cnn import Cnn
from lookalike.describe.deep.edge_map import edge_map
from lookalike.describe.pixels import squared
from lookalike.registry import register
from lookalike.seen import Chart, Drawing, Heat, Panel
from lookalike.spec import Descriptor
from lookalike.types import Features, Floats, Image

_SIDE = 224


@register
@dataclass(frozen=True)
class Drawn(Descriptor):
    """A layer of a network over a photograph and over its edges; a query is taken for a drawing.

    :param network: its name.
    :param layer: one of those that `lookalike layers` lists, averaged over the picture and its mirror image.

    Vectors are (2 x channels,) float32: the photograph's and its edge map's; of a query the drawing's, twice.
    Put domains() after it, which makes photographs and drawings comparable.

    Source: Yu et al., Sketch me that shoe, CVPR 2016, for edge maps and drawings seen by one network;
    edges: Canny, A computational approach to edge detection, PAMI 1986.

    Deviations: the network was trained on photographs alone.
    """

    name = "drawn"
    measure = "cosine"
    asks_otherwise = True

    network: str
    _: KW_ONLY
    layer: str = "head"

    def __post_init__(self) -> None:
        super().__post_init__()
        object.__setattr__(self, "network", self._cnn.network)

    @property
    def _cnn(self) -> Cnn:
        return Cnn(self.network, layer=self.layer, size=_SIDE)

    @property
    def full(self) -> str:
        return f"{super().full}#{self._cnn.full}"

    @property
    def dimension(self) -> int:
        return 2 * self._cnn.dimension

    @property
    def side(self) -> int:
        return 256

    @property
    def group(self) -> Hashable:
        return self.network

    def describe(self, images: Sequence[Image]) -> Features:
        return self.describe_together([self], images)[0]

    @classmethod
    def describe_together(cls, descriptors: Sequence[Self], images: Sequence[Image]) -> list[Features]:
        """Run the network once for all the layers that are asked for."""
        photographs = _both_ways(descriptors, images)
        drawings = _both_ways(descriptors, [Image(edge_map(image)) for image in images])
        return [Features.one_each(np.concatenate(each, axis=1)) for each in zip(photographs, drawings, strict=True)]

    def describe_query(self, images: Sequence[Image]) -> Features:
        return Features.one_each(np.tile(_both_ways([self], images)[0], 2))

    def drawing_vector(self, drawing: Image) -> Floats:
        return self.describe_query([drawing]).floats

    def heat(self, asked: Image, kept: Image) -> Heat | None:
        """A drawing's strokes and the edges of a photograph."""
        return self._cnn.heat(asked, Image(edge_map(kept)))

    def seen(self, image: Image) -> list[Panel]:
        vector = self.describe([image]).floats[0]
        return [Drawing("as a drawing", edge_map(image), "Its edges."), Chart("the vector", vector)]


def _both_ways(descriptors: Sequence[Drawn], images: Sequence[Image]) -> list[Floats]:
    """(R, channels) float32 for each layer: the mean of each picture and its mirror image."""
    pixels = [squared(image, _SIDE) for image in images]
    seen = [Image(each) for p in pixels for each in (p, np.ascontiguousarray(p[:, ::-1]))]
    layers = Cnn.describe_together([descriptor._cnn for descriptor in descriptors], seen)
    return [np.asarray(said.floats.reshape(len(images), 2, -1).mean(axis=1), np.float32) for said in layers]
