"""Activations of convolutional networks as descriptors (Babenko et al., ECCV 2014)."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import KW_ONLY, dataclass
from typing import Annotated, Literal, Self

import numpy as np
import numpy.typing as npt
from annotated_types import Interval

from lookalike.describe.deep.networks import Network, activations, network
from lookalike.seen import Chart, Drawing, Panel, shown
from lookalike.spec import Descriptor, register
from lookalike.types import Features, Floats, Image


@register
@dataclass(frozen=True)
class Cnn(Descriptor):
    """A layer of a network trained to classify ImageNet, pooled over the picture.

    :param network: its name, or the path of an .onnx file.
    :param layer: one of those that `lookalike layers` lists; "head" is the last feature map, "logits" are
        the classifier's scores before the softmax, and "posterior" those after it.
    :param pool: "avg", the mean over all places (SPoC, Babenko & Lempitsky, ICCV
        2015); "max" (MAC, Razavian et al. 2014); "gem", the generalised mean
        with exponent 3 (Radenović et al., PAMI 2019). Logits have no places and
        are taken as they are.
    :param size: pictures are squashed to size x size px, 64 to 1024; files that say what side they take get that.

    Vectors are (channels,) float32, compared by their cosine.

    Source: Babenko, Slesarev, Chigorin & Lempitsky, Neural codes for image retrieval, ECCV 2014;
    the network: Tan & Le, EfficientNet, ICML 2019, in its Lite variant of 2020.

    Deviations: pictures are squashed to a square, and the classifier's layer may be had before its softmax.
    """

    name = "cnn"
    measure = "cosine"

    network: str
    _: KW_ONLY
    layer: str = "head"
    pool: Literal["avg", "max", "gem"] = "avg"
    size: Annotated[int, Interval(ge=64, le=1024)] = 256

    def __post_init__(self) -> None:
        super().__post_init__()
        object.__setattr__(self, "network", self._net.name)
        self._net.named(self.layer)

    @property
    def full(self) -> str:
        return f"{super().full}#{self._net.digest()}"

    @property
    def dimension(self) -> int:
        return self._net.layers[self._layer]

    @property
    def side(self) -> int:
        return self._net.side if self._net.fixed else self.size

    @property
    def group(self) -> Hashable:
        return self.network, self.size

    @property
    def _net(self) -> Network:
        return network(self.network)

    @property
    def _layer(self) -> str:
        return self._net.named(self.layer)

    @property
    def _output(self) -> str:
        return self._layer if self._layer in self._net.flat else f"{self._layer}.{self.pool}"

    def describe(self, images: Sequence[Image]) -> Features:
        return self.describe_together([self], images)[0]

    @classmethod
    def describe_together(cls, descriptors: Sequence[Self], images: Sequence[Image]) -> list[Features]:
        """Run the network once for all the layers that are asked for."""
        first = descriptors[0]
        names = [descriptor._output for descriptor in descriptors]
        outputs = tuple(dict.fromkeys(names))
        pictures = [_squashed(image, first.side) for image in images]
        said = dict(zip(outputs, activations(first.network, outputs, pictures), strict=True))
        return [Features.one_each(np.stack(said[name])) for name in names]

    def seen(self, image: Image) -> list[Panel]:
        """Where the layer answers most, its strongest channels, and the vector."""
        vector = self.describe([image]).vectors[0]
        layer = self._layer if self._layer not in self._net.flat else self._net.head
        picture = _squashed(image, self.side)
        ((maps,),) = activations(self.network, (layer,), [picture])
        strongest = np.argsort(-maps.mean(axis=(1, 2)), kind="stable")[:3]
        heat = Drawing(
            f"where {layer} answers", _lit(picture, np.linalg.norm(maps, axis=0)), "Bright places count most."
        )
        channels = [Drawing(f"channel {c} of {layer}", _lit(picture, maps[c])) for c in strongest]
        return [heat, *channels, Chart(f"the vector of {self.layer}", vector)]


def _lit(pixels: npt.NDArray[np.uint8], heat: Floats) -> npt.NDArray[np.uint8]:
    """A picture (H, W, 3), dark where a map of any size is low."""
    import cv2

    levels = shown(cv2.resize(heat, pixels.shape[1::-1], interpolation=cv2.INTER_LINEAR)) / np.float32(255)
    return np.asarray(pixels * (0.15 + 0.85 * levels), np.uint8)


def _squashed(image: Image, side: int) -> npt.NDArray[np.uint8]:
    """(side, side, 3) uint8, by Pillow's antialiased bicubic filter."""
    from PIL import Image as Pillow

    if (image.height, image.width) == (side, side):
        return image.pixels
    resized = Pillow.fromarray(image.pixels).resize((side, side), Pillow.Resampling.BICUBIC)
    return np.asarray(resized)
