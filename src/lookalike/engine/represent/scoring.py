"""Score files against files, exhaustively and without a store: what measuring needs."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from lookalike.collection.decode import read_picture
from lookalike.engine.feedback.refining import Refined, usual_places
from lookalike.engine.online.walk import walked
from lookalike.engine.represent.describing import Described, Describer, Pointer, Signer
from lookalike.engine.represent.learning import learnt, learnt_from
from lookalike.engine.represent.parallel import in_parallel
from lookalike.index.fusion import Fusion
from lookalike.index.graph.kept import LINKS
from lookalike.index.inverted import Snapshot
from lookalike.index.polling import Ballot
from lookalike.index.scoring import Places, terms
from lookalike.index.space import Space
from lookalike.query.base import Spoken
from lookalike.rerank.alike.nearby import Nearby, Neighbors
from lookalike.rerank.auto import Auto
from lookalike.rerank.feedback import Lesson
from lookalike.rerank.geometric import Geometric
from lookalike.spec import Representation, Reranking
from lookalike.types import Features, Floats, Progress, Voting

if TYPE_CHECKING:
    from lookalike.rerank.geometry.verify import Verified


@dataclass(frozen=True, eq=False)
class Scored:
    """Scores and what they cost.

    :param scores: (Q, N) float32, higher is better.
    :param seconds_describing: from files to vectors on all cores, for ``images`` files.
    :param seconds_scoring: from vectors to scores, all queries together.
    :param bytes_per_image: the size of an image's row of vectors as it is stored, and of its words.
    """

    scores: Floats
    seconds_describing: float
    images: int
    seconds_scoring: float
    bytes_per_image: float


class _Said(NamedTuple):
    """What is said of a file as a query, and as a picture of the database; and its local features, for geometry.

    :param sought: these as a query's.
    """

    asked: Described
    kept: Described
    points: Features | None
    sought: Features | None


@dataclass(frozen=True)
class FileScorer:
    """A representation as a scorer of files.

    :param learn_on: pictures for encoders that learn; without any they learn
        from the database itself.
    :param seed: of the random choice among them.
    :param progress: is told of the files described.
    :param fusion: how the parts make one score.
    :param rerank: what ranks the first of every answer anew.
    """

    representation: Representation
    learn_on: Sequence[Path] = ()
    seed: int = 0
    progress: Progress | None = None
    fusion: Fusion = "sum"
    rerank: Reranking | None = None

    def similarities(self, queries: Sequence[Path | Spoken], database: Sequence[Path]) -> Scored:
        """Similarities (Q, N) of the queries, all pictures or none, to the database.

        :raises LookalikeError: naming the first file that cannot be read.
        """
        representation = self._taught(database)
        describer, began = Describer(representation), time.perf_counter()
        pictures = [query for query in queries if isinstance(query, Path)]
        said = self._said(describer, list(dict.fromkeys([*pictures, *database])))
        described = time.perf_counter() - began
        space = describer.space()
        held = _Held.of(space, _votings(representation), [said[path].kept for path in database])
        asked = [said[q].asked if isinstance(q, Path) else describer.spoken(q) for q in queries]
        held.scores(asked[:1], self.fusion)  # the first of all starts threads and compiles, which is no query's cost
        began = time.perf_counter()
        scores = held.scores(asked, self.fusion)
        if self.rerank is not None:
            scores = self._anew(
                self.rerank,
                held,
                [said[path] for path in pictures],
                [said[path] for path in database],
                scores,
                Signer.of(representation),
            )
        return Scored(scores, described, len(said), time.perf_counter() - began, held.bytes_per_image)

    def opened(self, queries: Sequence[Path], database: Sequence[Path]) -> Opened:
        """Queries and a database in memory, for rounds of feedback.

        :raises LookalikeError: naming the first file that cannot be read.
        """
        representation = self._taught(database)
        describer = Describer(representation)
        said = self._said(describer, list(dict.fromkeys([*queries, *database])))
        kept = [said[path].kept for path in database]
        held = _Held.of(describer.space(), _votings(representation), kept)
        return Opened(held, [said[path].asked for path in queries], kept, self.fusion)

    def parts(self, files: Sequence[Path]) -> Floats:
        """Similarities of all files to each other part by part, (parts, N, N) float32.

        Costly measures are estimated by inner products.

        :raises LookalikeError: naming the first file that cannot be read.
        """
        representation = self._taught(files)
        describer = Describer(representation)
        said, space = self._said(describer, files), describer.space()
        held = _Held.of(space, _votings(representation), [said[path].kept for path in files])
        added = held.contributions([said[path].asked for path in files], rough=True)
        return np.asarray(added / space.shares[:, None, None], np.float32)

    def _anew(
        self,
        rerank: Reranking,
        held: _Held,
        queries: Sequence[_Said],
        database: Sequence[_Said],
        scores: Floats,
        signer: Signer | None,
    ) -> Floats:
        """New scores (Q, N): the first of every answer ranked anew, and the rest behind them."""
        proof = self.representation.proof if self._looks_at_points else None
        likeness, new = _Likeness(held, database, self.fusion, None if proof is None else proof.voting), []
        for query, given in zip(queries, scores, strict=True):
            *_, last = walked(rerank, given, _Listed(query, database, likeness, signer))
            new.append(last)
        return np.stack(new)

    @property
    def _looks_at_points(self) -> bool:
        stages = () if self.rerank is None else self.rerank.stages
        representation = self.representation
        votes = representation.proof is not None or any(part.voting is not None for part in representation.parts)
        return any(isinstance(stage, Geometric) or (votes and isinstance(stage, Auto)) for stage in stages)

    def _taught(self, database: Sequence[Path]) -> Representation:
        if learnt(self.representation):
            return self.representation
        # The labels of what is measured are what is to be found: nothing learns from them.
        sample = self.learn_on or database
        return learnt_from(self.representation, sample, self.seed, labelled=bool(self.learn_on)).representation

    def _said(self, describer: Describer, files: Sequence[Path]) -> dict[Path, _Said]:
        pointer = Pointer.of(describer.representation) if self._looks_at_points else None
        proof = describer.representation.proof
        differ = any(part.coded or part.voting is not None for part in describer.representation.parts)

        def work(path: Path) -> _Said:
            picture = read_picture(path)
            features = describer.features(picture)
            kept = describer.encoded(features)
            if describer.asks_otherwise:
                features = describer.features(picture, asked=True)
            asked = describer.encoded(features, asked=True) if differ or describer.asks_otherwise else kept
            asked = describer.as_drawn(picture, asked)
            if pointer is None:  # nothing will look at local features, which are large
                return _Said(replace(asked, points=None), replace(kept, points=None), None, None)
            if kept.points is not None:
                return _Said(asked, kept, kept.points, asked.points)
            points = pointer.points(picture)
            return _Said(asked, kept, points, points if proof is None else pointer.points(picture, asked=True))

        said = {}
        for path, each in zip(files, in_parallel(work, files), strict=True):
            said[path] = each
            if self.progress:
                self.progress(len(said), len(files))
        return said


class _Listed:
    """The pictures of the database, of which the first of an answer are ranked anew."""

    def __init__(self, query: _Said, database: Sequence[_Said], likeness: _Likeness, signer: Signer | None) -> None:
        self._query, self._database, self._likeness, self._signer = query, database, likeness, signer

    def votes(self) -> Floats | None:
        likeness = self._likeness
        if likeness.proofs is not None and self._query.sought is not None:
            return np.asarray(Ballot(likeness.proofs, [self._query.sought]).at(likeness.held.ids)[0], np.float32)
        votes = likeness.held.votes([self._query.asked])
        return None if not votes else np.asarray(np.sum(votes, axis=0)[0], np.float32)

    def nearby(self, places: Places) -> Nearby:
        likeness = self._likeness
        return Nearby(
            lambda some: likeness.whole[np.ix_(places[some], places)],
            len(places),
            lambda: likeness.neighbors.among(places),
        )

    def verified(self, stage: Geometric, places: Places) -> list[Verified | None]:
        candidates = [points for i in places if (points := self._database[i].points) is not None]
        sought = self._query.sought
        assert sought is not None and len(candidates) == len(places)
        if self._signer is None:
            return stage.verified(sought, candidates)
        words = [self._database[i].kept.words[self._signer.place] for i in places]
        asked = self._query.asked.words[self._signer.place]
        return stage.narrowed(sought, asked, words, lambda some: [candidates[place] for place in some])


@dataclass(frozen=True, eq=False)
class _Likeness:
    """How the pictures of a database compare with each other."""

    held: _Held
    database: Sequence[_Said]
    fusion: Fusion
    voting: Voting | None

    @cached_property
    def proofs(self) -> Snapshot | None:
        """The database by the words that only prove, where there are any."""
        if self.voting is None:
            return None
        return Snapshot.of(self.held.ids, Features.joined([_known(each.points) for each in self.database]), self.voting)

    @cached_property
    def whole(self) -> Floats:
        """(N, N) float32."""
        if self.held.polls and self.fusion == "sum" and self.held.space.compares_by_rows:
            return self.held.space.similarities_of_rows(self.held.rows, self.held.rows)
        return self.held.scores([each.kept for each in self.database], self.fusion)

    @cached_property
    def neighbors(self) -> Neighbors:
        return Neighbors.of(lambda places: self.whole[places], len(self.whole), LINKS)


class Opened:
    """Queries and a database in memory."""

    def __init__(self, held: _Held, asked: Sequence[Described], kept: Sequence[Described], fusion: Fusion) -> None:
        self._held, self._asked, self._kept = held, asked, kept
        self.scores = held.scores(asked, fusion)

    def refined(self, query: int, places: Sequence[int], liked: Sequence[bool], lesson: Lesson) -> tuple[Floats, float]:
        """Scores (N,) of the database by a query and what was said of some pictures, and their boundary.

        :param places: of the judged pictures in the database, and ``liked`` of each.
        """
        held = self._held
        judged = [self._asked[query], *(self._kept[place] for place in places)]
        words = [[each.words[poll] for each in judged] for poll in range(len(held.polls))]
        votes = [Ballot(poll, said).at(held.ids) for poll, said in zip(held.polls, words, strict=True)]
        among = [np.column_stack([np.zeros(len(judged), np.float32), ballot[:, places]]) for ballot in votes]
        known = set(places)
        usual = held.rows[[place for place in usual_places(len(held.rows)) if place not in known]]
        said = np.array([1, *np.where(liked, 1, -1)], np.int64)
        rows = np.concatenate([held.space.rows(self._asked[query].vectors), held.rows[list(places)]])
        learnt = Refined.learnt(held.space, lesson, rows, said, usual, among)
        return learnt.scores(held.rows, votes), learnt.boundary


def _known(points: Features | None) -> Features:
    assert points is not None
    return points


def _votings(representation: Representation) -> list[Voting]:
    return [part.voting for part in representation.parts if part.voting is not None]


@dataclass(frozen=True, eq=False)
class _Held:
    """A database in memory.

    :param rows: (N, E) float32.
    :param ids: of the pictures, in their order.
    :param polls: the pictures by their words, for each part that votes.
    :param bytes_per_image: of rows, words and signatures.
    """

    space: Space
    rows: Floats
    ids: Sequence[str]
    polls: Sequence[Snapshot]
    bytes_per_image: float

    @classmethod
    def of(cls, space: Space, votings: Sequence[Voting], kept: Sequence[Described]) -> _Held:
        rows = np.concatenate([space.rows(each.vectors) for each in kept])
        ids = [f"{i:032x}" for i in range(len(kept))]
        words = [Features.joined([each.words[place] for each in kept]) for place in range(len(votings))]
        polls = [Snapshot.of(ids, said, voting) for said, voting in zip(words, votings, strict=True)]
        size = len(kept) * sum(space.stored_bytes) + sum(said.vectors.nbytes + 4 * len(said) for said in words)
        return cls(space, rows, ids, polls, size / len(kept))

    def contributions(self, asked: Sequence[Described], rough: bool) -> Floats:
        """(parts, Q, N) float32, as :meth:`Space.contributions` gives them."""
        return self.space.contributions(self._queries(asked), self.rows, self.votes(asked), rough)

    def scores(self, asked: Sequence[Described], fusion: Fusion) -> Floats:
        """Scores of queries against all pictures, as a search gives them: (Q, N) float32."""
        shares = np.array([each.share for each in asked], np.float32)
        return np.asarray(self._scores(asked, fusion) / shares[:, None], np.float32)

    def _scores(self, asked: Sequence[Described], fusion: Fusion) -> Floats:
        space, queries, rows, votes = self.space, self._queries(asked), self.rows, self.votes(asked)
        if fusion == "sum" and space.shortlist is None:
            return space.similarities(queries, rows, votes)
        rough = space.contributions(queries, rows, votes, rough=True)
        scores = np.empty((len(queries), len(rows)), np.float32)
        for q, query in enumerate(queries):

            def exact(places: Places, q: int = q, query: Floats = query) -> Floats:
                polled = [ballot[q : q + 1, places] for ballot in votes]
                return np.asarray(space.contributions(query[None], rows[places], polled)[:, 0], np.float32)

            scores[q] = terms(space, rough[:, q], exact, fusion).sum(axis=0)
        return scores

    def _queries(self, asked: Sequence[Described]) -> Floats:
        return np.concatenate([self.space.rows(each.vectors) for each in asked])

    def votes(self, asked: Sequence[Described]) -> list[Floats]:
        """(Q, N) float32 for each part that votes."""
        return [
            Ballot(poll, [each.words[place] for each in asked]).at(self.ids) for place, poll in enumerate(self.polls)
        ]
