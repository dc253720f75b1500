"""Activations of convolutional networks as descriptors (Babenko et al., ECCV 2014)."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import KW_ONLY, dataclass
from typing import Annotated, Literal, Self

import numpy as np
from annotated_types import Interval

from lookalike.describe.deep.builtin import NETWORKS
from lookalike.describe.deep.class_maps import has_maps, where
from lookalike.describe.deep.imagenet import mixtures
from lookalike.describe.deep.likeness import likeness
from lookalike.describe.deep.networks import Precision, activations
from lookalike.describe.deep.of_network import OfLayer
from lookalike.describe.deep.pooling import IN_GRAPH, POOLINGS, unit
from lookalike.describe.deep.views import Crops, cropped, sides, squashed, squashed_to
from lookalike.describe.drawing import lit
from lookalike.describe.pixels import fitted
from lookalike.parameters import SpecError
from lookalike.registry import register
from lookalike.seen import Chart, Drawing, Heat, Panel
from lookalike.types import Features, Floats, Image

_BLANK = Image(np.zeros((1, 1, 3), np.uint8))


@register
@dataclass(frozen=True)
class Cnn(OfLayer):
    """A layer of a network trained to classify ImageNet, pooled over the picture.

    :param network: alexnet (as of 2014), googlenet, vgg16, resnet18, resnet50, resnet101, efficientnet_lite0,
        efficientnet_lite1 or efficientnet_lite2, of which the first six need weights: see `lookalike weights`;
        or the path of an .onnx file, or the name of one in the folder of your own networks.
    :param layer: one of those that `lookalike layers` lists; "head" is the last feature map, "logits" are
        the classifier's scores before the softmax, and "posterior" those after it.
    :param pool: "avg", the mean over all places (SPoC, Babenko & Lempitsky, ICCV
        2015); "max" (MAC, Razavian et al. 2014); "gem", the generalised mean
        with exponent 3 (Radenović et al., PAMI 2019); "rmac", the sum of the maxima of
        14 regions, each set of norm 1 (Tolias et al., ICLR 2016); "crow", a sum in which
        places and channels have weights (Kalantidis et al., ECCV Workshops 2016); "flat",
        the whole map. Logits have no places and are taken as they are.
    :param size: pictures are squashed to size x size px, 64 to 1024; files that say what side they take get that.
    :param scales: in how many sizes the picture is looked at, 1 to 3: that one, √2 times
        it, and half of the latter.
    :param crops: what is looked at: the "whole"; it and its mirror image, "mirrored"; the
        corners and the centre, 7/8 as wide and high, "five"; or these and their mirror
        images, "ten" (Krizhevsky et al., NIPS 2012).
    :param precision: "int8" computes the convolutions in whole numbers, about twice as fast on most processors,
        with vectors that differ slightly (Jacob et al., CVPR 2018).

    Vectors are (channels,) float32, or (channels x places,) of the whole map, compared by their cosine.
    Those of several sizes and crops are brought to norm 1, and their mean is taken; each costs a run of the network.
    Words can be compared with a built-in classifier's scores, as with those of concepts().

    Source: Babenko, Slesarev, Chigorin & Lempitsky, Neural codes for image retrieval, ECCV 2014;
    the network: Tan & Le, EfficientNet, ICML 2019, in its Lite variant of 2020.

    Deviations: pictures are squashed to a square, and the classifier's layer may be had before its softmax.
    """

    name = "cnn"
    measure = "cosine"
    likens_drawings = True

    network: str
    _: KW_ONLY
    layer: str = "head"
    pool: Literal["avg", "max", "gem", "rmac", "crow", "flat"] = "avg"
    size: Annotated[int, Interval(ge=64, le=1024)] = 256
    scales: Annotated[int, Interval(ge=1, le=3)] = 1
    crops: Crops = "whole"
    precision: Precision = "float32"

    def __post_init__(self) -> None:
        super().__post_init__()
        object.__setattr__(self, "network", self._net.name)
        self._net.named(self.layer)
        if self.scales > 1 and self._net.fixed:
            raise SpecError(f"{self.network} takes pictures of one size: leave out scales.")
        if self.scales > 1 and self.pool == "flat":
            raise SpecError("Whole maps of several sizes have no mean: leave out scales, or choose another pool.")

    @property
    def dimension(self) -> int:
        if self.pool == "flat":
            return len(self.describe([_BLANK]).vectors[0])
        return self._net.layers[self._layer]

    @property
    def side(self) -> int:
        return max(squashed_to(side, self.crops) for side in self._sides)

    @property
    def _sides(self) -> list[int]:
        return sides(self._net.side if self._net.fixed else self.size, self.scales)

    @property
    def group(self) -> Hashable:
        return self.network, self.size, self.scales, self.crops, self.precision

    @property
    def _output(self) -> str:
        """The value of the graph that the vector is made of."""
        pooled = self._layer not in self._net.flat and self.pool in IN_GRAPH
        return f"{self._layer}.{self.pool}" if pooled else self._layer

    def _pooled(self, value: Floats) -> Floats:
        return POOLINGS[self.pool](value) if value.ndim == 3 else value

    def describe(self, images: Sequence[Image]) -> Features:
        return self.describe_together([self], images)[0]

    @classmethod
    def describe_together(cls, descriptors: Sequence[Self], images: Sequence[Image]) -> list[Features]:
        """Run the network once for all the layers that are asked for."""
        first = descriptors[0]
        outputs = tuple(dict.fromkeys(descriptor._output for descriptor in descriptors))
        views: list[list[list[Floats]]] = [[[] for _ in images] for _ in descriptors]
        for side in first._sides:
            pictures = [view for image in images for view in cropped(image, side, first.crops)]
            said = dict(zip(outputs, activations(first.network, outputs, pictures, first.precision), strict=True))
            for descriptor, rows in zip(descriptors, views, strict=True):
                for place, value in enumerate(said[descriptor._output]):
                    rows[place * len(images) // len(pictures)].append(descriptor._pooled(value))
        return [Features.one_each(np.stack([_mean(row) for row in rows])) for rows in views]

    @property
    def reads(self) -> bool:
        """Scores of ImageNet's classes, which words are mixtures of."""
        return self._layer in ("logits", "posterior") and self.network in NETWORKS

    def text_vectors(self, texts: Sequence[str]) -> Floats:
        """Texts as mixtures of classes: (T, 1000) float32."""
        return mixtures(texts)

    def where(self, text: str, image: Image) -> Floats | None:
        return where(self.network, text, image, self._sides[0]) if self.reads and has_maps(self.network) else None

    def heat(self, asked: Image, kept: Image) -> Heat | None:
        if self._layer in self._net.flat:
            return None
        pictures = [squashed(image, self._sides[0]) for image in (asked, kept)]
        ((ours, theirs),) = activations(self.network, (self._layer,), pictures)
        return likeness(ours, theirs, self.pool)

    def seen(self, image: Image) -> list[Panel]:
        """Where the layer answers most, its strongest channels, and the vector."""
        vector = self.describe([image]).vectors[0]
        layer = self._layer if self._layer not in self._net.flat else self._net.head
        picture = squashed(image, self._sides[0])
        ((maps,),) = activations(self.network, (layer,), [picture])
        strongest = np.argsort(-maps.mean(axis=(1, 2)), kind="stable")[:3]
        heat = Drawing(
            f"where {layer} answers", lit(fitted(image), np.linalg.norm(maps, axis=0)), "Bright places count most."
        )
        channels = [Drawing(f"channel {c} of {layer}", lit(fitted(image), maps[c])) for c in strongest]
        return [heat, *channels, Chart(f"the vector of {self.layer}", vector)]


def _mean(vectors: Sequence[Floats]) -> Floats:
    """(D,) the mean of the directions of vectors; a single one as it is."""
    return vectors[0] if len(vectors) == 1 else np.mean([unit(vector) for vector in vectors], axis=0, dtype=np.float32)
