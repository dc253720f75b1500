"""A session of feedback: what was looked for, and what people said of the hits, round after round."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import NamedTuple, Self

from lookalike.query.base import Query, Sum
from lookalike.query.example import Whole
from lookalike.query.feedback import Feedback, Learner
from lookalike.query.language import parse_query
from lookalike.types import LookalikeError


class Round(NamedTuple):
    """What was said of the hits of one answer: the ids of those that were liked, and of those that were not."""

    liked: tuple[str, ...]
    disliked: tuple[str, ...]


class Pair(NamedTuple):
    """A picture that people looked for, one that they were shown, and whether they liked it."""

    query: str
    picture: str
    liked: bool


@dataclass(frozen=True)
class Session:
    """Rounds of feedback on a query; a value, to which :meth:`told` adds a round.

    :param query: what was looked for at first; None: whatever is liked.
    :param by: what learns from the rounds (:class:`Feedback`).
    :param where: the condition that hits must meet, if there is one.
    """

    query: Query | None = None
    rounds: tuple[Round, ...] = ()
    by: Learner = "classifier"
    where: str | None = None

    def told(self, liked: Iterable[str], disliked: Iterable[str] = ()) -> Session:
        """The session with one more round; what is judged again counts as it was judged last.

        :raises LookalikeError: one is both liked and disliked.
        """
        said = Round(tuple(liked), tuple(disliked))
        both = set(said.liked) & set(said.disliked)
        if both:
            raise LookalikeError(f"{min(both)} is both liked and disliked: leave it out on one side.")
        return replace(self, rounds=(*self.rounds, said))

    @property
    def judged(self) -> dict[str, bool]:
        """Whether each judged picture was liked, in the order in which they were first judged."""
        said: dict[str, bool] = {}
        for each in self.rounds:
            said |= dict.fromkeys(each.liked, True) | dict.fromkeys(each.disliked, False)
        return said

    def refined(self) -> Query:
        """The query that the feedback makes.

        Pictures that the first query wants count as liked, and those that it does not want as disliked. A query that
        is not of whole pictures alone is added to what is learnt.

        :raises LookalikeError: nothing was looked for, and nothing is liked.
        """
        asked = [] if self.query is None else list(_terms(self.query))
        examples = [(query.picture, weight > 0) for weight, query in asked if isinstance(query, Whole)]
        if self.query is not None and not self.judged:
            return self.query
        plain = len(examples) == len(asked) and all(isinstance(picture, str | Path) for picture, _ in examples)
        said = {str(picture): wanted for picture, wanted in examples} if plain else {}
        said = said | self.judged
        liked, disliked = ([picture for picture, likes in said.items() if likes == side] for side in (True, False))
        if not liked and self.query is not None:
            return self.query - Sum(tuple((1.0, Whole(picture)) for picture in disliked))
        learnt = Feedback(tuple(liked), tuple(disliked), self.by)
        return learnt if plain or self.query is None else self.query + learnt

    @property
    def named(self) -> list[str]:
        """All pictures that are named in it: those that were looked for, and those that were judged."""
        asked = () if self.query is None else self.query.leaves()
        pictures = [str(leaf.picture) for leaf in asked if isinstance(leaf, Whole)]
        return list(dict.fromkeys([*pictures, *self.judged]))

    def pairs(self) -> Iterator[Pair]:
        """What fine-tuning learns from: each judged picture with one that was looked for, or else the first liked."""
        asked = [] if self.query is None else list(_terms(self.query))
        wanted = [str(query.picture) for weight, query in asked if weight > 0 and isinstance(query, Whole)]
        wanted = wanted or [picture for picture, liked in self.judged.items() if liked][:1]
        for query in wanted:
            for picture, liked in self.judged.items():
                if picture != query:
                    yield Pair(query, picture, liked)

    def to_json(self) -> str:
        """The session as an object of JSON; pictures that are in memory alone cannot be read again."""
        query = None if self.query is None else str(self.query)
        rounds = [each._asdict() for each in self.rounds]
        return json.dumps({"query": query, "where": self.where, "by": self.by, "rounds": rounds}, indent=1)

    @classmethod
    def from_json(cls, text: str) -> Self:
        """The session that :meth:`to_json` made a text of.

        :raises LookalikeError: it is none.
        """
        try:
            said = json.loads(text)
            rounds = tuple(Round(_ids(each["liked"]), _ids(each["disliked"])) for each in said["rounds"])
            query = None if said["query"] is None else parse_query(said["query"]).query
            where = said.get("where")
            if not isinstance(where, str | None):
                raise TypeError("a condition is a text")
            return cls(query, rounds, said["by"], where)
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise LookalikeError(f"{text[:40]!r} is no session: it has a query, by, and rounds.") from error

    def save(self, file: str | Path) -> None:
        """Write the session to a file."""
        Path(file).write_text(self.to_json() + "\n", encoding="utf-8")

    @classmethod
    def load(cls, file: str | Path) -> Self:
        """Read a session from a file.

        :raises LookalikeError: it cannot be read, or holds no session.
        """
        try:
            text = Path(file).read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError) as error:
            raise LookalikeError(f"Cannot read the session {file}: name a file that --session has written.") from error
        try:
            return cls.from_json(text)
        except LookalikeError as error:
            raise LookalikeError(f"{file}: {error}") from error


def _terms(query: Query) -> tuple[tuple[float, Query], ...]:
    return query.terms if isinstance(query, Sum) else ((1.0, query),)


def _ids(given: list[str]) -> tuple[str, ...]:
    if not all(isinstance(each, str) for each in given):
        raise TypeError("an id is a text")
    return tuple(given)
