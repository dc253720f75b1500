"""A network that tells the concepts of drawings, learnt in one step from drawings' names and from photographs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from lookalike.describe.deep.imagenet import mixtures
from lookalike.describe.deep.networks import activations
from lookalike.describe.deep.views import squashed
from lookalike.engine.represent.parallel import in_parallel
from lookalike.learn.card import Card
from lookalike.learn.head import BIAS, JOINED, MATRIX
from lookalike.learn.named import Named
from lookalike.learn.trainee import Trainee, projected
from lookalike.learn.views import drawing
from lookalike.learn.written import write_model
from lookalike.types import Bools, Floats, Image, LookalikeError, Progress

if TYPE_CHECKING:
    from numpy.random import Generator

CLASSIFIER = "efficientnet_lite0"
"""What tells the concepts of photographs."""

SHRINKAGES = (4.0, 16.0, 64.0)

_LEAST = 8
"""Pictures that it takes to learn anything."""

_TEMPERATURE = 3.0
"""A photograph is to be found by all that it resembles, so that its odds are evened out."""


@dataclass(frozen=True, eq=False)
class Lessons:
    """Drawings, and the concepts that each is to tell.

    :param rows: (R, D) float32, the joined layers of every drawing.
    :param concepts: (R, 1000) float32, those of its picture.
    """

    rows: Floats
    concepts: Floats

    @classmethod
    def of(cls, pictures: Sequence[Named], trainee: Trainee, plan: Plan, update: Progress) -> Lessons:
        """Make drawings of pictures; those that cannot be read are left out.

        :raises LookalikeError: there are hardly any.
        """

        def look(place: int) -> tuple[Floats, Floats] | None:
            return _looked(pictures[place], trainee, plan, np.random.default_rng((plan.seed, place)))

        looked = []
        for done, said in enumerate(in_parallel(look, range(len(pictures))), 1):
            looked += [said] if said is not None else []
            update(done, len(pictures))
        if len(looked) < _LEAST:
            raise LookalikeError(
                f"It takes {_LEAST} drawings whose files are named by what they show: name more folders."
            )
        rows, concepts = zip(*looked, strict=True)
        return cls(np.concatenate(rows), np.stack(concepts).repeat(plan.views, axis=0))

    def learnt(self, some: Bools, shrinkages: Sequence[float]) -> list[tuple[Floats, Floats]]:
        """For each shrinkage a matrix (D, 1000) and a bias (1000,) that tell drawings' concepts, less their mean.

        Source: Hoerl & Kennard, Ridge regression, Technometrics 1970.

        :param some: a mask (R,) of the drawings that are learnt from.
        """
        mean = self.rows[some].mean(axis=0)
        rows, wanted = self.rows[some] - mean, self.concepts[some] - self.concepts[some].mean(axis=0)
        among, towards = (rows.T @ rows).astype(np.float64), (rows.T @ wanted).astype(np.float64)
        ridge = np.eye(len(among))
        matrices = [np.linalg.solve(among + each * ridge, towards).astype(np.float32) for each in shrinkages]
        return [(matrix, -mean @ matrix) for matrix in matrices]

    def scores(self, some: Bools, learnt: Sequence[tuple[Floats, Floats]]) -> list[float]:
        """The mean reciprocal rank of drawings' own concepts among those of all, for a mask (R,)."""
        every, own = np.unique(self.concepts, axis=0, return_inverse=True)
        every -= self.concepts.mean(axis=0)
        every /= np.maximum(np.linalg.norm(every, axis=1, keepdims=True), 1e-12)
        mine = own.reshape(-1)[some][:, None]
        likenesses = (projected(self.rows[some], *each) @ every.T for each in learnt)
        return [float((1 / (like >= np.take_along_axis(like, mine, 1)).sum(axis=1)).mean()) for like in likenesses]


@dataclass(frozen=True, kw_only=True)
class Plan:
    """What is learnt from drawings, and how.

    :param network: a built-in network or an ONNX file.
    :param layers: those that are joined; none: the ends of the last four stages.
    :param size: drawings are size x size px.
    :param views: drawings that are made of each picture.
    :param held_out: the share of the pictures by which it is chosen how much is learnt from so many.
    """

    network: str = "efficientnet_lite0"
    layers: tuple[str, ...] = ()
    size: int = 256
    views: int = 2
    held_out: float = 0.25
    seed: int = 0


def sketching(pictures: Sequence[Named], plan: Plan, output: Path, update: Progress) -> Card:
    """Learn what drawings show, and write the network, whose embedding is the concepts.

    :raises LookalikeError: there are too few pictures, the network cannot be used, or the file cannot be written.
    """
    trainee = Trainee.of(plan.network, plan.layers)
    lessons = Lessons.of(pictures, trainee, plan, update)
    apart = _held_out(len(lessons.rows) // plan.views, plan).repeat(plan.views)
    scores = lessons.scores(apart, lessons.learnt(~apart, SHRINKAGES))
    best = int(np.argmax(scores))
    ((matrix, bias),) = lessons.learnt(np.ones_like(apart), [SHRINKAGES[best]])
    model = trainee.finished({MATRIX: matrix, BIAS: bias}, plan.size)
    card = Card(
        network=Path(trainee.network.name).name,
        layers=trainee.layers,
        frozen="",
        side=plan.size,
        source="names",
        pictures=len(apart) // plan.views,
        groups=len({picture.name for picture in pictures if picture.name}),
        settings={"views": plan.views, "held_out": plan.held_out, "seed": plan.seed, "shrinkage": SHRINKAGES[best]},
        figures={"best": round(scores[best], 5)},
    )
    card.put_into(model)
    write_model(model, output)
    return card


def _looked(picture: Named, trainee: Trainee, plan: Plan, rng: Generator) -> tuple[Floats, Floats] | None:
    """The joined layers of its drawings, and its concepts; None: it cannot be read."""
    try:
        image = picture.image(plan.size)
    except LookalikeError:
        return None
    made = [drawing(image, plan.size, rng) for _ in range(plan.views)]
    (rows,) = activations(trainee.headed, (JOINED,), made)
    return np.stack(rows), mixtures([picture.name])[0] if picture.name else _odds(image, plan.size)


def _odds(image: Image, side: int) -> Floats:
    """(1000,) float32: what a photograph is taken for."""
    ((scores,),) = activations(CLASSIFIER, ("logits",), [squashed(image, side)])
    shares = np.exp((scores - scores.max()) / _TEMPERATURE)
    return np.asarray(shares / shares.sum(), np.float32)


def _held_out(count: int, plan: Plan) -> Bools:
    chosen = np.zeros(count, np.bool_)
    places = np.random.default_rng(plan.seed).permutation(count)
    chosen[places[: max(1, round(plan.held_out * count))]] = True
    return chosen
