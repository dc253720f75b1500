"""Signatures of the largest Haar wavelets (Jacobs, Finkelstein & Salesin, SIGGRAPH 1995)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Literal

import numpy as np
import numpy.typing as npt
from annotated_types import Interval

from lookalike.describe.base import GlobalDescriptor
from lookalike.describe.drawing import enlarged
from lookalike.describe.layout.drawing import blocks
from lookalike.describe.pixels import fitted, once, squared
from lookalike.registry import register
from lookalike.seen import Drawing, Pixels
from lookalike.types import Floats, Image

_SIDE = 128
_LEAST = 1e-5
"""A coefficient below it is a rounding error: a plain picture has none that count."""

_YIQ = np.array(
    [[0.299, 0.587, 0.114], [0.595716, -0.274453, -0.321263], [0.211456, -0.522591, 0.311135]],
    np.float32,
)


@register
@dataclass(frozen=True, kw_only=True)
class HaarWavelets(GlobalDescriptor):
    """The few largest wavelets of the picture, by place and sign only; finds it from a thumbnail or a rough painting.

    :param m: wavelets kept of each channel, 20 to 200; the paper has 40 for scanned
        and 60 for painted queries.
    :param query: what queries will be, which decides the weights: "scanned", pictures of low quality,
        or "painted", sketches in colour.

    Vectors are (3 + 3m,) float32: the averages of Y (0 to 1), I (-0.6 to 0.6) and Q (-0.53 to 0.53), and then of
    each of these channels m signed positions in the standard decomposition of the picture at 128 x 128 pixels, sign x
    (1 + 128 x row + column) by falling size, with 0 for none. The measure is the paper's: places that the
    query shares with a picture count for it by their weights, and averages that differ against it.

    Source: Jacobs, Finkelstein & Salesin, "Fast multiresolution image querying", SIGGRAPH 1995.

    Deviations: the score is shifted and scaled so that the same picture gets 1.
    """

    name = "haar_wavelets"

    m: Annotated[int, Interval(ge=20, le=200)] = 60
    query: Literal["scanned", "painted"] = "scanned"

    @property
    def measure(self) -> str:
        return f"wavelet_{self.query}"

    @property
    def dimension(self) -> int:
        return 3 + 3 * self.m

    def vector(self, image: Image) -> Floats:
        transformed = _transformed(image)
        return np.concatenate([transformed[:, 0, 0], *(_signed(plane.ravel(), self.m) for plane in transformed)])

    def seen(self, image: Image) -> list[Drawing]:
        signature = self.vector(image)
        places = np.abs(signature[3:]).reshape(3, -1).astype(int)
        return [
            Drawing(
                "from the kept wavelets",
                _rebuilt(_transformed(image), places, image),
                "The picture that they give back; of their sizes, only the order is kept.",
            ),
            Drawing(
                "where they lie",
                _plotted(signature),
                "Of Y, I and Q from left to right, the coarsest at the top left of each and the finest left out; "
                "positive ones are orange and negative ones blue.",
            ),
        ]


@once
def _transformed(image: Image) -> Floats:
    """(3, 128, 128): the standard decomposition of Y, I and Q, rows wholly and then columns wholly."""
    import cv2

    rgb = squared(image, _SIDE).astype(np.float32) / np.float32(255)
    planes = np.moveaxis(np.asarray(cv2.transform(rgb, _YIQ), np.float32), -1, 0)
    return decomposed(decomposed(planes).swapaxes(1, 2)).swapaxes(1, 2)


def decomposed(values: Floats) -> Floats:
    """Haar coefficients along the last axis, a power of 2 long: the average, and then details, coarse to fine.

    Details are scaled as in the paper, so that the sum of all squares is the mean square of the values.
    """
    rest, details = values, []
    while rest.shape[-1] > 1:
        even, odd = rest[..., ::2], rest[..., 1::2]
        rest = np.asarray((even + odd) / 2, np.float32)
        details.append((even - odd) / (2 * np.sqrt(np.float32(rest.shape[-1]))))
    return np.concatenate([rest, *reversed(details)], axis=-1)


def composed(coefficients: Floats) -> Floats:
    """What :func:`decomposed` gave these coefficients for."""
    rest = coefficients[..., :1]
    while (count := rest.shape[-1]) < coefficients.shape[-1]:
        half = coefficients[..., count : 2 * count] * np.sqrt(np.float32(count))
        pairs = np.stack([rest + half, rest - half], axis=-1)
        rest = np.asarray(pairs.reshape(*rest.shape[:-1], -1), np.float32)
    return rest


def _signed(coefficients: Floats, m: int) -> Floats:
    """(m,): the signed positions of the largest coefficients but the average, the largest first."""
    sizes = np.abs(coefficients)
    sizes[0] = 0
    largest = np.argpartition(sizes, -m)[-m:]
    largest = largest[np.lexsort((largest, -sizes[largest]))]
    return np.where(sizes[largest] > _LEAST, np.sign(coefficients[largest]) * (1 + largest), 0).astype(np.float32)


def _rebuilt(transformed: Floats, places: npt.NDArray[np.int64], image: Image) -> Pixels:
    import cv2

    kept = np.zeros((3, 1 + _SIDE * _SIDE), np.float32)
    channels = np.arange(3)[:, None]
    kept[channels, places] = transformed.reshape(3, -1)[channels, places - 1]
    kept[:, 1] = transformed[:, 0, 0]
    planes = composed(composed(kept[:, 1:].reshape(3, _SIDE, _SIDE).swapaxes(1, 2)).swapaxes(1, 2))
    rgb = cv2.transform(np.moveaxis(planes, 0, -1), np.linalg.inv(_YIQ))
    height, width = blocks(fitted(image), image).shape[:2]
    return enlarged((rgb.clip(0, 1) * 255).round().astype(np.uint8), height, width)


def _plotted(signature: Floats) -> Pixels:
    """The signs at their places among the coarser half of rows and columns, one square a channel."""
    squares = np.full((3, 1 + _SIDE * _SIDE, 3), 255, np.uint8)
    for square, signed in zip(squares, signature[3:].reshape(3, -1).astype(int), strict=True):
        square[np.abs(signed[signed > 0])] = (230, 120, 0)
        square[np.abs(signed[signed < 0])] = (0, 90, 200)
    coarse = squares[:, 1:].reshape(3, _SIDE, _SIDE, 3)[:, : _SIDE // 2, : _SIDE // 2]
    plotted = np.hstack(list(np.pad(coarse, ((0, 0), (0, 0), (0, 1), (0, 0)), constant_values=128)))
    return enlarged(plotted, 4 * plotted.shape[0], 4 * plotted.shape[1])
