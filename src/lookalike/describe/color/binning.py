"""Cutting colour spaces into bins, hard and soft."""

from __future__ import annotations

from functools import cache
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt

from lookalike.describe.color.spaces import Bytes, Space, lab_of, reach, rgb_of
from lookalike.types import Floats

Bins: TypeAlias = tuple[int, int, int]

_GRAIN = 4
_FINEST = 128


def numbered(channels: Bytes, space: Space, bins: Bins) -> npt.NDArray[np.int32]:
    """The number of each pixel's bin, (H, W) int32, the first channel's most significant."""
    import cv2

    places = cv2.LUT(channels, _places(space, bins))
    return np.asarray(places[..., 0] + places[..., 1] + places[..., 2], np.int32)


def finer(bins: Bins) -> Bins:
    """The bins to count in before :func:`softened`."""
    first, second, third = (min(_GRAIN * count, _FINEST) for count in bins)
    return first, second, third


def softened(counts: npt.NDArray[Any], space: Space, bins: Bins) -> Floats:
    """Share each count linearly between the two nearest bins of every channel, around the circle in hue.

    Sharing is linear, so it is done once for all the pixels of a fine bin.

    :param counts: (K, F) with F the product of ``finer(bins)``.
    :return: (K, D) with D the product of ``bins``.
    """
    first, second, third = _shares(space, bins)
    fine = finer(bins)
    x = first @ counts.astype(np.float32).reshape(-1, fine[0], fine[1] * fine[2])
    x = second @ x.reshape(-1, fine[1], fine[2]) @ third.T
    return np.asarray(x.reshape(len(counts), -1), np.float32)


def sharing(fine: int, count: int, circular: bool) -> Floats:
    """(count, fine): which part of each of ``fine`` equal intervals goes to each of ``count``."""
    place = (np.arange(fine) + 0.5) * count / fine - 0.5
    lower = np.floor(place).astype(int)
    shares = np.zeros((count, fine), np.float32)
    for bin_, part in ((lower, lower + 1 - place), (lower + 1, place - lower)):
        near = bin_ % count if circular else np.clip(bin_, 0, count - 1)
        np.add.at(shares, (near, np.arange(fine)), part)
    return shares


@cache
def lab_centers(space: Space, bins: Bins) -> Floats:
    """CIE L*a*b* of the bins' centres, (D, 3) float32."""
    return lab_of(_centers(space, bins), space)


@cache
def rgb_centers(space: Space, bins: Bins) -> Floats:
    """SRGB in 0..1 of the bins' centres, (D, 3) float32, the nearest where there is none."""
    return rgb_of(_centers(space, bins), space)


def _centers(space: Space, bins: Bins) -> Floats:
    axes = [
        low + (np.arange(count) + 0.5) * (high - low + 1) / count - 0.5
        for count, (low, high) in zip(bins, reach(space), strict=True)
    ]
    return np.stack(np.meshgrid(*axes, indexing="ij"), axis=-1).reshape(-1, 3).astype(np.float32)


@cache
def _places(space: Space, bins: Bins) -> npt.NDArray[np.int32]:
    """(1, 256, 3): what each value of each channel adds to the number of a pixel's bin."""
    values, columns, step = np.arange(256), [], int(np.prod(bins))
    for count, (low, high) in zip(bins, reach(space), strict=True):
        step //= count
        bin_ = (values - low) * count // (high - low + 1)
        columns.append(np.clip(bin_, 0, count - 1) * step)
    return np.stack(columns, axis=-1)[None].astype(np.int32)


@cache
def _shares(space: Space, bins: Bins) -> tuple[Floats, Floats, Floats]:
    first, second, third = zip(bins, finer(bins), strict=True)
    return (
        sharing(first[1], first[0], circular=space == "hsv"),
        sharing(second[1], second[0], circular=False),
        sharing(third[1], third[0], circular=False),
    )
