"""Gaussian mixtures of diagonal covariance, by expectation and maximisation (Dempster, Laird & Rubin 1977)."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any, Self

import numpy as np
import numpy.typing as npt

from lookalike.encode.kmeans import kmeans, summed
from lookalike.encode.rows import drawn
from lookalike.types import Arrays, Floats

_ROUNDS = 25
_BLOCK = 8192
_MOST_A_GAUSSIAN = 2000
_FLOOR = 1e-3
"""Variances stay above this share of the mean variance of the sample."""


@dataclass(frozen=True, eq=False)
class Mixture:
    """A mixture of K Gaussians with diagonal covariance.

    :param weights: (K,) float32 of sum 1.
    :param means, variances: (K, D) float32.
    """

    weights: Floats
    means: Floats
    variances: Floats

    @classmethod
    def learnt(cls, rows: Floats, k: int, seed: int = 0, rounds: int = _ROUNDS) -> Self:
        """The mixture to which k-means and then EM lead.

        :param rows: (R, D) float32, at least k of them; 2,000 a Gaussian are drawn of more.
        """
        rows = drawn(rows, _MOST_A_GAUSSIAN * k, seed)
        floor = np.float32(_FLOOR * max(float(rows.var(axis=0, dtype=np.float64).mean()), 1e-10))
        book = kmeans(rows, k, seed)
        nearest = book.nearest(rows)[0][:, 0]
        first, counts = summed(rows, nearest, k)
        second, _ = summed(rows * rows, nearest, k)
        mixture = cls._of(counts.astype(np.float32), first, second, floor)
        for _ in range(rounds):
            mixture = cls._of(*mixture._statistics(rows), floor)
        return mixture

    @classmethod
    def _of(cls, counts: Floats, first: Floats, second: Floats, floor: np.float32) -> Self:
        """The likeliest mixture for sums of responsibilities, of rows and of squared rows."""
        some = np.maximum(counts, np.float32(1e-6))[:, None]
        means = first / some
        variances = np.maximum(second / some - means * means, floor)
        weights = np.maximum(counts, np.float32(1e-6))
        return cls(weights / weights.sum(), means.astype(np.float32), variances.astype(np.float32))

    @classmethod
    def restored(cls, arrays: Arrays) -> Self:
        """The mixture that ``arrays`` gave."""
        return cls(*(np.asarray(arrays[name], np.float32) for name in ("weights", "means", "variances")))

    def arrays(self) -> dict[str, npt.NDArray[Any]]:
        """What must be stored to have it again."""
        return {"weights": self.weights, "means": self.means, "variances": self.variances}

    def responsibilities(self, rows: Floats) -> tuple[Floats, Floats]:
        """(R, K) posterior of each Gaussian, and the (R,) log-likelihood of each row."""
        linear, square, constant = self._terms
        logs = rows @ linear - (rows * rows) @ square + constant
        top = logs.max(axis=1, keepdims=True)
        logs -= top
        np.exp(logs, out=logs)
        sums = logs.sum(axis=1, keepdims=True)
        return logs / sums, (top + np.log(sums))[:, 0]

    @cached_property
    def _terms(self) -> tuple[Floats, Floats, Floats]:
        precisions = 1 / self.variances.astype(np.float64)
        constant = np.log(self.weights.astype(np.float64)) - 0.5 * (
            np.log(2 * np.pi * self.variances.astype(np.float64)) + self.means.astype(np.float64) ** 2 * precisions
        ).sum(axis=1)
        terms = (self.means * precisions).T, (precisions / 2).T, constant
        return terms[0].astype(np.float32), terms[1].astype(np.float32), terms[2].astype(np.float32)

    def _statistics(self, rows: Floats) -> tuple[Floats, Floats, Floats]:
        k, d = self.means.shape
        counts, first, second = np.zeros(k), np.zeros((k, d)), np.zeros((k, d))
        for start in range(0, len(rows), _BLOCK):
            block = rows[start : start + _BLOCK]
            posteriors, _ = self.responsibilities(block)
            counts += posteriors.sum(axis=0)
            first += posteriors.T @ block
            second += posteriors.T @ (block * block)
        return counts.astype(np.float32), first.astype(np.float32), second.astype(np.float32)
