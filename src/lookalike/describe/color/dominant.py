"""Dominant colours."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated, TypeAlias

import numpy as np
import numpy.typing as npt
from annotated_types import Interval

from lookalike.describe.color.base import OfColors
from lookalike.describe.color.binning import numbered
from lookalike.describe.color.spaces import channels, css, lab_of, lab_to_rgb, painted
from lookalike.registry import register
from lookalike.seen import Chart, Drawing, Panel
from lookalike.types import Floats, Image

Numbers: TypeAlias = npt.NDArray[np.float64]

_BINS = (32, 32, 32)
_NO_ERROR = 1e-6
_ROUNDS = 8
"""Of Lloyd's algorithm; the colours hardly move after that."""


@register
@dataclass(frozen=True, kw_only=True)
class DominantColors(OfColors):
    """The few colours that a picture is made of, and how much there is of each.

    :param k: how many colours at most, 1 to 16.

    Vectors are (4 k,) float32: for each colour, the heaviest first, its share of the picture in 0..1 and its L*, a* and
    b* (CIE 1976 under D65, L* in 0..100); the shares sum to 1. What a picture of fewer colours leaves over is 0.

    Source: Y. Deng, B. S. Manjunath, C. Kenney, M. S. Moore and H. Shin, An efficient color representation for image
    retrieval, IEEE Transactions on Image Processing, 2001; the dominant colour descriptor of MPEG-7.

    Deviations: clusters are split at their mean, across their longest axis, the one of the largest squared error first,
    and then settled by Lloyd's algorithm; near ones are not merged, which the measure does not notice. Colours compare
    by the earth mover's distance (Rubner, Tomasi and Guibas, 2000): the similarity is 1 - EMD / 100.
    """

    name = "dominant_colors"
    measure = "emd"

    k: Annotated[int, Interval(ge=1, le=16)] = 8

    @property
    def dimension(self) -> int:
        return 4 * self.k

    def vector(self, image: Image) -> Floats:
        """(k, 4) float32."""
        places, weights = _cells(image)
        centers, masses = _settled(places, weights, _split(places, weights, self.k))
        order = np.lexsort((*centers.T, -masses))
        signature = np.zeros((self.k, 4), np.float32)
        signature[: len(centers)] = np.column_stack([masses / masses.sum(), centers])[order]
        return signature

    def seen(self, image: Image) -> Sequence[Panel]:
        signature = self.vector(image)
        used = signature[signature[:, 0] > 0].astype(np.float64)
        rgb = lab_to_rgb(used[:, 1:])
        pixels = channels(image, "lab")
        owners = _nearest(lab_of(pixels.reshape(-1, 3), "lab").astype(np.float64), used[:, 1:])
        return [
            Drawing("the picture in these colours", painted(rgb[owners.reshape(pixels.shape[:2])])),
            Chart(
                "the dominant colours",
                signature[: len(used), 0],
                labels=[f"{share:.0%}" for share in used[:, 0]],
                colors=css(rgb),
                note="Shares of the picture.",
            ),
        ]


def _cells(image: Image) -> tuple[Numbers, Numbers]:
    """The mean L*a*b* (N, 3) of the pixels in each small cell of the colour space, and their number (N,)."""
    pixels = channels(image, "lab")
    cells = numbered(pixels, "lab", _BINS).ravel()
    counts = np.bincount(cells)
    used = np.flatnonzero(counts)
    sums = [np.bincount(cells, plane.ravel())[used] for plane in np.moveaxis(pixels, 2, 0)]
    weights = counts[used].astype(np.float64)
    means = np.stack(sums, axis=1) / weights[:, None]
    return lab_of(means, "lab").astype(np.float64), weights


def _split(places: Numbers, weights: Numbers, k: int) -> Numbers:
    """Centres (K, 3), K at most k, by splitting in two, again and again, the cluster of the largest squared error."""
    clusters = [np.arange(len(places))]
    while len(clusters) < k:
        worst = int(np.argmax([_error(places[c], weights[c]) for c in clusters]))
        cluster = clusters[worst]
        if _error(places[cluster], weights[cluster]) < _NO_ERROR:
            break
        beyond = _beyond(places[cluster], weights[cluster])
        clusters[worst : worst + 1] = [cluster[beyond], cluster[~beyond]]
    return np.stack([np.average(places[c], axis=0, weights=weights[c]) for c in clusters])


def _error(places: Numbers, weights: Numbers) -> float:
    centred = places - np.average(places, axis=0, weights=weights)
    return float(weights @ (centred * centred).sum(axis=1))


def _beyond(places: Numbers, weights: Numbers) -> npt.NDArray[np.bool_]:
    """Which places lie beyond the mean, seen along the longest axis."""
    centred = places - np.average(places, axis=0, weights=weights)
    _, axes = np.linalg.eigh((centred * weights[:, None]).T @ centred)
    return np.asarray(centred @ axes[:, -1] > 0)


def _settled(places: Numbers, weights: Numbers, centers: Numbers) -> tuple[Numbers, Numbers]:
    """The centres that Lloyd's algorithm goes to (K, 3), and the weight of each (K,)."""
    for _ in range(_ROUNDS):
        owners = _nearest(places, centers)
        masses = np.asarray(np.bincount(owners, weights, len(centers)), np.float64)
        kept = masses > 0
        sums = np.stack([np.bincount(owners, weights * axis, len(centers)) for axis in places.T], axis=1)
        centers, masses = sums[kept] / masses[kept, None], masses[kept]
    return centers, masses


def _nearest(places: Numbers, centers: Numbers) -> npt.NDArray[np.intp]:
    # |p - c|^2 without |p|^2, which is the same for every centre.
    return np.asarray(((centers**2).sum(axis=1) - 2 * places @ centers.T).argmin(axis=1))
