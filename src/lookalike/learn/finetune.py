"""Fine-tuning from beginning to end: pictures in, one ONNX file out."""

from __future__ import annotations

import json
import math
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Protocol

import numpy as np
import numpy.typing as npt
import torch

from lookalike.learn.beside import Beside, Choice
from lookalike.learn.card import Card
from lookalike.learn.checkpoint import Checkpoint
from lookalike.learn.course import TOGETHER, Course, Curve, Judge
from lookalike.learn.examples import Examples, Ints, held_out
from lookalike.learn.looked import Looked, looked_at
from lookalike.learn.plan import Plan
from lookalike.learn.trainee import Trainee, projected
from lookalike.learn.whitening import Affine, whitenings
from lookalike.learn.written import write_model
from lookalike.types import Arrays, Floats, LookalikeError

SHRINKAGES = (10.0, 30.0, 100.0)
_OF_VIEWS = 3.0
"""The shrinkage by which the views of a picture are brought together."""

_CENTRED = 0.3
"""The share of the mean that is taken from photographs; from drawings and what they show, all of it."""

_USUAL = 512
"""Numbers of an embedding: more tell no more, and search is slower."""

_FOLDS = 5
"""How often other groups are held out, to see how much is to be learnt."""


class Watcher(Protocol):
    """Who is told how far it is."""

    def looking(self, done: int, total: int) -> None:
        """So many pictures were looked at."""

    def epoch(self, curve: Curve, total: int) -> None:
        """An epoch is over."""

    def again(self, done: int, total: int) -> None:
        """So many epochs were trained anew with all pictures."""


def finetune(examples: Examples, plan: Plan, output: Path, watcher: Watcher) -> Card:
    """Train a network and write it; a run that was stopped goes on where it was.

    :raises LookalikeError: the pictures, the plan or the file cannot be used.
    """
    if len(examples) < 4 or examples.groups.max() < 1:
        raise LookalikeError("Fine-tuning needs four pictures or more of at least two groups: name more folders.")
    trainee = plan.trainee()
    looked = looked_at(trainee, examples, plan.size, plan.views, plan.seed, plan.sketch, watcher.looking)
    return taught(trainee, looked, examples, plan, output, watcher)


def taught(trainee: Trainee, looked: Looked, examples: Examples, plan: Plan, output: Path, watcher: Watcher) -> Card:
    """The same for pictures that were looked at before.

    :raises LookalikeError: the file cannot be written.
    """
    told = json.dumps([asdict(plan), list(map(str, examples.paths)), examples.groups.tolist()])
    kept = Checkpoint(output.with_suffix(".checkpoint"), told)
    training = _Training(trainee, looked, examples, plan, kept, watcher)
    choice = training.chosen()
    weights, curve, figures = training.whole(choice.shrinkage)
    card = _card(examples, plan, trainee, curve, figures | choice.figures, choice.representation)
    model = trainee.finished(weights, plan.size if plan.sketch else None)
    card.put_into(model)
    write_model(model, output)
    kept.remove()
    return card


class _Training:
    """Two courses: one that holds pictures out, to see what is best, and one with all of them."""

    def __init__(
        self, trainee: Trainee, looked: Looked, examples: Examples, plan: Plan, kept: Checkpoint, watcher: Watcher
    ) -> None:
        self._trainee, self._looked, self._examples = trainee, looked, examples
        self._plan, self._kept, self._watcher = plan, kept, watcher
        self._joined = joined(trainee, looked)

    def chosen(self) -> Choice:
        """How much is to be learnt, and how much of a score is to be its, by several held-out parts."""
        # Views hardly ever miss their picture, which tells nothing of what different pictures have in common.
        labelled = not self._plan.sketch and not self._examples.alone
        beside = Beside(self._examples, self._looked) if labelled else None
        shrinkages = (_OF_VIEWS,) if self._examples.alone else SHRINKAGES
        tables = []
        for number in range(_FOLDS):
            apart = self._apart(number)
            judge = self._judge(np.flatnonzero(apart))
            known = None if beside is None else beside.rows(judge.rows)
            starts = self._whitened(np.flatnonzero(~apart), shrinkages)
            learnt = (projected(self._joined[judge.rows], *start) for start in starts)
            tables.append([Choice.scores(judge, known, vectors) for vectors in learnt])
        return Choice.of(shrinkages, np.array(tables).mean(axis=0), self._plan)

    def whole(self, shrinkage: float) -> tuple[Arrays, Curve, dict[str, float]]:
        """What was learnt from all pictures, the first course's curve, and its figures."""
        apart = self._apart(0)
        rows, judge = np.flatnonzero(~apart), self._judge(np.flatnonzero(apart))
        (start,) = self._whitened(rows, (shrinkage,))
        begun = judge.score(projected(self._joined[judge.rows], *start))
        untrained = judge.score(self._joined[judge.rows])
        curve = self._first(self._course(rows, start), judge, begun)
        everything = np.arange(len(self._looked.pictures))
        course = self._second(self._course(everything, *self._whitened(everything, (shrinkage,))), curve)
        figures = {"untrained": untrained, "start": curve.held_out[0], "best": curve.held_out[curve.best]}
        return {name: weights.detach().numpy() for name, weights in course.weights.items()}, curve, figures

    def _first(self, course: Course, judge: Judge, start: float) -> Curve:
        kept, pace = self._kept.read(), self._plan.pace
        curve = Curve(**kept["curve"]) if kept else Curve([math.nan], [start])
        if kept and kept["chosen"]:
            return curve
        if kept:
            course.resume(kept["state"])
        while len(curve.loss) <= pace.epochs and len(curve.loss) - curve.peak <= pace.patience:
            curve.loss.append(course.epoch(len(curve.loss), self._examples.against))
            curve.held_out.append(judge.score(course.embedded(judge.rows)))
            self._watcher.epoch(curve, pace.epochs)
            self._kept.write({"curve": asdict(curve), "chosen": False, "state": course.state})
        return curve

    def _second(self, course: Course, curve: Curve) -> Course:
        kept, done = self._kept.read(), 0
        if kept and kept["chosen"]:
            done = kept["done"]
            course.resume(kept["state"])
        for number in range(done + 1, curve.best + 1):
            course.epoch(number, self._examples.against)
            self._watcher.again(number, curve.best)
            self._kept.write({"curve": asdict(curve), "chosen": True, "done": number, "state": course.state})
        return course

    def _course(self, rows: Ints, start: Affine) -> Course:
        return Course(self._trainee, self._looked, rows, start, self._plan.pace, self._plan.seed)

    def _apart(self, number: int) -> npt.NDArray[np.bool_]:
        """A mask (R,) of the rows of a held-out part."""
        return held_out(self._examples, self._plan.held_out, self._plan.seed + number)[self._looked.pictures]

    def _whitened(self, rows: Ints, shrinkages: Sequence[float]) -> list[Affine]:
        """What brings the rows of a group together, for each shrinkage."""
        width, centred = self._plan.d or _USUAL, 1.0 if self._plan.sketch else _CENTRED
        return whitenings(self._joined[rows], self._looked.groups[rows], shrinkages, width, centred)

    def _judge(self, rows: Ints) -> Judge:
        """Labels are judged by pictures as they are; where some are alone, views look for what they are views of."""
        first = np.isin(rows, self._looked.originals)
        if self._plan.sketch:
            return Judge(rows, self._looked.groups[rows], ~first, first)
        if self._examples.alone:
            return Judge(rows, self._looked.groups[rows], ~first, np.ones_like(first))
        some = np.ones(int(first.sum()), np.bool_)
        return Judge(rows[first], self._looked.groups[rows[first]], some, some)


def joined(trainee: Trainee, looked: Looked) -> Floats:
    """(R, D) the joined layers of all rows, before anything is learnt."""
    weights = {name: torch.from_numpy(np.array(trainee.constants[name])) for name in trainee.learning}
    said = []
    with torch.no_grad():
        for start in range(0, len(looked.pictures), TOGETHER):
            rows = np.arange(start, min(start + TOGETHER, len(looked.pictures)))
            said.append(trainee.joined([torch.from_numpy(entry) for entry in looked.at(rows)], weights).numpy())
    return np.concatenate(said)


def _card(
    examples: Examples, plan: Plan, trainee: Trainee, curve: Curve, figures: dict[str, float], representation: str
) -> Card:
    settings = asdict(plan.pace) | {name: getattr(plan, name) for name in ("views", "d", "held_out", "seed", "sketch")}
    return Card(
        network=Path(trainee.network.name).name,
        layers=trainee.layers,
        frozen=plan.frozen,
        side=plan.size,
        representation=representation,
        source=examples.source,
        pictures=len(examples),
        groups=int(examples.groups.max()) + 1,
        classes=examples.names,
        settings=settings,
        figures={name: _number(value) for name, value in figures.items()} | {"epochs": curve.best},
        curve={name: [_number(value) for value in values] for name, values in asdict(curve).items()},
    )


def _number(value: float) -> float | None:
    """JSON has no number for what is not known."""
    return None if math.isnan(value) else round(value, 5)
