"""Directions in which pictures that belong together are alike: where training starts from."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from lookalike.types import Floats

_MOST = 4000
"""Rows that are learnt from at the most."""


Affine = tuple[Floats, Floats]
"""A matrix (D, d) and a bias (d,)."""


def whitenings(
    rows: Floats, groups: npt.NDArray[np.int64], shrinkages: Sequence[float], d: int, centred: float
) -> list[Affine]:
    """A matrix (D, d) and a bias (d,) for rows (N, D) of groups (N,), for each shrinkage.

    :param centred: the share of the rows' mean that is taken from each row: the mean of a few groups tells of these as
        much as of all others, whose rows it would turn to one side.

    Directions in which the rows of a group differ are made to count less: they are divided by the standard deviation
    within groups, to whose square the mean of all squares is added ``shrinkage`` times, as few rows tell little of it.
    Of what comes of this, the d strongest directions are kept, or all.

    Source: Mikolajczyk & Matas, Improving descriptors for fast tree matching by optimal linear projection, ICCV
    2007; as learned whitening: Radenović, Tolias & Chum, PAMI 2019.

    Deviations: the shrinkage, and that rows are centred in part.
    """
    some = np.random.default_rng(0).permutation(len(rows))[:_MOST]
    rows, groups = rows[some].astype(np.float64), groups[some]
    mean = centred * rows.mean(axis=0)
    rows = rows - mean
    _, place, counts = np.unique(groups, return_inverse=True, return_counts=True)
    sums = np.zeros((len(counts), rows.shape[1]))
    np.add.at(sums, place, rows)
    within = rows - (sums / counts[:, None])[place]
    variances, directions = _spread(within)
    mean_square = variances.sum() / len(rows)
    made = []
    for floor in (max(shrinkage * mean_square, 1e-12) for shrinkage in shrinkages):
        # What does not vary within the sample's groups keeps the gain of the floor.
        gains = (variances + floor) ** -0.5 - floor**-0.5
        matrix = floor**-0.5 * np.eye(rows.shape[1]) + (directions * gains) @ directions.T
        if d < rows.shape[1]:
            matrix = matrix @ _spread(rows @ matrix)[1][:, :d]
        matrix /= np.linalg.norm(rows @ matrix, axis=1).mean()
        made.append((matrix.astype(np.float32), (-mean @ matrix).astype(np.float32)))
    return made


def _spread(rows: npt.NDArray[np.float64]) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]]:
    """Mean squares, the largest first, and their directions as columns; those without any are left out."""
    n, width = rows.shape
    if n < width:
        variances, mixes = np.linalg.eigh(rows @ rows.T / n)
        some = variances > 1e-9 * variances[-1]
        variances = variances[some]
        directions = rows.T @ mixes[:, some] / np.sqrt(n * variances)
    else:
        variances, directions = np.linalg.eigh(rows.T @ rows / n)
        some = variances > 1e-9 * variances[-1]
        variances, directions = variances[some], directions[:, some]
    return variances[::-1], directions[:, ::-1]
