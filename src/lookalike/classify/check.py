"""How well labels can be told, by what was said of pictures whose labels are known."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple, Self

import numpy as np

from lookalike.classify.verdict import Labels, Probabilities

_Z = 1.959964
"""The normal distribution's quantile of a 95 % interval."""


class LabelCheck(NamedTuple):
    """One label: how many of its pictures were looked at and got it, and what others were taken for most."""

    label: str
    pictures: int
    right: int
    taken_for: str | None


@dataclass(frozen=True)
class Check:
    """How often the most probable label was the true one.

    :param pictures: how many were looked at, none by what had learnt from it.
    :param confidence: the mean probability of the most probable label: an honest classifier's is its accuracy.
    :param chance: the share of the most frequent label, which is what always guessing it would get.
    :param labels: in the order of the names.
    """

    pictures: int
    right: int
    confidence: float
    chance: float
    labels: tuple[LabelCheck, ...]

    @classmethod
    def of(cls, names: Sequence[str], probabilities: Probabilities, truth: Labels) -> Self:
        """By the probabilities (N, K) that were said of pictures of labels (N,)."""
        said = probabilities.argmax(axis=1)
        counts = np.bincount(truth, minlength=len(names))
        each = tuple(_label(names, number, said[truth == number]) for number in range(len(names)))
        return cls(
            len(truth),
            int((said == truth).sum()),
            float(probabilities.max(axis=1).mean()),
            float(counts.max() / len(truth)),
            each,
        )

    @property
    def accuracy(self) -> float:
        """The share that was right, 0 to 1."""
        return self.right / self.pictures

    @property
    def interval(self) -> tuple[float, float]:
        """Of the accuracy, 95 % (Wilson, Probable inference, JASA 1927)."""
        n, p = self.pictures, self.accuracy
        middle, width = p + _Z**2 / (2 * n), _Z * np.sqrt(p * (1 - p) / n + _Z**2 / (4 * n**2))
        low, high = ((middle + side * width) / (1 + _Z**2 / n) for side in (-1, 1))
        return float(max(low, 0)), float(min(high, 1))


def _label(names: Sequence[str], number: int, said: Labels) -> LabelCheck:
    others = np.bincount(said[said != number], minlength=len(names))
    taken_for = names[int(others.argmax())] if others.any() else None
    return LabelCheck(names[number], len(said), int((said == number).sum()), taken_for)
