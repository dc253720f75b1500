"""Joint histograms of colour and busyness, and of edges, in stripes (after Pass & Zabih, 1999)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

import numpy as np
from annotated_types import Interval

from lookalike.describe.color.base import OfColors
from lookalike.describe.color.binning import rgb_centers
from lookalike.describe.color.spaces import painted
from lookalike.describe.layout.drawing import blocks, ruled, typical
from lookalike.describe.layout.votes import Votes, color_votes, lattice, pyramid, soft
from lookalike.describe.pixels import gray, once
from lookalike.registry import register
from lookalike.seen import Chart, Drawing, Panel, shown
from lookalike.types import Floats, Image

_BUSYNESS = 3
_DIRECTIONS = 8
_STRENGTHS = 6
_DEGREES = [f"{180 * (2 * i + 1) / (2 * _DIRECTIONS):.0f}°" for i in range(_DIRECTIONS)]

# Gradients of luma per pixel at which the lowest and the highest bin of their logarithm begin to be full.
_FAINT, _STRONG = 0.005, 0.16
_CALM, _BUSY = 0.005, 0.08


@register
@dataclass(frozen=True, kw_only=True)
class ColorTexturePyramid(OfColors):
    """Which colours are calm and which busy, and how edges run and how strong they are, in the whole and in stripes.

    :param bins: how many equal intervals hue, saturation and value (HSV) are cut
        into, 1 to 16 each.
    :param stripes: how many horizontal stripes are told apart besides the
        whole picture, 1 to 6; 1 has only the whole.
    :param texture: the share of edges in the similarity, 0 to 1.

    Vectors are (C x (3D + 48),) float32 with D the product of ``bins``, and C = 1 for one stripe and 1 + ``stripes``
    else; they are not negative and sum to 1. First come the joint histograms of the whole picture and of its stripes
    from the top, D colours by 3 levels of busyness, the mean gradient of 5 x 5 pixels on a logarithmic scale; then as
    many histograms of 8 directions of the gradient by 6 logarithmic levels of its strength. The whole and
    the stripes have the same weight. Pixels of a 96 x 96 lattice are counted, each in the nearest bins by
    how near they are.

    Source: Pass & Zabih, "Comparing images using joint histograms", Multimedia Systems, 1999; Lazebnik, Schmid &
    Ponce, CVPR 2006.

    Deviations: of the paper's five features colour and gradients are joined, and edge density is the mean gradient;
    soft bins; edges have a histogram of their own.
    """

    name = "color_texture_pyramid"
    measure = "hellinger"

    bins: Annotated[tuple[int, int, int], Interval(ge=1, le=16)] = (12, 4, 3)
    stripes: Annotated[int, Interval(ge=1, le=6)] = 3
    texture: Annotated[float, Interval(ge=0, le=1)] = 0.5

    @property
    def dimension(self) -> int:
        cells = sum(rows for rows, _ in self._grids)
        return cells * (int(np.prod(self.bins)) * _BUSYNESS + _DIRECTIONS * _STRENGTHS)

    @property
    def _grids(self) -> list[tuple[int, int]]:
        return [(1, 1)] if self.stripes == 1 else [(1, 1), (self.stripes, 1)]

    def vector(self, image: Image) -> Floats:
        color = pyramid(color_votes(image, "hsv", self.bins) * _busyness(image), self._grids)
        edges = pyramid(_edges(image), self._grids)
        return np.concatenate([color * np.float32(1 - self.texture), edges * np.float32(self.texture)])

    def seen(self, image: Image) -> list[Panel]:
        joint = (color_votes(image, "hsv", self.bins) * _busyness(image)).histograms(1, 1)
        by_busyness = np.maximum(joint.reshape(-1, _BUSYNESS).T, 1e-9)
        tiles = typical(by_busyness, painted(rgb_centers("hsv", self.bins)), 1, _BUSYNESS)
        edges = _edges(image).histograms(1, 1).reshape(_DIRECTIONS, _STRENGTHS)
        return [
            Drawing("the stripes", ruled(image, self.stripes, 1)),
            Drawing("busyness", shown(_activity(image)), "The lighter, the stronger the gradients around."),
            Drawing("colours by busyness", blocks(tiles, image), "Calm ones on the left, busy ones on the right."),
            Chart("directions of strong gradients", edges[:, _STRENGTHS // 2 :].sum(axis=1), _DEGREES),
        ]


@once
def _gradient(image: Image) -> tuple[Floats, Floats]:
    """Direction in 0..1 of half a turn and strength per pixel of luma in 0..1, both (H, W) float32."""
    import cv2

    luma = gray(image)
    across, down = (
        cv2.Sobel(luma, cv2.CV_32F, dx, dy, scale=1 / 8, borderType=cv2.BORDER_REPLICATE) for dx, dy in ((1, 0), (0, 1))
    )
    strength, turn = cv2.cartToPolar(across, down)
    return np.asarray(turn / np.float32(np.pi) % 1, np.float32), np.asarray(strength, np.float32)


@once
def _activity(image: Image) -> Floats:
    """Mean strength of the gradient around each pixel on a logarithmic scale, 0 to 1."""
    import cv2

    mean = cv2.blur(_gradient(image)[1], (5, 5), borderType=cv2.BORDER_REPLICATE)
    return _logarithmic(np.asarray(mean, np.float32), _CALM, _BUSY)


def _logarithmic(values: Floats, low: float, high: float) -> Floats:
    """0 at ``low`` and below, 1 at ``high`` and above."""
    scaled = np.log(np.maximum(values, low) / low) / np.log(high / low)
    return np.asarray(np.minimum(scaled, 1), np.float32)


@once
def _busyness(image: Image) -> Votes:
    return soft(_inner(lattice(_activity(image)), _BUSYNESS), _BUSYNESS)


@once
def _edges(image: Image) -> Votes:
    direction, strength = (lattice(plane) for plane in _gradient(image))
    level = _inner(_logarithmic(strength, _FAINT, _STRONG), _STRENGTHS)
    return soft(direction, _DIRECTIONS, circular=True) * soft(level, _STRENGTHS)


def _inner(values: Floats, count: int) -> Floats:
    """0..1 to the range between the middles of the first and of the last of ``count`` bins."""
    return np.asarray((values * (count - 1) + 0.5) / count, np.float32)
