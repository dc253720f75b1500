"""Online: what is sought → candidates → scores → re-ranking → one page of the answer."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Self

import numpy as np

from lookalike.collection.paths import named_root
from lookalike.engine.feedback.refining import Pupil
from lookalike.engine.offline.keeping import Archive
from lookalike.engine.online.anew import Anew
from lookalike.engine.online.located import located
from lookalike.engine.online.naming import is_id
from lookalike.engine.online.pictures import Pictures
from lookalike.engine.online.proofs import Proofs
from lookalike.engine.online.ranking import Examiner, Example, Page, Side, examples, ranked
from lookalike.engine.online.relevance import Judge, relevant
from lookalike.engine.online.voices import demanded, looked_up, voiced
from lookalike.engine.online.walk import proposals
from lookalike.engine.represent.describing import Describer
from lookalike.index.fusion import Fusion
from lookalike.index.polling import Ballot
from lookalike.index.search import Candidates, best
from lookalike.index.store import Store
from lookalike.index.text.texts import Lookup
from lookalike.query.base import Either, Every, Query, Spoken, Sum, Without
from lookalike.query.combined import contributions, standardized, standardized_shares, total
from lookalike.query.example import Region, Whole, alike, sides
from lookalike.query.feedback import Feedback
from lookalike.query.words import Words, Written
from lookalike.spec import Reranking
from lookalike.types import Features, Floats, Hit, LookalikeError, Ranking


@dataclass(frozen=True)
class Sought:
    """Examples, wanted and unwanted; or a query that is made of others."""

    likes: Sequence[Example]
    dislikes: Sequence[Example]
    query: Query | None = None

    @classmethod
    def of(cls, wanted: Example | Query | Iterable[Example], unwanted: Example | Iterable[Example]) -> Self:
        """From what a caller gives.

        :raises LookalikeError: nothing is wanted, or something is no example.
        """
        dislikes = examples(unwanted)
        if isinstance(wanted, Sum | Every | Either | Without | Feedback | Written):
            query: Query = wanted
            for example in dislikes:
                query = query - _as_query(example)
            _refuse_contradictions(query)
            pictures = sides(query)
            if pictures is not None:
                likes, dislikes = ([example_of(leaf) for leaf in side] for side in pictures)
                return cls(likes, dislikes)
            return cls(pictures_of(query), (), query)
        likes = examples(example_of(wanted) if isinstance(wanted, Query) else wanted)
        if not likes:
            raise LookalikeError("A search needs at least one wanted example: name a picture or an id.")
        if any(isinstance(each, Words) for each in (*likes, *dislikes)):
            return cls(likes, (), alike([_as_query(each) for each in likes], [_as_query(each) for each in dislikes]))
        return cls(likes, dislikes)

    def located(self, store: Store) -> Self:
        """The same, with files in the places of ids that parts of pictures are named by.

        :raises LookalikeError: an image is not there.
        """
        likes, dislikes = ([located(each, store) for each in side] for side in (self.likes, self.dislikes))
        query = None if self.query is None else self.query.mapped(lambda leaf: located(leaf, store))
        return replace(self, likes=likes, dislikes=dislikes, query=query)


def _as_query(example: Example) -> Query:
    return example if isinstance(example, Query) else Whole(example)


def answer(
    archive: Archive,
    describer: Describer,
    sought: Sought,
    page: Page,
    fusion: Fusion,
    reranking: Reranking | None,
    judge: Judge | None = None,
) -> Ranking:
    """A page of the images of a store that answer best; with a judge, of those that are matches.

    :raises LookalikeError: an example cannot be read or described, or a part of a query cannot be looked for; or a
        judge cannot tell what matches.
    """
    sought = sought.located(archive.store)
    if sought.query is not None and fusion != "sum":
        raise LookalikeError(f"The parts of a query add up by their own rules: leave out the fusion {fusion!r}.")
    if judge is not None:
        refuse_other_scales(sought, fusion)
    pictures = Pictures()
    points: Sequence[Features | None] = [None] * len(sought.likes)
    votes: Ballot | None = None
    if sought.query is not None:
        first = partial(answered, archive, describer, sought.query, pictures)
    else:
        examiner = Examiner(archive, describer, pictures, page.parts)
        asked, unasked = examiner.asked(sought.likes), examiner.asked(sought.dislikes)
        proposed = 0 if reranking is None else proposals(reranking)
        proofs = Proofs.of(archive, describer, sought.likes, pictures) if proposed else None
        if proofs is not None:
            votes, points = proofs.ballot, proofs.points
        else:
            points = asked.points
        first = partial(ranked, archive, describer, asked, unasked, fusion, proposed, votes)
    if reranking is None and judge is None:
        return first(page)
    whole = page._replace(k=max(page.offset + page.k, 0 if reranking is None else reranking.reach), offset=0)
    ranking = first(whole) if judge is None else judge.matching(first, whole)
    if reranking is not None:
        similar = sought.query is None and fusion == "sum"
        anew = Anew(archive, describer, sought.likes, points, pictures, votes, similar)
        ranking = anew.ranked(ranking, reranking)
    hits = ranking.hits if judge is None else relevant(ranking)
    matches = None if judge is None else len(hits)
    return Ranking(hits[page.offset : page.offset + page.k], ranking.total, matches)


def refuse_other_scales(sought: Sought, fusion: Fusion) -> None:
    """Only what is scored as the pictures of the collection are against each other can be judged by them.

    :raises LookalikeError: what is sought is scored otherwise.
    """
    if sought.query is not None or any(isinstance(like, Spoken) for like in sought.likes):
        raise LookalikeError("What is relevant can be told of pictures only: ask with a picture, or for all hits.")
    if fusion != "sum":
        raise LookalikeError(f"What is relevant cannot be told of scores by {fusion}: take the fusion 'sum'.")


def answered(archive: Archive, describer: Describer, query: Query, pictures: Pictures, page: Page) -> Ranking:
    """Rank the images of a store by a query made of others; each hit says what each part adds to its score, "-" before
    what is not wanted.

    :raises LookalikeError: a part cannot be read, described, or looked for.
    """
    query = voiced(query, archive.texts, describer)
    spoken = _Spoken(archive, query, Examiner(archive, describer, pictures, page.parts))
    reach = page.offset + page.k
    lookups = list(spoken.lookups.values())
    found = archive.searcher.candidates(spoken.rows, spoken.ballots, reach, page.where, False, lookups)
    found = found if page.lenient else _meeting(query, found, spoken.lookups)
    if not len(found.ids):
        return Ranking((), found.total)
    added = contributions(query, spoken.said(found))
    scores = total(added)
    places = best(scores, found.ids, reach)[page.offset :]
    wanted = dict(query.signed())
    names = [str(leaf) if wanted[leaf] else f"-{leaf}" for leaf in added]
    shares = np.stack([scores[places] for scores in added.values()], axis=1)
    hits = tuple(
        Hit(found.ids[int(place)].as_py(), float(scores[place]), dict(zip(names, map(float, share), strict=True)))
        for place, share in zip(places, shares, strict=True)
    )
    return Ranking(hits, found.total)


def _meeting(query: Query, found: Candidates, lookups: Mapping[Written, Lookup]) -> Candidates:
    """Candidates without those of which is written what must not be, or, by texts alone, nothing of what is wanted."""
    for written in demanded(query):
        if written.excluded:
            found = found.at(lookups[written].allowed(found))
    return found.at(lookups[query].scores(found) > 0) if isinstance(query, Written) else found


class _Spoken:
    """What the parts of a query say of candidates, against what they say of a fair sample of the collection."""

    def __init__(self, archive: Archive, query: Query, examiner: Examiner) -> None:
        self._archive = archive
        leaves = list(dict.fromkeys(query.leaves()))
        self._plain = [leaf for leaf in leaves if not isinstance(leaf, Feedback | Written)]
        self._asked = examiner.asked([example_of(leaf) for leaf in self._plain])
        self._pupils = {leaf: Pupil(archive, examiner, leaf) for leaf in leaves if isinstance(leaf, Feedback)}
        self.lookups = {leaf: looked_up(leaf, archive.texts) for leaf in leaves if isinstance(leaf, Written)}
        self._ballots = self._asked.ballots(poll.snapshot() for poll in archive.polls)

    @property
    def rows(self) -> Floats:
        """(Q, E) float32 query rows."""
        return np.concatenate([self._asked.rows, *(pupil.row for pupil in self._pupils.values())])

    @property
    def ballots(self) -> list[Ballot]:
        return [*self._ballots, *(ballot for pupil in self._pupils.values() for ballot in pupil.ballots)]

    def said(self, found: Candidates) -> dict[Query, Floats]:
        """(N,) float32 standardized scores by each part of the query that is not made of others."""
        sample = self._archive.searcher.sample()
        here, usual = self._scores(found), self._scores(sample)
        said: dict[Query, Floats] = {leaf: standardized(here[leaf], usual[leaf]) for leaf in here}
        for leaf, lookup in self.lookups.items():
            said[leaf] = standardized_shares(lookup.scores(found), *lookup.usage.moments)
        return said

    def _scores(self, found: Candidates) -> dict[Query, Floats]:
        scores: dict[Query, Floats] = {leaf: pupil.scores(found) for leaf, pupil in self._pupils.items()}
        if self._plain:
            side = Side(self._archive.space, found, self._asked, self._ballots)
            scores |= zip(self._plain, side.similarities(), strict=True)
        return scores


def example_of(leaf: Query) -> Example:
    """What a query that is not made of others asks for."""
    if isinstance(leaf, Whole):
        return leaf.picture
    assert isinstance(leaf, Region | Spoken)
    return leaf


def pictures_of(query: Query) -> list[Example]:
    """The pictures and parts of pictures that a query wants, of which geometry can find one again."""
    wanted = [leaf for leaf, is_wanted in query.signed() if is_wanted]
    liked = [picture for leaf in wanted if isinstance(leaf, Feedback) for picture in leaf.liked]
    return [*(example_of(leaf) for leaf in wanted if isinstance(leaf, Whole | Region)), *liked]


def _refuse_contradictions(query: Query) -> None:
    signed = {(_by_place(leaf), wanted) for leaf, wanted in query.signed()}
    for leaf, wanted in query.signed():
        if (_by_place(leaf), not wanted) in signed:
            raise LookalikeError(f"{leaf} is both wanted and unwanted: leave it out on one side.")


def _by_place(leaf: Query) -> Query:
    """The same, with a picture's file by where it lies, however it is named."""
    if isinstance(leaf, Whole | Region) and isinstance(leaf.picture, str | Path) and not is_id(str(leaf.picture)):
        return replace(leaf, picture=named_root(leaf.picture))
    return leaf
