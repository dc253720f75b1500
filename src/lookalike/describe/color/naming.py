"""Shares of the basic colour names."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType

import numpy as np
import numpy.typing as npt

from lookalike.describe.color.base import OfColors
from lookalike.describe.color.binning import numbered, rgb_centers
from lookalike.describe.color.spaces import Bytes, css, painted, rgb_to_lab, sampled
from lookalike.registry import register
from lookalike.seen import Chart, Drawing, Panel
from lookalike.types import Floats, Image

# Clear cases of each term in sRGB, the first of them the one to show it by; blue has many because its
# hues bend towards purple in L*a*b*.
_FOCI = MappingProxyType(
    {
        "black": "000000 181818",
        "blue": "0000ff 0000b4 000080 191970 2850d2 0a64ff 3c50a0 203050 4169e1 4682b4 00bfff 87ceeb b4d8f0 00ffff",
        "brown": "8b4513 a0522d 5c3a21 7b5530 3a2010 c19a6b",
        "grey": "808080 505050 a0a0a0 c0c0c0",
        "green": "008000 00ff00 004000 008070 2e8b57 556b2f 6b8e23 9acd32 90ee90 32cd32",
        "orange": "ff8c00 ffa500 ff6a00 e07020",
        "pink": "ff8fb8 ffc0cb ff69b4 ff1493 e75480 f0a8a8",
        "purple": "800080 401840 602850 5a1a8a 6a0dad 8a2be2 9370db ba55d3 c8a2d8",
        "red": "e00000 ff0000 c41e3a 8b0000 500010 b22222",
        "white": "ffffff f4f4f4",
        "yellow": "ffff00 ffd700 f0e060 c8b400 fff4a0",
    }
)

NAMES = tuple(_FOCI)
"""The eleven basic terms of Berlin & Kay (1969), in the order of the vectors."""

_BLUR = 8.0
"""How gradually one name gives way to the next, in units of L*a*b*."""

_CELLS = (32, 32, 32)


@register
@dataclass(frozen=True, kw_only=True)
class ColorNames(OfColors):
    """How much of a picture one would call black, blue, brown, grey, green, orange, pink, purple, red, white or
    yellow.

    Vectors are (11,) float32, the shares of these names in this order; they are not negative and sum to 1.

    Source: J. van de Weijer, C. Schmid, J. Verbeek and D. Larlus, Learning color names for real-world applications,
    IEEE Transactions on Image Processing, 2009; fuzzy membership is that of R. Benavente, M. Vanrell and R. Baldrich,
    Parametric fuzzy sets for automatic color naming, Journal of the Optical Society of America A, 2008.

    Deviations: the names are not learnt from pictures. A colour's membership in a name falls off as a Gaussian with the
    distance in CIE L*a*b* to the nearest of the name's clear cases, and the memberships of a colour sum to 1.
    """

    name = "color_names"
    measure = "hellinger"

    @property
    def dimension(self) -> int:
        return len(NAMES)

    def vector(self, image: Image) -> Floats:
        cells = numbered(sampled(image), "rgb", _CELLS).ravel()
        counts = np.bincount(cells, minlength=int(np.prod(_CELLS)))
        used = np.flatnonzero(counts)
        shares = counts[used] @ _table()[used] / cells.size
        return np.asarray(shares, np.float32)

    def seen(self, image: Image) -> Sequence[Panel]:
        named = _table().argmax(axis=1)[numbered(sampled(image), "rgb", _CELLS)]
        colors = np.stack([_rgb(foci)[0] for foci in _FOCI.values()])
        return [
            Drawing("the picture by its names", painted(colors[named]), "Each pixel in a clear case of its name."),
            Chart("shares of the names", self.vector(image), NAMES, css(colors)),
        ]


def memberships(pixels: Bytes) -> Floats:
    """How well each of :data:`NAMES` fits each pixel.

    :param pixels: (H, W, 3) uint8 sRGB.
    :return: (H, W, 11) float32 in 0..1, which sum to 1.
    """
    return _memberships(pixels.reshape(-1, 3) / 255).reshape(*pixels.shape[:2], len(NAMES))


def _memberships(rgb: npt.NDArray[np.floating]) -> Floats:
    """(N, 11) float32 of sRGB (N, 3) in 0..1."""
    lab = rgb_to_lab(rgb)
    squares = np.stack([_squares(lab, rgb_to_lab(_rgb(foci))).min(axis=1) for foci in _FOCI.values()], axis=1)
    # The nearest name is put at 0, so that colours far from all of them do not divide 0 by 0.
    fit = np.exp((squares.min(axis=1, keepdims=True) - squares) / np.float32(2 * _BLUR**2))
    return np.asarray(fit / fit.sum(axis=1, keepdims=True), np.float32)


def _squares(lab: Floats, foci: Floats) -> Floats:
    """(N, M) squared distances."""
    squares = (lab**2).sum(axis=1)[:, None] - 2 * lab @ foci.T + (foci**2).sum(axis=1)
    return np.asarray(squares, np.float32)


def _rgb(foci: str) -> Floats:
    return np.array([list(bytes.fromhex(focus)) for focus in foci.split()], np.float32) / np.float32(255)


@cache
def _table() -> Floats:
    """Memberships of the cells of sRGB that are counted, (32768, 11)."""
    return _memberships(rgb_centers("rgb", _CELLS))
