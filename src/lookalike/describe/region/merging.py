"""Small regions joined into larger ones, neighbours only."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from lookalike.types import Floats

Labels = npt.NDArray[np.intp]
Bools = npt.NDArray[np.bool_]

_SAME = 8.0
"""Neighbours as near as this in CIE Lab are joined however few regions there are."""

_SMALL = 0.01
"""A region of less than this share of the picture is joined to a neighbour."""


def merged(features: Floats, shares: npt.NDArray[np.float64], touching: Bools, n: int) -> Labels:
    """The regions, 0 to n - 1 at most, that S small ones go into.

    Time after time the two neighbours are joined whose union adds least to the variance
    within regions (Ward, JASA 1963), which joins small ones early.

    :param features: (S, C) float32, distances in units of CIE Lab.
    :param shares: (S,) of the picture's area.
    :param touching: (S, S), False on the diagonal.
    """
    state = _Merging(features, shares, touching)
    while (pair := state.next_pair(n)) is not None:
        state.join(*pair)
    return np.unique(state.owner, return_inverse=True)[1]


class _Merging:
    """What is left to be joined; a region that has been joined to another has no neighbours and no area."""

    def __init__(self, features: Floats, shares: npt.NDArray[np.float64], touching: Bools) -> None:
        self.owner = np.arange(len(shares))
        self._left = len(shares)
        self._features = features.astype(np.float64)
        self._shares = shares.copy()
        self._touching = touching.copy()
        squares = np.square(self._features[:, None] - self._features).sum(axis=2)
        self._costs = np.where(touching, shares[:, None] * shares / (shares[:, None] + shares) * squares, np.inf)

    def next_pair(self, n: int) -> tuple[int, int] | None:
        """Which two to join, the one that stays first; None when all is done."""
        if self._left == 1:
            return None
        kept, gone = divmod(int(self._costs.argmin()), len(self._costs))
        if self._left > n or np.square(self._features[kept] - self._features[gone]).sum() <= _SAME**2:
            return kept, gone
        smallest = int(np.where(self._shares > 0, self._shares, np.inf).argmin())
        if self._shares[smallest] < _SMALL:
            return int(self._costs[smallest].argmin()), smallest
        return None

    def join(self, kept: int, gone: int) -> None:
        together = self._shares[kept] + self._shares[gone]
        part = self._shares[gone] / together
        self._features[kept] += part * (self._features[gone] - self._features[kept])
        self._shares[kept], self._shares[gone] = together, 0
        self._touching[kept] |= self._touching[gone]
        self._touching[kept, [kept, gone]] = False
        self._touching[gone] = False
        self._touching[:, kept], self._touching[:, gone] = self._touching[kept], False
        squares = np.square(self._features - self._features[kept]).sum(axis=1)
        costs = self._shares * together / (self._shares + together) * squares
        self._costs[kept] = np.where(self._touching[kept], costs, np.inf)
        self._costs[:, kept] = self._costs[kept]
        self._costs[gone] = self._costs[:, gone] = np.inf
        self.owner[self.owner == gone] = kept
        self._left -= 1
