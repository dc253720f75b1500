"""Haralick's features of grey-level co-occurrence."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from lookalike.describe.base import GlobalDescriptor
from lookalike.describe.drawing import enlarged
from lookalike.describe.pixels import gray
from lookalike.registry import register
from lookalike.seen import Chart, Drawing, Panel, Pixels, shown
from lookalike.types import Floats, Image

_LEVELS = 16
_DISTANCES = (1, 2, 4, 8)
_DIRECTIONS = ((0, 1), (-1, 1), (-1, 0), (-1, -1))
"""Steps down and right at 0, 45, 90 and 135 degrees."""

_TINY = 1e-12
_NAMES = (
    *("uniformity", "contrast", "correlation", "variance", "inverse difference", "sum average", "sum variance"),
    *("sum entropy", "entropy", "difference variance", "difference entropy", "information 1", "information 2"),
)

Numbers = npt.NDArray[np.float64]
Levels = npt.NDArray[np.int64]


@register
@dataclass(frozen=True, kw_only=True)
class Haralick(GlobalDescriptor):
    """Haralick's 13 features of how often two grey levels lie at a distance from each other.

    :param equalized: cut the grey range into levels of equally many pixels each, which gain and offset of
        brightness do not change, rather than into equal intervals.

    Vectors are (104,) float32 in 0..1: for each of the distances 1, 2, 4 and 8 px the 13 features' means over
    four directions, then their ranges; both are the same for a picture turned by 90 degrees. Each feature is scaled
    by bounds that hold for any picture of L = 16 levels: the root of the angular second moment; the roots of contrast,
    sum variance, 4 variance and 4 difference variance, each over (L - 1)^2;
    (1 + correlation) / 2; sum average over 2 (L - 1); entropies over the logarithm of their number of cells; the first
    measure of information without its sign.

    Source: R. M. Haralick, K. Shanmugam, I. Dinstein, Textural features for image classification, IEEE
    Transactions on Systems, Man, and Cybernetics 3(6), 1973; the 14th feature is left out, as is usual.

    Deviations: levels count from 0; sum variance is taken about the sum average; the scaling is ours.
    """

    name = "haralick"
    measure = "hellinger"

    equalized: bool = False

    @property
    def dimension(self) -> int:
        return len(_DISTANCES) * 2 * len(_NAMES)

    def vector(self, image: Image) -> Floats:
        levels = self._levels(gray(image))
        shares = np.stack([cooccurrence(levels, d * y, d * x) for d in _DISTANCES for y, x in _DIRECTIONS])
        by_direction = _scaled(features(shares)).reshape(len(_DISTANCES), len(_DIRECTIONS), len(_NAMES))
        return np.stack([by_direction.mean(axis=1), np.ptp(by_direction, axis=1)], axis=1).ravel().astype(np.float32)

    def _levels(self, plane: Floats) -> Levels:
        if not self.equalized:
            return np.minimum(plane * _LEVELS, _LEVELS - 1).astype(np.int64)
        ordered = np.sort(plane, axis=None)
        cuts = ordered[np.arange(1, _LEVELS) * ordered.size // _LEVELS]
        return np.searchsorted(cuts, plane, side="right").astype(np.int64)

    def seen(self, image: Image) -> Sequence[Panel]:
        levels = self._levels(gray(image))
        near, far = (np.sum([cooccurrence(levels, d * y, d * x) for y, x in _DIRECTIONS], axis=0) for d in (1, 8))
        note = "Rows and columns are levels from dark to light; bright where many pairs of pixels have them."
        return [
            Drawing("the picture's levels", shown(levels.astype(np.float32))),
            Drawing("pairs 1 px apart", _table(near), note),
            Drawing("pairs 8 px apart", _table(far), note),
            Chart("features 1 px apart", self.vector(image)[: len(_NAMES)], _NAMES),
        ]


def cooccurrence(levels: Levels, down: int, right: int) -> Numbers:
    """(L, L) shares of the pairs of levels a step apart, counted both ways, that sum to 1.

    Where the picture is too small for the step, each pixel makes a pair with itself.
    """
    height, width = levels.shape
    rows, columns = height - abs(down), width - abs(right)
    if rows <= 0 or columns <= 0:
        return np.asarray(np.diag(np.bincount(levels.ravel(), minlength=_LEVELS)) / levels.size)
    top, left = max(0, -down), max(0, -right)
    here = levels[top : top + rows, left : left + columns]
    there = levels[top + down : top + down + rows, left + right : left + right + columns]
    counts = np.bincount((here * _LEVELS + there).ravel(), minlength=_LEVELS**2).reshape(_LEVELS, _LEVELS)
    return np.asarray((counts + counts.T) / (2 * rows * columns))


def features(shares: Numbers) -> Numbers:
    """(N, 13) of Haralick's features, entropies in bits, from (N, L, L) symmetric tables that sum to 1."""
    level, total = np.arange(_LEVELS), np.arange(2 * _LEVELS - 1)
    one = shares.sum(axis=2)
    sums, differences = _along(shares, np.add.outer(level, level)), _along(shares, abs(np.subtract.outer(level, level)))
    mean = one @ level
    variance = one @ level**2 - mean**2
    covariance = (shares * np.outer(level, level)).sum(axis=(1, 2)) - mean**2
    varied = variance > _TINY
    correlation = np.where(varied, covariance / np.where(varied, variance, 1), 1)
    sum_average, difference_average = sums @ total, differences @ level
    # Of a symmetric table the paper's HXY1 and HXY2 are both twice the entropy of one level.
    single, joint = _entropy(one), _entropy(shares)
    shared = np.maximum(2 * single - joint, 0)
    columns = (
        (shares**2).sum(axis=(1, 2)),
        differences @ level**2,
        correlation,
        variance,
        differences @ (1 / (1 + level**2)),
        sum_average,
        sums @ total**2 - sum_average**2,
        _entropy(sums),
        joint,
        differences @ level**2 - difference_average**2,
        _entropy(differences),
        -shared / np.where(single > _TINY, single, 1),
        np.sqrt(1 - np.exp(-2 * np.log(2) * shared)),
    )
    return np.stack(columns, axis=1)


def _along(shares: Numbers, places: npt.NDArray[np.int64]) -> Numbers:
    """(N, K) sums of tables (N, L, L) over the cells of each of the K values of ``places`` (L, L)."""
    chosen = (places.ravel()[:, None] == np.arange(places.max() + 1)).astype(np.float64)
    return np.asarray(shares.reshape(len(shares), -1) @ chosen)


def _entropy(shares: Numbers) -> Numbers:
    logs = np.log2(np.where(shares > 0, shares, 1))
    return np.asarray(-(shares * logs).reshape(len(shares), -1).sum(axis=1))


def _scaled(found: Numbers) -> Numbers:
    """The features brought to 0..1."""
    widest, cells = (_LEVELS - 1) ** 2, np.log2(_LEVELS)
    f = found.T
    columns = (
        np.sqrt(f[0]),
        np.sqrt(f[1] / widest),
        (1 + f[2]) / 2,
        np.sqrt(4 * f[3] / widest),
        f[4],
        f[5] / (2 * (_LEVELS - 1)),
        np.sqrt(f[6] / widest),
        f[7] / np.log2(2 * _LEVELS - 1),
        f[8] / (2 * cells),
        np.sqrt(4 * f[9] / widest),
        f[10] / cells,
        -f[11],
        f[12],
    )
    return np.asarray(np.clip(np.stack(columns, axis=1), 0, 1))


def _table(shares: Numbers) -> Pixels:
    return enlarged(shown(np.log1p(1e4 * shares)), 256, 256)
