"""Oriented binary features of corners."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from lookalike.describe.local.base import Found, LocalDescriptor, Plane
from lookalike.describe.local.budget import Choice, ranks
from lookalike.describe.local.keypoints import described, frames, responses
from lookalike.registry import register
from lookalike.types import Floats

_LADDER = 1.2
"""The layers of the pyramid are smaller by powers of this."""

_CANDIDATES = 4
"""So many times as many corners are looked for as are kept."""


@register
@dataclass(frozen=True, kw_only=True)
class Orb(LocalDescriptor):
    """Comparisons of brightness between 256 pairs of points around corners, turned to the corner's direction.

    :param n: the most features of a picture, 1 to 100,000: those of the strongest response.
    :param size: pixels of the longer side, 16 to 16,384, at which a larger picture is looked at.
    :param spread: of more than n, keep the strongest of each of 8 x 8 cells in turn: finds more of what is small in
        other pictures, and less of what fills them.

    Vectors are (32,) uint8, 256 bits that compare by the Hamming distance. They stay the same under shifts and
    turns, and under changes of brightness and of scale, of the latter up to 3 times. It takes the least time of all.

    Source: E. Rublee, V. Rabaud, K. Konolige, G. Bradski, ORB: an efficient alternative to SIFT or SURF, ICCV 2011.

    Deviations: those of OpenCV, whose layers are not where they say: what is found in one is brought back
    to the picture by the sizes of both, with the centres of pixels at .0. Responses are by the rank in a layer, so that
    the layers share the budget.
    """

    name = "orb"
    columns = 32
    binary = True
    reach = 1.0

    def found(self, gray: Plane, choose: Choice) -> Found:
        import cv2

        orb = cv2.ORB.create(nfeatures=_CANDIDATES * self.n, scaleFactor=_LADDER)
        return described(orb, gray, choose, lambda points: _centered(points, gray), _shared)


def _centered(points: Sequence[Any], gray: Plane) -> Floats:
    """Frames, with their places brought from the layers of the pyramid to the picture by the sizes of both."""
    table = frames(points)
    factors = _LADDER ** np.array([point.octave for point in points]).reshape(-1, 1)
    size = np.array(gray.shape[::-1])
    table[:, :2] = (table[:, :2] / factors + 0.5) * size / np.rint(size / factors) - 0.5
    return table


def _shared(points: Sequence[Any]) -> Floats:
    """Responses by which each layer has the share of the features that it has of the pyramid's side lengths."""
    octaves = np.array([point.octave for point in points], np.intp)
    order = np.argsort(-responses(points), kind="stable")
    places = np.empty(len(points))
    places[order] = ranks(octaves[order])
    return np.asarray(_LADDER ** -octaves.astype(np.float64) / (places + 1), np.float32)
