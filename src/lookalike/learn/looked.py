"""Pictures looked at once: what the frozen layers say of every view is kept in memory for all of training."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from lookalike.collection.decode import read_picture
from lookalike.describe.deep.networks import activations
from lookalike.engine.represent.parallel import in_parallel
from lookalike.learn.examples import Examples, Ints
from lookalike.learn.trainee import Trainee
from lookalike.learn.views import chance, views
from lookalike.types import LookalikeError, Progress

_MOST_BYTES = 6_000_000_000


@dataclass(frozen=True, eq=False)
class Looked:
    """What is known of the views of pictures; rows of one picture follow each other, the picture itself first.

    :param entries: (R, …) float16, or uint8 of pixels: what the trained part of a network reads.
    :param pictures: (R,) the picture of each row.
    :param groups: (R,) the group of each row.
    """

    entries: tuple[npt.NDArray[Any], ...]
    pictures: Ints
    groups: Ints

    def part(self, chosen: npt.NDArray[np.bool_]) -> Looked:
        """The views of some pictures, by a mask over pictures; pictures and groups are numbered anew."""
        rows = chosen[self.pictures]
        numbers = [np.unique(column[rows], return_inverse=True)[1] for column in (self.pictures, self.groups)]
        return Looked(tuple(entry[rows] for entry in self.entries), *(n.astype(np.int64) for n in numbers))

    @property
    def originals(self) -> Ints:
        """(N,) the rows of the pictures as they are."""
        return np.flatnonzero(np.diff(self.pictures, prepend=-1))

    def at(self, rows: Ints) -> tuple[npt.NDArray[Any], ...]:
        """The entries of some rows, (B, …), as what a network computes with."""
        return tuple(entry[rows].astype(np.float32) for entry in self.entries)


def looked_at(
    trainee: Trainee, examples: Examples, side: int, count: int, seed: int, sketch: bool, update: Progress
) -> Looked:
    """Every picture and ``count`` changed views of it, drawn by chance.

    :param side: pictures are squashed to side x side px.
    :raises LookalikeError: a picture cannot be read, or this is more than fits into memory.
    """

    def look(place: int) -> list[list[npt.NDArray[Any]]]:
        image = read_picture(examples.paths[place]).image(None)
        made = list(views(image, side, count, chance(seed, examples.paths[place]), sketch))
        if trainee.entries == ("pixels",):
            return [list(made)]
        said = activations(trainee.headed, trainee.entries, made)
        return [[np.asarray(one, np.float16) for one in rows] for rows in said]

    kept: list[list[npt.NDArray[Any]]] = [[] for _ in trainee.entries]
    for done, said in enumerate(in_parallel(look, range(len(examples))), 1):
        for rows, new in zip(kept, said, strict=True):
            rows.extend(new)
        if done == 1 and len(examples) * sum(each.nbytes for rows in said for each in rows) > _MOST_BYTES:
            raise LookalikeError("So many views do not fit into memory: ask for fewer, or freeze a later layer.")
        update(done, len(examples))
    pictures = np.repeat(np.arange(len(examples)), count + 1)
    return Looked(tuple(np.stack(rows) for rows in kept), pictures, examples.groups[pictures])
