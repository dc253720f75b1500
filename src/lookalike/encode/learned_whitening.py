"""Whitening learnt from pictures of which it is known that they match (Mikolajczyk & Matas, ICCV 2007)."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Annotated, Self

import numpy as np
import numpy.typing as npt
from annotated_types import Interval

from lookalike.encode.rows import unit, unlearnt
from lookalike.registry import register
from lookalike.spec import Encoder
from lookalike.types import Arrays, Features, Floats, LookalikeError

_WIDEST = 4096


@register
@dataclass(frozen=True, kw_only=True)
class LearnedWhitening(Encoder):
    """L2-normalise, centre, divide by how pictures of one label differ, and keep what tells labels apart.

    :param d: how many directions, 1 to 4096; there are fewer where the sample has not as many rows or
        columns. What comes out is (R, d) float32.
    :param shrink: how far the differences are taken to be alike in all directions, above 0 and at most 1: the fewer
        pictures there are to learn from, the more. With 1 it is ``pca(d)`` without whitening.

    Learns from labels: those of the groundtruth.csv in or above a picture's folder, else the folder's name, so that
    pictures of one folder match. Without two labels, one of them of two pictures, it cannot learn and says so.
    Compare with the cosine, which removes the last L2 norm.

    Source: Mikolajczyk & Matas, Improving descriptors for fast tree matching by optimal linear projection, ICCV 2007,
    for whole pictures as in Radenović, Tolias & Chum, CNN image retrieval learns from BoW, ECCV 2016.

    Deviations: all pictures of a label match each other, each picture counting alike; the covariance of what matches
    is shrunk towards a multiple of the identity.
    """

    name = "learned_whitening"
    learns = True
    by_labels = True
    measure = "cosine"

    d: Annotated[int, Interval(ge=1, le=4096)] = 256
    shrink: Annotated[float, Interval(gt=0, le=1)] = 0.1
    _mean: Floats | None = field(default=None, init=False, repr=False, compare=False)
    _directions: Floats | None = field(default=None, init=False, repr=False, compare=False)

    @property
    def needs(self) -> int:
        return 3

    def fit(self, sample: Features) -> Self:
        """Learn from (R, D) rows of pictures with labels.

        :raises LookalikeError: too little is known of them, or rows are longer than 4,096.
        """
        rows, labels = _labelled(sample)
        if rows.shape[1] > _WIDEST:
            raise LookalikeError(
                f"{self} takes rows of at most {_WIDEST} numbers, not {rows.shape[1]}: put pca() first."
            )
        mean = rows.mean(axis=0, dtype=np.float64)
        centred = rows - mean
        within, total = _within(centred, labels), centred.T @ centred / (len(rows) - 1)
        within = (1 - self.shrink) * within + self.shrink * np.trace(within) / len(within) * np.eye(len(within))
        return self.restored({"mean": mean, "directions": _directions(total, within, min(self.d, len(rows) - 1))})

    def encode(self, features: Features) -> Features:
        """Project (R, D) rows on the directions: (R, d) float32."""
        if self._mean is None or self._directions is None:
            raise unlearnt(self)
        return features.with_vectors(np.asarray((unit(features.floats) - self._mean) @ self._directions, np.float32))

    def learnt(self) -> Arrays:
        if self._mean is None or self._directions is None:
            return {}
        return {"mean": self._mean, "directions": self._directions}

    def restored(self, arrays: Arrays) -> Self:
        fitted = replace(self)
        for name in ("mean", "directions"):
            object.__setattr__(fitted, f"_{name}", np.asarray(arrays[name], dtype=np.float32))
        return fitted


def _labelled(sample: Features) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.int64]]:
    """The rows (R, D) of norm 1 of pictures with labels, and these (R,) counted from 0."""
    labels = np.full(len(sample), -1) if sample.labels is None else sample.labels[sample.ordinals]
    known = labels >= 0
    _, numbers, counts = np.unique(labels[known], return_inverse=True, return_counts=True)
    if len(counts) < 2 or counts.max() < 2:
        raise LookalikeError(
            "learned_whitening learns from labels: put the pictures of each kind in a folder of their own, or list"
            " them with labels in a groundtruth.csv, at least two kinds and two pictures of one; bench wants such"
            " folders as --learn-on."
        )
    return unit(sample.floats[known]).astype(np.float64), numbers


def _within(rows: npt.NDArray[np.float64], labels: npt.NDArray[np.int64]) -> npt.NDArray[np.float64]:
    """(D, D): the covariance of rows about the mean of their label, which is half that of the pairs' differences."""
    counts = np.bincount(labels)
    sums = np.zeros((len(counts), rows.shape[1]))
    np.add.at(sums, labels, rows)
    differences = rows - (sums / counts[:, None])[labels]
    return np.asarray(differences.T @ differences / (len(rows) - len(counts)))


def _directions(total: npt.NDArray[np.float64], within: npt.NDArray[np.float64], d: int) -> npt.NDArray[np.float64]:
    """(D, d): those along which the total covariance is largest after whitening by the other one, the largest first."""
    from scipy.linalg import eigh

    size = len(total)
    _, found = eigh(total, within, subset_by_index=(max(0, size - d), size - 1))
    found = found[:, ::-1]
    largest = np.abs(found).argmax(axis=0)
    return np.asarray(found * np.sign(found[largest, np.arange(found.shape[1])]))
