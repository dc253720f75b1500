"""Online: examples → vectors and words → candidates → scores → ranking."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple, TypeAlias

import numpy as np
import numpy.typing as npt

from lookalike.engine.offline.keeping import Archive
from lookalike.engine.online.naming import is_id, refuse_no_file, unknown
from lookalike.engine.online.pictures import Pictures
from lookalike.engine.represent.describing import Describer, HasPixels
from lookalike.index.fusion import Fusion
from lookalike.index.inverted import Snapshot
from lookalike.index.polling import Ballot
from lookalike.index.scoring import terms
from lookalike.index.search import Candidates, best
from lookalike.index.space import Space
from lookalike.query.base import Spoken
from lookalike.query.example import Region, combine
from lookalike.reading import named
from lookalike.types import Box, Features, Floats, Hit, Image, LookalikeError, Ranking

Example: TypeAlias = str | Path | Image | bytes | Region | Spoken
"""A file's path, an id of the collection, a picture in memory, a picture file's content, a part of one, or what shows
no picture: words, a sketch, colours or concepts at places."""


class _Said(NamedTuple):
    """Of one example.

    :param row: (1, E).
    :param words: for each part that votes.
    :param points: its local features.
    :param share: how much of the representation, by weight, can say anything of it.
    """

    row: Floats
    words: Sequence[Features]
    points: Features | None
    share: float = 1


def examples(given: Example | Iterable[Example]) -> list[Example]:
    """One or several examples as a list.

    :raises LookalikeError: something else is among them.
    """
    several = given if isinstance(given, Iterable) and not isinstance(given, str | bytes | np.ndarray) else [given]
    chosen: list[Any] = list(several)
    for example in chosen:
        if not isinstance(example, str | Path | Image | bytes | Region | Spoken):
            raise LookalikeError(
                "An example is a path, an id, a picture file's bytes, a lookalike.Image, .Region or .Words, "
                f"not {type(example).__name__}: lookalike.Image(array) takes (H, W, 3) uint8."
            )
    return chosen


class Page(NamedTuple):
    """Which hits are wanted: ``k`` of them after ``offset``, of the images that an SQL predicate holds for.

    :param lenient: images that do not meet a text are hits too, behind the others.
    :param parts: the places of the parts of the representation that compare; None: all do.
    """

    k: int
    offset: int = 0
    where: str | None = None
    lenient: bool = False
    parts: frozenset[int] | None = None


@dataclass(frozen=True, eq=False)
class Asked:
    """Examples as the indexes know them.

    :param rows: (Q, E) float32 query rows.
    :param words: for each part that votes, the visual words of every example.
    :param parts: the places of those that are parts of pictures, looked for as such.
    :param points: the local features of every example, where the representation has some.
    :param shares: (Q,) float32, how much of the representation, by weight, can say anything of each: 1 for a picture,
        less for what only some parts understand. Similarities are those by these parts.
    """

    rows: Floats
    words: Sequence[Sequence[Features]]
    parts: Sequence[int]
    points: Sequence[Features | None]
    shares: Floats

    def ballots(self, snapshots: Iterable[Snapshot]) -> list[Ballot]:
        """How pictures vote for the examples, for each part that votes."""
        return [Ballot(snapshot, words) for snapshot, words in zip(snapshots, self.words, strict=True)]


class Examiner:
    """Makes queries of examples.

    :param pictures: reads the examples.
    :param parts: the places of the parts of the representation that compare; None: all do. The others say nothing.
    """

    def __init__(
        self, archive: Archive, describer: Describer, pictures: Pictures, parts: frozenset[int] | None = None
    ) -> None:
        self._archive, self._describer, self._pictures, self._parts = archive, describer, pictures, parts

    def asked(self, given: Sequence[Example]) -> Asked:
        """What some examples ask for.

        :raises LookalikeError: one of them cannot be read or described, or is an unknown id.
        """
        space = self._archive.space
        ids = [example for example in given if isinstance(example, str) and is_id(example)]
        known = self._archive.searcher.rows_of(ids) if ids else {}
        said = [self._chosen(self._said(example, known)) for example in given]
        rows = np.concatenate([one.row for one in said]) if said else np.empty((0, space.dimension), np.float32)
        words = [[one.words[place] for one in said] for place in range(len(self._archive.polls))]
        parts = [i for i, example in enumerate(given) if isinstance(example, Region) and space.finds_parts]
        shares = np.array([one.share for one in said], np.float32)
        return Asked(rows, words, parts, [one.points for one in said], shares)

    def _chosen(self, said: _Said) -> _Said:
        """What the parts say that compare."""
        if self._parts is None:
            return said
        space, row = self._archive.space, said.row.copy()
        for place, columns in enumerate(space.columns):
            if place not in self._parts:
                row[:, columns] = 0
        words = [
            each if place in self._parts else each.at(np.empty(0, np.intp))
            for place, each in zip(space.voting, said.words, strict=True)
        ]
        if not row.any() and not any(map(len, words)):
            raise LookalikeError("None of the chosen parts has anything to say of what is looked for: choose others.")
        return said._replace(row=row, words=words)

    def _said(self, example: Example, known: Mapping[str, Floats]) -> _Said:
        if isinstance(example, str) and is_id(example):
            return self._stored(example, known)
        if isinstance(example, str):
            refuse_no_file(example, self._archive.store)
        try:
            if isinstance(example, Spoken):
                said = self._describer.spoken(example)
            elif isinstance(example, Region):
                said = self._describer.described_part(
                    self._seen(example.picture), example.box, example.outline if example.corners else None
                )
            else:
                said = self._describer.described(self._seen(example), asked=True)
        except ArithmeticError as error:
            raise LookalikeError(f"The example cannot be described: {error}; take another one.") from error
        row = self._archive.space.rows(said.vectors)
        if not row.any() and not any(map(len, said.words)):
            raise LookalikeError(
                "There is nothing to go by in the example: "
                f"{named(str(self._describer.representation))} finds no feature in it; "
                "take another example, or a collection of another representation."
            )
        return _Said(row, said.words, said.points, said.share)

    def _seen(self, example: str | Path | Image | bytes) -> HasPixels:
        picture = self._pictures.of(example)
        if max(picture.size) == 1:
            name = f"{example} is" if isinstance(example, str | Path) else "The example is"
            raise LookalikeError(
                f"{name} a single pixel, which shows no more than a colour: look for that colour instead."
            )
        return picture

    def _stored(self, id: str, known: Mapping[str, Floats]) -> _Said:
        if id not in known:
            raise unknown(id)
        return _Said(known[id][None], [poll.words_of(id) for poll in self._archive.polls], None)


def ranked(
    archive: Archive,
    describer: Describer,
    likes: Asked,
    dislikes: Asked,
    fusion: Fusion,
    proposed: int,
    proofs: Ballot | None,
    page: Page,
) -> Ranking:
    """Rank the images of a store.

    :param proposed: of the images that local features speak for most, add so many, wherever they rank.
    :param proofs: what those say that add nothing to the scores.
    """
    space, k, offset, where = archive.space, page.k, page.offset, page.where
    snapshots = [poll.snapshot() for poll in archive.polls]
    liked, disliked = likes.ballots(snapshots), dislikes.ballots(snapshots)
    plain = fusion == "sum" and space.shortlist is None and not (likes.parts or dislikes.parts)
    voices = liked if proofs is None else [*liked, proofs]
    found = archive.searcher.candidates(likes.rows, voices, offset + k, where, exact=plain and space.exact)
    if not len(found.ids):
        return Ranking((), found.total)
    scorer = _Scorer(space, found, (likes, liked), (dislikes, disliked))
    votes = [*scorer.votes(), *([] if proofs is None else [proofs.at(found.ids.to_pylist()).max(axis=0)])]
    if plain:
        scores = scorer.scores()
        places = _with_proposed(votes, best(scores, found.ids, offset + k)[offset:], scores, proposed)
        shares = scorer.added(places)
    else:
        everything = terms(space, scorer.added(np.arange(len(found.ids)), rough=True), scorer.added, fusion)
        scores = everything.sum(axis=0)
        places = _with_proposed(votes, best(scores, found.ids, offset + k)[offset:], scores, proposed)
        shares = everything[:, places]
    chains = [part.chain for part in describer.representation.parts]
    boxes = scorer.boxes(places)
    hits = tuple(
        Hit(found.ids[int(place)].as_py(), float(scores[place]), dict(zip(chains, map(float, share), strict=True)), box)
        for place, share, box in zip(places, shares.T, boxes, strict=True)
    )
    return Ranking(hits, found.total)


def _with_proposed(
    votes: Sequence[Floats], places: npt.NDArray[np.intp], scores: Floats, proposed: int
) -> npt.NDArray[np.intp]:
    """The places of an answer, and behind them, by their scores, those of what is voted for most."""
    voted = [np.argsort(-each, kind="stable")[:proposed] for each in votes if proposed]
    added = np.setdiff1d(np.concatenate([np.empty(0, np.intp), *voted]), places)
    return np.concatenate([places, added[np.argsort(-scores[added], kind="stable")]])


class Side:
    """One side of a query, the wanted or the unwanted examples, against some candidates."""

    def __init__(self, space: Space, found: Candidates, asked: Asked, ballots: Sequence[Ballot]) -> None:
        self.space, self.found, self.asked = space, found, asked
        ids = found.ids.to_pylist() if ballots else []
        self.votes = [ballot.at(ids) for ballot in ballots]

    def similarities(self, rough: bool = False) -> Floats:
        """(Q, N) float32; ``rough`` estimates what is costly."""
        found = self.space.similarities(self.asked.rows, self.found.rows, self.votes, rough)
        return found / self.asked.shares[:, None]

    def contributions(self, places: npt.NDArray[np.intp], rough: bool) -> Floats:
        """(parts, Q, N) float32: what each part of the representation adds to the similarities to each example."""
        space, asked, rows = self.space, self.asked, self.found.rows[places]
        added = np.empty((len(space.measures), len(asked.rows), len(rows)), np.float32)
        whole = [i for i in range(len(asked.rows)) if i not in asked.parts]
        votes = [ballot[:, places] for ballot in self.votes]
        added[:, whole] = space.contributions(asked.rows[whole], rows, [ballot[whole] for ballot in votes], rough)
        for i in asked.parts:
            added[:, i] = space.found(asked.rows[i], rows, [ballot[i] for ballot in votes], rough)[0]
        return added / asked.shares[:, None]


class _Scorer:
    """Scores candidates by both sides of a query."""

    def __init__(
        self,
        space: Space,
        found: Candidates,
        likes: tuple[Asked, Sequence[Ballot]],
        dislikes: tuple[Asked, Sequence[Ballot]],
    ) -> None:
        self._likes, self._dislikes = Side(space, found, *likes), Side(space, found, *dislikes)

    def scores(self) -> Floats:
        """(N,) float32, of all candidates."""
        return combine(self._likes.similarities(), self._dislikes.similarities())

    def added(self, places: npt.NDArray[np.intp], rough: bool = False) -> Floats:
        """(parts, N) float32: what each part adds to the scores of some, estimated where it is costly."""
        sides = (side.contributions(places, rough) for side in (self._likes, self._dislikes))
        added: Floats = np.stack([combine(w, u) for w, u in zip(*sides, strict=True)])
        return added

    def votes(self) -> list[Floats]:
        """(N,) float32 for each part that votes: how much local features of what is wanted speak for each."""
        return [ballot.max(axis=0) for ballot in self._likes.votes]

    def boxes(self, places: npt.NDArray[np.intp]) -> Sequence[Box | None]:
        """Where the part that is looked for lies in each image, if one part is and a measure finds parts."""
        asked, votes = self._likes.asked, self._likes.votes
        if len(asked.parts) != 1:
            return [None] * len(places)
        [part] = asked.parts
        rows = self._likes.found.rows[places]
        found = self._likes.space.found(asked.rows[part], rows, [ballot[part, places] for ballot in votes])
        return [Box(*map(float, box)) for box in found[1]]
