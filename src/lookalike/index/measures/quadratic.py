"""The quadratic form distance of QBIC (Hafner et al., PAMI 1995): bins that are near count as alike.

d^2 = (p - q)^T A (p - q) between histograms, with A_ij = 1 - d_ij / max d for bins
d_ij apart. On differences, which sum to 0, A is positive semidefinite where d is
Euclidean (Schoenberg, 1938), so that d is the L2 distance of projected histograms.
"""

from __future__ import annotations

from functools import partial

import numpy as np

from lookalike.index.measures.base import Measure
from lookalike.types import Floats

DEFINITION = "1 - half the squared quadratic form distance, under which near bins are alike"

_LEAST = 1e-6
"""Directions with less than this share of the largest eigenvalue are rounding errors."""


def quadratic(ground: Floats) -> Measure:
    """The measure for histograms whose bins lie at ``ground``, (D, P) float32: 1 - d^2 / 2, 0 to 1."""
    embed = partial(_embed, projection=_projection(ground))
    return Measure("quadratic", DEFINITION, embed, _kernel, exact=False, lowest=0.0)


def _projection(ground: Floats) -> Floats:
    """(D, K) float32 under which the L2 distance of histograms is d / sqrt(2), at most 1."""
    squares = (ground.astype(np.float64) ** 2).sum(axis=1)
    apart = np.sqrt(np.maximum(squares[:, None] + squares - 2 * ground.astype(np.float64) @ ground.T, 0))
    likeness = -apart / max(apart.max(), 1e-12)
    centred = likeness - likeness.mean(axis=0) - likeness.mean(axis=1)[:, None] + likeness.mean()
    values, directions = np.linalg.eigh(centred / 2)
    kept = values > _LEAST * values[-1]
    return np.asarray(directions[:, kept] * np.sqrt(values[kept]), np.float32)


def _embed(histograms: Floats, projection: Floats) -> Floats:
    shares = np.maximum(histograms, 0)
    shares = shares / np.maximum(shares.sum(axis=1, keepdims=True), np.float32(1e-12))
    placed = (shares - np.float32(1 / len(projection))) @ projection
    rest = np.sqrt(np.maximum(1 - (placed**2).sum(axis=1, keepdims=True), 0))
    return np.asarray(np.concatenate([placed, rest], axis=1), np.float32)


def _kernel(query: Floats, rows: Floats) -> Floats:
    apart = rows[:, :-1] - query[:-1]
    return np.asarray(1 - np.einsum("nd,nd->n", apart, apart), np.float32)
