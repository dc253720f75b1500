"""A picture cut into a few regions of like colour and texture.

SLIC superpixels (Achanta et al., PAMI 2012) of which neighbours are merged: a fast
way to regions like Blobworld's (Carson, Belongie, Greenspan & Malik, PAMI 2002).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from lookalike.describe.pixels import fitted, once
from lookalike.describe.region.merging import Bools, Labels, merged
from lookalike.types import Floats, Image

_LONG = 160
"""Pixels of the longer side at which regions are looked for."""

_SUPERPIXELS = 150
_COMPACTNESS = 0.1
_ITERATIONS = 5

_WINDOW = 2.0
_TEXTURE = 0.5
"""The standard deviation of L within so many pixels is the texture, and counts by half against colour: it is
large along outlines too, which should not become regions."""


@dataclass(frozen=True, eq=False)
class Segments:
    """The regions of a picture, the largest first.

    :param labels: (H, W) intp, the region of each pixel, 0 to n - 1.
    :param touching: (n, n) bool, regions that have a border in common.
    """

    labels: Labels
    touching: Bools


@once
def working(image: Image) -> npt.NDArray[np.uint8]:
    """The pixels that regions are looked for in, (H, W, 3) uint8."""
    shorter, longer = sorted((image.height, image.width))
    return fitted(image, max(1, round(_LONG * shorter / max(longer, _LONG))))


@once
def lab(image: Image) -> Floats:
    """:func:`working` pixels in CIE Lab, (H, W, 3) float32, L in 0..100."""
    import cv2

    return np.asarray(cv2.cvtColor(working(image).astype(np.float32) / 255, cv2.COLOR_RGB2LAB), np.float32)


@once
def segments(image: Image, n: int) -> Segments:
    """Cut a picture into ``n`` regions or fewer, each all of one piece."""
    colors = lab(image)
    small = _superpixels(colors)
    shares = np.bincount(small.ravel()) / small.size
    regions = merged(means(small, _features(colors)), shares, borders(small), n)
    by_size = np.argsort(-np.bincount(regions, shares), kind="stable")
    labels = np.argsort(by_size)[regions][small]
    return Segments(labels, borders(labels))


def means(labels: Labels, planes: Floats) -> Floats:
    """(n, C) float32: the mean of (H, W, C) planes over the pixels of each label."""
    flat, counts = labels.ravel(), np.bincount(labels.ravel())
    columns = [np.bincount(flat, plane.ravel()) / counts for plane in np.moveaxis(planes, 2, 0)]
    return np.stack(columns, axis=1).astype(np.float32)


def borders(labels: Labels) -> Bools:
    """(n, n): which labels have pixels side by side or one over the other."""
    count = int(labels.max()) + 1
    touching = np.zeros((count, count), bool)
    for one, other in ((labels[1:], labels[:-1]), (labels[:, 1:], labels[:, :-1])):
        touching[one, other] = True
    touching |= touching.T
    np.fill_diagonal(touching, False)
    return touching


def _superpixels(colors: Floats) -> Labels:
    from skimage.segmentation import slic

    found = slic(
        colors,
        n_segments=_SUPERPIXELS,
        compactness=_COMPACTNESS,
        max_num_iter=_ITERATIONS,
        convert2lab=False,
        start_label=0,
        channel_axis=2,
    )
    return np.unique(found, return_inverse=True)[1].reshape(found.shape)


def _features(colors: Floats) -> Floats:
    """(H, W, 4) float32: L, a, b and the weighed deviation of L about each pixel."""
    import cv2

    light = colors[..., 0]
    mean, square = (cv2.GaussianBlur(plane, (0, 0), _WINDOW) for plane in (light, light * light))
    deviation = np.sqrt(np.maximum(square - mean * mean, 0))
    return np.dstack([colors, _TEXTURE * deviation]).astype(np.float32)
