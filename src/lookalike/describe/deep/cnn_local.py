"""The columns of a feature map as local features (Ng, Yang & Davis, CVPR Workshops 2015)."""

from __future__ import annotations

from dataclasses import KW_ONLY, dataclass
from typing import Annotated

import numpy as np
from annotated_types import Interval

from lookalike.describe.deep.networks import activations
from lookalike.describe.deep.of_network import OfLayer
from lookalike.describe.local.base import Found, LocalDescriptor, Plane, reduced_colors
from lookalike.describe.local.budget import Choice
from lookalike.parameters import SpecError
from lookalike.registry import register
from lookalike.types import Floats, Image

_FLAT = 2.0
"""The least standard deviation of grey levels in a cell that is described, as that of ``dense_sift``."""


@register
@dataclass(frozen=True)
class CnnLocal(OfLayer, LocalDescriptor):
    """What a layer of a network says at each of its places: a row for each column of the feature map.

    :param network: its name, or the path of an .onnx file that takes pictures of any size.
    :param layer: one that has places, such as "block10" or "block15"; "head" is the last of them.
    :param n: the most features of a picture, 1 to 100,000: those of the strongest response.
    :param size: pixels of the longer side, 16 to 16,384, at which a larger picture is looked at.
    :param spread: of more than n, keep the strongest of each of 8 x 8 cells in turn: finds more of what is small in
        other pictures, and less of what fills them.

    Vectors are (channels,) float32, compared by their cosine; their length is the response. Each lies at the centre
    of a cell of as many pixels as the layer has strides, of which scale is half the side; angle is 0. Flat cells have
    none. They are brought together as in ``cnn_local("efficientnet_lite0") >> pca(d=64, whiten=0.5) >> vlad()``.

    Source: Ng, Yang & Davis, Exploiting local features from deep networks for image retrieval, CVPR Workshops 2015.

    Deviations: flat cells are left out; lengths are kept until an encoder takes them away.
    """

    name = "cnn_local"
    measure = "cosine"
    reach = 1.0

    network: str
    _: KW_ONLY
    layer: str = "block15"
    n: Annotated[int, Interval(ge=1, le=100_000)] = 1000
    size: Annotated[int, Interval(ge=16, le=16_384)] = 512
    spread: bool = False

    def __post_init__(self) -> None:
        super().__post_init__()
        object.__setattr__(self, "network", self._net.name)
        if self._layer in self._net.flat:
            raise SpecError(f"The layer {self.layer} of {self.network} has no places: choose one before it.")
        if self._net.fixed:
            raise SpecError(f"{self.network} takes pictures of one size: its places are had by cnn alone.")

    @property
    def dimension(self) -> int:
        return self._net.layers[self._layer]

    def looked_at(self, image: Image) -> Plane:
        return reduced_colors(image, self.size)

    def found(self, pixels: Plane, choose: Choice) -> Found:
        ((maps,),) = activations(self.network, (self._layer,), [pixels])
        columns = maps.reshape(len(maps), -1).T
        cells = np.flatnonzero(_contrast(pixels, maps.shape[1], maps.shape[2]).ravel() > _FLAT)
        frames, vectors = _frames(pixels, maps.shape[1], maps.shape[2])[cells], columns[cells]
        rows = choose(frames, np.linalg.norm(vectors, axis=1))
        return Found(frames[rows], vectors[rows])


def _frames(pixels: Plane, height: int, width: int) -> Floats:
    """(height width, 4) float32, a row for each cell."""
    down, across = pixels.shape[0] / height, pixels.shape[1] / width
    y, x = (axis.ravel() for axis in np.mgrid[:height, :width])
    scale, angle = np.full(len(x), np.sqrt(down * across) / 2), np.zeros(len(x))
    return np.stack([(x + 0.5) * across - 0.5, (y + 0.5) * down - 0.5, scale, angle], axis=1).astype(np.float32)


def _contrast(pixels: Plane, height: int, width: int) -> Floats:
    """(height, width) float32: the standard deviation of the luma in each cell."""
    import cv2

    luma = cv2.cvtColor(pixels, cv2.COLOR_RGB2GRAY).astype(np.float32)
    mean, square = (cv2.resize(x, (width, height), interpolation=cv2.INTER_AREA) for x in (luma, luma**2))
    return np.asarray(np.sqrt(np.maximum(square - mean**2, 0)), np.float32)
