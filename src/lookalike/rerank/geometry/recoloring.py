"""Colours of one picture changed to those of another that shows the same, so that their brightness can be compared."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from lookalike.rerank.geometry.agreement import Levels
from lookalike.rerank.geometry.laying import Mask, Plane, shared_canvas, shrunk, warped
from lookalike.types import Bytes

SIDE = 256
"""Pixels of the longer side at which differences are looked for."""

_SPARSE = 3
_SMOOTH = 2.0
_ROUNDS = 4
_LIKELY = 2.5
"""Pixels farther off than so many times the median are something else."""

_SLIGHTLY = 0.7
_CLEARLY = 24.0
"""Levels, of 255, by which what is something else differs."""

_LITTLE = 1e-3
"""What keeps a polynomial from following few colours too closely."""


@dataclass(frozen=True, eq=False)
class Recoloring:
    """How the colours of a picture tell the brightness of another.

    :param weights: (10,) of a polynomial of the second degree.
    :param forth: the first picture's colours are changed to the second's; else the other way round.
    """

    weights: Plane
    forth: bool

    @classmethod
    def of(cls, one: Bytes, other: Bytes, mask: Mask) -> Recoloring:
        """Learn it of two pictures, (H, W, 3) uint8 each, that show the same in most pixels of a mask (H, W).

        Of the two ways it is the one in which less is left: grey tells nothing of what a colour was.

        Source: G. Hong, M. R. Luo and P. A. Rhodes, A study of digital camera colorimetric characterization based on
        polynomial modeling, Color Research & Application 26(1), 2001.

        Deviations: one colour, brightness, is told; pixels that are far off are left out, and it is learnt anew.
        """
        known = mask[::_SPARSE, ::_SPARSE]
        ours, theirs = (_smoothed(picture)[::_SPARSE, ::_SPARSE][known] for picture in (one, other))
        found = [_fitted(_terms(a), _brightness(b)) for a, b in ((ours, theirs), (theirs, ours))]
        forth = found[0][1] <= found[1][1]
        return cls(found[0 if forth else 1][0], forth)

    def levels(self, one: Bytes, other: Bytes) -> tuple[Levels, Levels]:
        """The brightness of both pictures, (H, W) float32 of 0 to 255, once the colours of one are changed."""
        if self.forth:
            return self._told(one), _brightness(other.astype(np.float32))
        return _brightness(one.astype(np.float32)), self._told(other)

    def _told(self, picture: Bytes) -> Levels:
        told = _terms(picture.astype(np.float32)) @ self.weights.astype(np.float32)
        return np.asarray(told.clip(0, 255), np.float32)


def unlike(one: Bytes, other: Bytes, transform: Plane) -> float:
    """The share of what two pictures (H, W, 3) uint8 have in common that is brighter or darker in one, 0 to 1.

    :param transform: (3, 3), from pixels of the first to pixels of the second; it may be a pixel off.
    """
    import cv2

    fitted, size = shared_canvas(transform, other, SIDE)
    ours, mask = warped(one, fitted @ transform, size)
    theirs, _ = warped(other, fitted, size)
    near = np.ones((3, 3), np.uint8)
    a, b = (
        cv2.GaussianBlur(plane, (0, 0), _SLIGHTLY) for plane in Recoloring.of(ours, theirs, mask).levels(ours, theirs)
    )
    off = [np.maximum(x - cv2.dilate(y, near), cv2.erode(y, near) - x) > _CLEARLY for x, y in ((a, b), (b, a))]
    inner = shrunk(mask, 5)
    return float((off[0] | off[1])[inner].mean()) if inner.any() else 1.0


def _fitted(terms: Levels, wanted: Levels) -> tuple[Plane, float]:
    """The weights of terms (N, 10), and what is left, as a share of how much the (N,) wanted levels vary."""
    counts, left = np.ones(len(wanted), np.float32), wanted
    weights: Plane = np.zeros(terms.shape[1])
    for _ in range(_ROUNDS):
        counted = terms * counts[:, None]
        square = (counted.T @ terms).astype(np.float64)
        square += _LITTLE * np.trace(square) / len(square) * np.eye(len(square)) / len(square)
        weights = np.asarray(np.linalg.solve(square, (counted.T @ wanted).astype(np.float64)), np.float64)
        left = np.abs(terms @ weights.astype(np.float32) - wanted)
        counts = (left <= _LIKELY * max(float(np.median(left)), 1.0)).astype(np.float32)
    return weights, float(np.median(left)) / max(float(wanted.std()), 1.0)


def _smoothed(picture: Bytes) -> Levels:
    import cv2

    return np.asarray(cv2.GaussianBlur(picture, (0, 0), _SMOOTH), np.float32)


def _terms(picture: Levels) -> Levels:
    """(…, 10): one, the three colours of each pixel, and their products."""
    colors = picture / np.float32(255)
    products = colors[..., [0, 1, 2, 0, 0, 1]] * colors[..., [0, 1, 2, 1, 2, 2]]
    return np.concatenate([np.ones_like(colors[..., :1]), colors, products], axis=-1)


def _brightness(picture: Levels) -> Levels:
    return np.asarray(picture @ np.array([0.299, 0.587, 0.114], np.float32), np.float32)
