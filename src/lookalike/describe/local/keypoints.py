"""OpenCV's key points as frames."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, TypeAlias

import numpy as np

from lookalike.describe.local.base import Found, Plane, empty
from lookalike.describe.local.budget import Choice
from lookalike.types import Floats

Placed: TypeAlias = Callable[[Sequence[Any]], Floats]
Weighed: TypeAlias = Callable[[Sequence[Any]], Floats]


def frames(points: Sequence[Any]) -> Floats:
    """(R, 4) float32 of key points, of whose size the scale is half; those without an angle lie along the x axis."""
    rows = [(*point.pt, point.size / 2, point.angle) for point in points]
    table = np.array(rows, np.float32).reshape(-1, 4)
    table[:, 3] = np.where(table[:, 3] < 0, 0, np.deg2rad(table[:, 3] % 360))
    return table


def upright_frames(points: Sequence[Any]) -> Floats:
    """The same of key points whose angles are not those of what describes them."""
    return frames(points) * np.array([1, 1, 1, 0], np.float32)


def responses(points: Sequence[Any]) -> Floats:
    """(R,) float32."""
    return np.array([point.response for point in points], np.float32)


def unique(points: Sequence[Any]) -> list[Any]:
    """One key point of those that differ by their angles alone."""
    return list({(point.pt, point.size): point for point in points}.values())


def repeated(gray: Plane, multiple: int) -> Plane:
    """The picture with its last row and column repeated up to a multiple of pixels."""
    import cv2

    down, right = (-length % multiple for length in gray.shape)
    return np.asarray(cv2.copyMakeBorder(gray, 0, down, 0, right, cv2.BORDER_REPLICATE), np.uint8)


def chosen_points(points: Sequence[Any], choose: Choice) -> list[Any]:
    """The key points that are to be kept, the best first."""
    return [points[row] for row in choose(frames(points), responses(points))]


def described(
    detector: Any, gray: Plane, choose: Choice, placed: Placed = frames, weighed: Weighed = responses
) -> Found:
    """What one of OpenCV's detectors finds and describes. It keeps a state: no other thread may use it.

    :param placed, weighed: give the frames and the responses of key points.
    """
    points, vectors = detector.detectAndCompute(gray, None)
    table = placed(points)
    rows = choose(table, weighed(points))
    if not len(rows):
        vectors = empty(detector.descriptorSize(), not detector.descriptorType())
    return Found(table[rows], vectors[rows])
