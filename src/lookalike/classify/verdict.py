"""What a classifier says of a picture, and how sure it may be."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple, Self

import numpy as np
import numpy.typing as npt

Probabilities = npt.NDArray[np.float64]
Labels = npt.NDArray[np.int64]


class Share(NamedTuple):
    """A label and its probability, 0 to 1."""

    label: str
    probability: float


@dataclass(frozen=True)
class Verdict:
    """What a picture is.

    :param shares: every label, the most probable first; the probabilities sum to 1. They
        hold for a picture that is one of these at all.
    :param evidence: how near the picture is to what the classifier knows.
    :param least: with less evidence than this, the picture is unknown.
    """

    shares: tuple[Share, ...]
    evidence: float
    least: float

    @classmethod
    def of(cls, names: Sequence[str], probabilities: Probabilities, evidence: float, least: float) -> Self:
        """The verdict by the probability (K,) of each name; equal ones stay in the order of the names."""
        order = np.argsort(-probabilities, kind="stable")
        return cls(tuple(Share(names[i], float(probabilities[i])) for i in order), evidence, least)

    @property
    def unknown(self) -> bool:
        """Nothing that the classifier knows is near."""
        return self.evidence < self.least

    @property
    def label(self) -> str | None:
        """The most probable label; None for what is unknown."""
        return None if self.unknown else self.shares[0].label


def tempered(probabilities: Probabilities, prior: Probabilities, trials: int) -> Probabilities:
    """Probabilities (Q, K) that claim no more than so many trials can show: none is 0, and none is 1.

    As if one trial more had gone as often as the prior (K,) says.
    """
    return np.asarray((trials * probabilities + prior) / (trials + 1), np.float64)


def log_loss(probabilities: Probabilities, truth: Labels) -> float:
    """The mean of -ln p of the true labels (Q,), in nats."""
    return float(-np.log(probabilities[np.arange(len(truth)), truth]).mean())
