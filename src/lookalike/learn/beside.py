"""A fine-tuned network beside the preset that one has: how much of a score is to be whose."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self

import numpy as np
import numpy.typing as npt

from lookalike.collection.decode import read_picture
from lookalike.engine.represent.describing import Describer
from lookalike.engine.represent.parallel import in_parallel
from lookalike.learn.course import CHANCE, Judge
from lookalike.learn.examples import Examples, Ints
from lookalike.learn.looked import Looked
from lookalike.learn.plan import Plan
from lookalike.reading import parse
from lookalike.types import Floats

PRESET = "deep"
"""What the default preset scores photographs by."""

SHARES = (0.0, 0.2, 1 / 3, 0.5, 2 / 3, 0.8, 1.0)
"""Of a score, the fine-tuned network's."""

_LARGEST = 1024
"""Pixels of a side that cnn() can be asked for."""


class Beside:
    """What the preset says of pictures as they are."""

    def __init__(self, examples: Examples, looked: Looked) -> None:
        self._rows = looked.originals
        describer = Describer(parse(PRESET))
        space = describer.space()

        def say(path: Path) -> Floats:
            return space.rows(describer.vectors(read_picture(path)))

        self._said = np.concatenate(list(in_parallel(say, examples.paths)))

    def rows(self, rows: Ints) -> Floats:
        """(R, E), whose inner products are the preset's similarities."""
        return self._said[np.searchsorted(self._rows, rows)]


@dataclass(frozen=True)
class Choice:
    """What held-out pictures tell is best.

    :param representation: what the network is best used in, where "{}" stands for it.
    """

    shrinkage: float
    representation: str
    figures: dict[str, float]

    @staticmethod
    def scores(judge: Judge, known: Floats | None, learnt: Floats) -> list[float]:
        """Precision by shares, of rows (R, E) that the preset gives and (R, d) of length 1 that were learnt."""
        if known is None:
            return [judge.score(learnt)]
        return [judge.score(np.hstack([known * (1 - share) ** 0.5, learnt * share**0.5])) for share in SHARES]

    @classmethod
    def of(cls, shrinkages: Sequence[float], table: npt.NDArray[Any], plan: Plan) -> Self:
        """Choose by precision (S, shares), the simplest that is as good as the best but for what chance tells.

        That is the preset as it is, or else the network by itself, or else both together.
        """
        best = int(np.argmax(table.max(axis=1)))
        row = table[best]
        if len(row) == 1:
            alone = "cnn({})" if plan.sketch else _representation(1, plan.size)
            return cls(shrinkages[best], alone, {"whitened": float(row[0])})
        figures = {"preset": float(row[0]), "whitened": float(row[-1]), "together": float(row.max())}
        simplest = (0, len(row) - 1, int(np.argmax(row)))
        share = SHARES[next(place for place in simplest if row[place] >= row.max() - CHANCE)]
        figures["share"] = share
        return cls(shrinkages[best], _representation(share, plan.size), figures)


def in_three_sizes(size: int) -> str:
    """The network, "{}", that looks at a picture in the size of training, √2 times it, and twice it, if it may."""
    return f"cnn({{}}, size={min(round(size * 2**0.5), _LARGEST)}, scales=3)"


def _representation(share: float, size: int) -> str:
    tuned = in_three_sizes(size)
    if share == 1:
        return tuned
    if share == 0:
        return PRESET
    weight = sum(part.weight for part in parse(PRESET).parts) * share / (1 - share)
    return f"{PRESET} + {weight:.3g} * {tuned}"
