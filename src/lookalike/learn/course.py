"""Training: epochs over what was looked at, stopped when the held-out pictures are ranked no better."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor

from lookalike.bench.harness.measures import Judged, average_precision, rank
from lookalike.learn import losses
from lookalike.learn.examples import Ints, Pair
from lookalike.learn.head import BIAS, MATRIX
from lookalike.learn.looked import Looked
from lookalike.learn.sampling import batches
from lookalike.learn.trainee import Trainee
from lookalike.types import Floats

CHANCE = 0.01
"""What a few held-out groups tell by chance: what is better by less is not worth a change."""

TOGETHER = 64
"""Rows that are embedded at once."""


@dataclass(frozen=True, kw_only=True)
class Pace:
    """How training goes.

    :param loss: one of ``losses.NAMES``.
    :param epochs: at the most.
    :param patience: training stops after so many epochs in a row that are no better.
    :param p, k: groups of a batch, and rows of each.
    :param rate: by which the projection learns; layers learn by a tenth of it.
    """

    loss: losses.Name = "multi_similarity"
    epochs: int = 30
    patience: int = 5
    p: int = 8
    k: int = 4
    rate: float = 1e-4


@dataclass
class Curve:
    """What came of each epoch; place 0 is before the first.

    :param loss: the mean over the epoch's batches, not known of place 0.
    :param held_out: mean average precision on the held-out pictures, where there are some.
    """

    loss: list[float]
    held_out: list[float]

    @property
    def peak(self) -> int:
        """The place of the highest precision, the first of several."""
        return int(np.argmax(self.held_out))

    @property
    def best(self) -> int:
        """The place of the first epoch whose precision is the highest but for what chance tells."""
        return int(np.argmax(np.array(self.held_out) >= self.held_out[self.peak] - CHANCE))


Weights = dict[str, Tensor]


class Course:
    """The training of one network on rows that were looked at.

    :param rows: (R,) those that are learnt from.
    :param start: the projection's matrix and bias.
    """

    def __init__(
        self, trainee: Trainee, looked: Looked, rows: Ints, start: tuple[Floats, Floats], pace: Pace, seed: int
    ) -> None:
        self._trainee, self._looked, self._rows, self._pace, self._seed = trainee, looked, rows, pace, seed
        torch.manual_seed(seed)
        head = dict(zip((MATRIX, BIAS), start, strict=True))
        learnt = {name: trainee.constants[name] for name in trainee.learning}
        self.weights: Weights = {
            name: torch.from_numpy(np.array(value)).requires_grad_() for name, value in (head | learnt).items()
        }
        _, self._groups = np.unique(looked.groups[rows], return_inverse=True)
        self._loss, module = losses.loss(pace.loss, int(self._groups.max()) + 1, start[0].shape[1])
        self._optimizer = torch.optim.AdamW(
            [
                {"params": [self.weights[name] for name in head], "lr": pace.rate},
                {"params": [self.weights[name] for name in learnt], "lr": pace.rate / 10},
                {"params": list(module.parameters()), "lr": pace.rate * 10},
            ],
            weight_decay=1e-4,
        )
        self._module = module

    def epoch(self, number: int, against: tuple[Pair, ...] = ()) -> float:
        """Learn from every group about once; the mean loss."""
        rng = np.random.default_rng((self._seed, number))
        values = []
        for places in batches(self._groups, self._pace.p, self._pace.k, rng, against):
            value = self._loss(self._embed(self._rows[places]), torch.from_numpy(self._groups[places]))
            self._optimizer.zero_grad()
            value.backward()
            self._optimizer.step()
            values.append(value.item())
        return float(np.mean(values))

    def embedded(self, rows: Ints) -> Floats:
        """(R, d) the embeddings of some rows, as they are now."""
        with torch.no_grad():
            said = [self._embed(rows[start : start + TOGETHER]) for start in range(0, len(rows), TOGETHER)]
        return np.concatenate([each.numpy() for each in said])

    def _embed(self, rows: Ints) -> Tensor:
        entries = [torch.from_numpy(entry) for entry in self._looked.at(rows)]
        joined = self._trainee.joined(entries, self.weights)
        return torch.nn.functional.normalize(joined @ self.weights[MATRIX] + self.weights[BIAS])

    @property
    def state(self) -> dict[str, Any]:
        """All that it takes to go on."""
        weights = {name: value.detach().clone() for name, value in self.weights.items()}
        return {"weights": weights, "optimizer": self._optimizer.state_dict(), "loss": self._module.state_dict()}

    def resume(self, state: dict[str, Any]) -> None:
        """Go on from a state."""
        with torch.no_grad():
            for name, value in state["weights"].items():
                self.weights[name].copy_(value)
        self._optimizer.load_state_dict(state["optimizer"])
        self._module.load_state_dict(state["loss"])


@dataclass(frozen=True, eq=False)
class Judge:
    """Held-out rows, and which of them look for which.

    :param rows: (R,) places in what was looked at, and ``groups`` (R,) the group of each.
    :param asked: a mask (R,) of those that look, and ``ranked`` of those that are looked for.
    """

    rows: Ints
    groups: Ints
    asked: npt.NDArray[np.bool_]
    ranked: npt.NDArray[np.bool_]

    def score(self, vectors: Floats) -> float:
        """Mean average precision of vectors (R, d), under their cosine; not a number where none has an answer."""
        rows = vectors / np.maximum(np.linalg.norm(vectors, axis=1, keepdims=True), 1e-12)
        asked, ranked = np.flatnonzero(self.asked), np.flatnonzero(self.ranked)
        same = asked[:, None] == ranked
        relevance = (self.groups[asked][:, None] == self.groups[ranked]) & ~same
        some = relevance.any(axis=1)
        if not some.any():
            return math.nan
        own = np.where(same.any(axis=1), same.argmax(axis=1), -1)[some]
        order = rank(rows[asked[some]] @ rows[ranked].T)
        return float(average_precision(Judged.of(order, relevance[some], own)).mean())
