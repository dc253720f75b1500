"""The figures of a pair of pictures that a homography joins."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np

from lookalike.bench.invariance.correspondences import correspondences, one_to_one
from lookalike.bench.invariance.matching import mutual
from lookalike.bench.invariance.regions import Bools, Values, inverse, mapped, seen
from lookalike.types import Features, Floats

THRESHOLDS = tuple(range(1, 11))
"""Pixels by which a match may miss its place."""

CLOSE = 3
"""The threshold that curves and limits go by."""


@dataclass(frozen=True)
class View:
    """A picture's features, of one picture and with frames, and its (height, width)."""

    features: Features
    shape: tuple[int, int]

    @property
    def frames(self) -> Floats:
        assert self.features.frames is not None
        return self.features.frames


@dataclass(frozen=True)
class Figures:
    """What is counted of one pair of pictures, or the means of several.

    :param first, second: features of the two pictures.
    :param common_first, common_second: those that lie where both pictures see.
    :param repeatability: corresponding regions, one to one, as a share of the smaller common number.
    :param correct: mutual nearest neighbours among the common features whose regions correspond.
    :param matching_score: the same as a share of the smaller common number.
    :param matches: mutual nearest neighbours among all features.
    :param close: those of them that miss their place by at most 3 px.
    :param mma: of the matches, the share that miss their place by at most 1, 2, … 10 px.

    Shares of nothing are 0.

    Source: repeatability and matching score of Mikolajczyk et al., A comparison of affine region
    detectors, IJCV 2005; mean matching accuracy of Dusmanu et al., D2-Net, CVPR 2019.

    Deviations: a feature is in the common part when its centre is, whatever its region's size;
    the nearest neighbours of the matching score are mutual ones.
    """

    first: float
    second: float
    common_first: float
    common_second: float
    repeatability: float
    correct: float
    matching_score: float
    matches: float
    close: float
    mma: tuple[float, ...]

    @property
    def features(self) -> float:
        """Features a picture."""
        return (self.first + self.second) / 2

    def to_json(self) -> dict[str, Any]:
        """One object of JSON's own types, keyed by the names of the fields."""
        return asdict(self)

    @classmethod
    def mean(cls, several: Sequence[Figures]) -> Figures:
        """The mean of each figure, of at least one."""
        columns = {name: [getattr(each, name) for each in several] for name in cls.__dataclass_fields__}
        mma = tuple(float(value) for value in np.mean(columns.pop("mma"), axis=0))
        return cls(**{name: float(np.mean(values)) for name, values in columns.items()}, mma=mma)


def figures(first: View, second: View, homography: Values) -> Figures:
    """Measure a pair.

    :param homography: (3, 3) float64, which takes the first picture's pixels to the second's; its last number is 1.
    """
    here, there = _common(first, second, homography), _common(second, first, inverse(homography))
    frames = first.frames[here], second.frames[there]
    vectors = first.features.floats, second.features.floats
    pairs = correspondences(*frames, homography)
    one, other = mutual(vectors[0][here], vectors[1][there])
    common = min(len(frames[0]), len(frames[1]))
    correct = np.isin(one * len(frames[1]) + other, pairs.first * len(frames[1]) + pairs.second).sum()
    matched = (one, other) if here.all() and there.all() else mutual(*vectors)
    misses = _misses(first.frames[matched[0]], second.frames[matched[1]], homography)
    within = [int((misses <= threshold).sum()) for threshold in THRESHOLDS]
    return Figures(
        first=len(here),
        second=len(there),
        common_first=len(frames[0]),
        common_second=len(frames[1]),
        repeatability=_share(one_to_one(pairs, len(frames[0]), len(frames[1])), common),
        correct=int(correct),
        matching_score=_share(int(correct), common),
        matches=len(misses),
        close=within[THRESHOLDS.index(CLOSE)],
        mma=tuple(_share(count, len(misses)) for count in within),
    )


def _common(view: View, other: View, homography: Values) -> Bools:
    return seen(mapped(homography, _points(view.frames)), other.shape)


def _points(frames: Floats) -> Values:
    return np.asarray(frames[:, :2], np.float64)


def _misses(first: Floats, second: Floats, homography: Values) -> Values:
    """Pixels in the second picture between where a match should be and where it is."""
    missed = np.linalg.norm(mapped(homography, _points(first)) - _points(second), axis=1)
    return np.asarray(np.nan_to_num(missed, nan=np.inf))


def _share(part: int, whole: int) -> float:
    return part / whole if whole else 0.0
