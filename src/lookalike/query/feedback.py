"""Query by what people said of pictures: more like those that they liked, less like those that they did not."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeAlias, get_args

from lookalike.parameters import literal, nearest
from lookalike.query.base import Query
from lookalike.types import LookalikeError

Learner: TypeAlias = Literal["classifier", "reweighting", "rocchio"]
LEARNERS: tuple[str, ...] = get_args(Learner)


@dataclass(frozen=True)
class Feedback(Query):
    """Pictures that were judged.

    :param liked, disliked: files' paths, or ids of images of the collection.
    :param by: what learns from them: "classifier", "reweighting" or "rocchio" (:mod:`lookalike.rerank.feedback`).
    :raises LookalikeError: none is liked, one is on both sides, or there is no such learner.
    """

    liked: tuple[str, ...]
    disliked: tuple[str, ...] = ()
    by: Learner = "classifier"

    def __post_init__(self) -> None:
        if not self.liked:
            raise LookalikeError("Nothing is liked yet: name one liked picture at least, or look for something else.")
        both = set(self.liked) & set(self.disliked)
        if both:
            raise LookalikeError(f"{min(both)} is both liked and disliked: leave it out on one side.")
        if self.by not in LEARNERS:
            raise LookalikeError(f"There is no learner {self.by!r}: {nearest(self.by, LEARNERS)}")

    def __str__(self) -> str:
        given = [f"liked={literal(self.liked)}"]
        given += [f"disliked={literal(self.disliked)}"] if self.disliked else []
        given += [f"by={literal(self.by)}"] if self.by != "classifier" else []
        return f"feedback({', '.join(given)})"
