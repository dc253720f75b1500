"""What several descriptors need of a picture, worked out once a picture."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from inspect import signature
from typing import Concatenate, ParamSpec, TypeVar, cast
from weakref import WeakKeyDictionary

import numpy as np
import numpy.typing as npt

from lookalike.types import Floats, Image

SIDE = 256
"""Pixels of the shorter side at which global descriptors look at a picture, unless they say otherwise."""

P = ParamSpec("P")
R = TypeVar("R")


def once(work: Callable[Concatenate[Image, P], R]) -> Callable[Concatenate[Image, P], R]:
    """Keep what a function of a picture and hashable parameters returned, for as long as the picture is kept.

    What it returns is shared: it must not be written to.
    """
    kept: WeakKeyDictionary[Image, dict[object, R]] = WeakKeyDictionary()
    called = signature(work)

    @wraps(work)
    def remembered(image: Image, *args: P.args, **kwargs: P.kwargs) -> R:
        results = kept.setdefault(image, {})
        bound = called.bind(image, *args, **kwargs)
        bound.apply_defaults()
        key = tuple(bound.arguments.values())[1:]
        if key not in results:
            results[key] = work(image, *args, **kwargs)
        return results[key]

    return cast(Callable[Concatenate[Image, P], R], remembered)


@once
def fitted(image: Image, side: int = SIDE) -> npt.NDArray[np.uint8]:
    """Pixels (H, W, 3) uint8, averaged over areas: the shorter side at most ``side``, the longer four times it."""
    import cv2

    share = min(side / min(image.height, image.width), 4 * side / max(image.height, image.width))
    if share >= 1:
        return image.pixels
    size = (max(1, round(image.width * share)), max(1, round(image.height * share)))
    return np.asarray(cv2.resize(image.pixels, size, interpolation=cv2.INTER_AREA), np.uint8)


@once
def squared(image: Image, side: int) -> npt.NDArray[np.uint8]:
    """Pixels (side, side, 3) uint8 whatever the picture's shape was."""
    import cv2

    smaller = side * side < image.height * image.width
    how = cv2.INTER_AREA if smaller else cv2.INTER_LINEAR
    return np.asarray(cv2.resize(image.pixels, (side, side), interpolation=how), np.uint8)


def overlaps(start: Floats, end: Floats, count: int) -> Floats:
    """How much of each of ``count`` equal cells of 0..1 lies from starts to ends (N,): (N, count) float32, 0 to 1."""
    edges = np.arange(count + 1, dtype=np.float32) / np.float32(count)
    inside = np.minimum(end[:, None], edges[1:]) - np.maximum(start[:, None], edges[:-1])
    return np.asarray(np.maximum(inside, 0) * np.float32(count), np.float32)


def cell_means(rows: int, columns: int, height: int, width: int) -> tuple[Floats, Floats]:
    """What weighs the places of a map into the cells of a grid: (rows, height) and (columns, width) float32.

    Either's rows sum to 1: ``down @ map @ across.T`` are the means of the cells.
    """

    def along(cells: int, places: int) -> Floats:
        edges = np.arange(cells + 1, dtype=np.float32) / np.float32(cells)
        shares = overlaps(edges[:-1], edges[1:], places)
        return np.asarray(shares / shares.sum(axis=1, keepdims=True), np.float32)

    return along(rows, height), along(columns, width)


@once
def gray(image: Image, side: int = SIDE) -> Floats:
    """Luma (H, W) float32 in 0..1 (ITU-R BT.601) of :func:`fitted` pixels."""
    import cv2

    luma = cv2.cvtColor(np.ascontiguousarray(fitted(image, side)), cv2.COLOR_RGB2GRAY)
    return np.asarray(luma, np.float32) / np.float32(255)
