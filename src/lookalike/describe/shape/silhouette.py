"""The figure of a picture: what stands out from its background."""

from __future__ import annotations

from typing import TypeAlias

import numpy as np
import numpy.typing as npt

from lookalike.describe.levels import border, otsu
from lookalike.describe.pixels import fitted, gray, once
from lookalike.seen import Pixels
from lookalike.types import Floats, Image

Mask: TypeAlias = npt.NDArray[np.bool_]

_TWO_VALUED = 0.9
"""Share of the luma's variance that lies between two levels, from which a picture is cut there."""
_SEGMENTED = 96
"""Pixels of the shorter side at which photos are segmented."""
_LEVELS = 16
_ROUNDS = 3
_SMALLEST = 0.01
"""Share of the picture below which a segment of a photo is taken for a blemish."""


@once
def silhouette(image: Image) -> Mask:
    """The figure, (H, W) bool at the size of :func:`fitted` pixels.

    A picture of two levels is cut at Otsu's threshold, and the level that
    most of the border does not have is the figure. In a photo it is what is coloured
    unlike the border. A picture in which nothing stands out is all figure.
    """
    luma = np.round(gray(image) * 255).astype(np.uint8)
    level, separation = otsu(luma)
    if separation >= _TWO_VALUED:
        bright = luma > level
        figure = ~bright if border(bright).mean() > 0.5 else bright
    else:
        figure = _salient(fitted(image))
    return figure if figure.any() else np.ones(luma.shape, np.bool_)


def _salient(pixels: Pixels) -> Mask:
    """The largest part of a photo that is coloured unlike its border, with its holes filled.

    Distances from the colours of the four sides (Zhang et al., Minimum barrier salient object
    detection at 80 fps, ICCV 2015) start it; then the histograms of figure and ground are learnt from
    each other's pixels in turn, as GrabCut does with its mixtures, but without its cuts and its chance.
    """
    import cv2

    height, width = pixels.shape[:2]
    share = min(1.0, _SEGMENTED / min(height, width))
    size = (max(1, round(width * share)), max(1, round(height * share)))
    small = cv2.resize(pixels, size, interpolation=cv2.INTER_AREA)
    lab = np.asarray(cv2.cvtColor(small, cv2.COLOR_RGB2LAB), np.uint8)
    prior = _unlike_border(lab) * _central(size[1], size[0])
    figure = _learnt(lab, prior / max(float(prior.max()), 1e-6))
    if figure.mean() < _SMALLEST:
        return np.zeros((height, width), np.bool_)
    enlarged = cv2.resize(figure.astype(np.float32), (width, height), interpolation=cv2.INTER_LINEAR)
    return np.asarray(cv2.GaussianBlur(enlarged, (0, 0), 2) > 0.5)


def _unlike_border(lab: Pixels) -> Floats:
    """(H, W): Mahalanobis distances from the four sides' colours, added up but for the largest.

    The largest is left out because the figure may touch one side.
    """
    colors = lab.reshape(-1, 3).astype(np.float32)
    depth = max(1, min(lab.shape[:2]) // 10)
    bands = (lab[:depth], lab[-depth:], lab[:, :depth], lab[:, -depth:])
    distances = np.stack([_mahalanobis(colors, band.reshape(-1, 3).astype(np.float32)) for band in bands])
    return np.asarray((distances.sum(axis=0) - distances.max(axis=0)).reshape(lab.shape[:2]), np.float32)


def _mahalanobis(colors: Floats, sample: Floats) -> Floats:
    mean = sample.mean(axis=0)
    apart = sample - mean
    covariance = apart.T @ apart / len(sample) + 10 * np.eye(3, dtype=np.float32)
    offset = colors - mean
    return np.asarray(np.sqrt(((offset @ np.linalg.inv(covariance)) * offset).sum(axis=1)), np.float32)


def _central(height: int, width: int) -> Floats:
    """(H, W): 1 in the middle of the picture, less towards its border."""
    y = np.linspace(-1, 1, height, dtype=np.float32)[:, None]
    x = np.linspace(-1, 1, width, dtype=np.float32)[None]
    return np.asarray(np.exp(-(x * x + y * y)), np.float32)


def _learnt(lab: Pixels, prior: Floats) -> Mask:
    import cv2

    step = 256 // _LEVELS
    cells = (lab // step).astype(np.int64) @ np.array([_LEVELS * _LEVELS, _LEVELS, 1])
    total = np.bincount(cells.ravel(), minlength=_LEVELS**3)
    believed = _upper(prior)
    for _ in range(_ROUNDS):
        inside = np.bincount(cells.ravel(), believed.ravel(), minlength=_LEVELS**3)
        odds = ((inside + 1) / (total + 2)).astype(np.float32)
        believed = _upper(np.asarray(cv2.GaussianBlur((odds[cells] + prior) / 2, (0, 0), 1.5), np.float32))
    return _largest(believed)


def _upper(plane: Floats) -> Floats:
    """1 where numbers in 0..1 are above Otsu's threshold, otherwise 0."""
    levels = (np.clip(plane, 0, 1) * 255).astype(np.uint8)
    return (levels > otsu(levels)[0]).astype(np.float32)


def _largest(believed: Floats) -> Mask:
    import cv2

    element = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (3, 3))
    opened = cv2.morphologyEx(believed.astype(np.uint8), cv2.MORPH_OPEN, element)
    found, _ = cv2.findContours(opened, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_NONE)
    filled = np.zeros_like(opened)
    if found:
        cv2.drawContours(filled, [max(found, key=cv2.contourArea)], -1, 1, cv2.FILLED)
    return np.asarray(filled > 0)
