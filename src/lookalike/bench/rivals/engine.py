"""What is measured beside others: ours."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple, Protocol

import numpy as np
import numpy.typing as npt

from lookalike.bench.harness.measures import rank
from lookalike.engine.represent.describing import Described, Describer, measures_of
from lookalike.engine.represent.learning import taught
from lookalike.index.inverted import InvertedFile
from lookalike.reading import parse
from lookalike.rerank.geometric import Geometric
from lookalike.spec import Representation
from lookalike.types import Features, Floats

SHORTLIST = 100
"""Pictures that are verified, where some are."""

Search = Callable[[int], Floats]
"""Takes the place of a picture among those indexed; gives the scores of all, (N,)."""


class Indexed(NamedTuple):
    """What can be asked.

    :param size: bytes of the index without the vocabulary.
    :param searches: by what tells them apart.
    """

    size: int
    searches: Mapping[str, Search]


class Engine(Protocol):
    """What learns from SIFT rows and finds pictures by them."""

    @property
    def name(self) -> str: ...

    def learn(self, sample: Features) -> None:
        """Learn from the (R, 128) SIFT rows of many pictures."""

    def index(self, pictures: Sequence[Features], folder: Path) -> Indexed:
        """Take pictures in, by SIFT rows with frames; a folder that is not there yet may be made."""


class Ours:
    """A representation of one part, without codes, by the name of a preset or its text."""

    def __init__(self, text: str) -> None:
        self.name = text
        [self._part] = parse(text).parts

    def learn(self, sample: Features) -> None:
        self._describer = Describer(Representation((taught(self._part, [sample]),)))

    def index(self, pictures: Sequence[Features], folder: Path) -> Indexed:
        said = [self._said(picture) for picture in pictures]
        if self._part.voting is None:
            return self._rows(pictures, said)
        file = InvertedFile.open(folder, self._part.voting)
        file.add([f"{i:032x}" for i in range(len(said))], Features.joined([each.words[0] for each in said]))
        snapshot = file.snapshot

        def search(place: int) -> Floats:
            return snapshot.scores(self._said(pictures[place], asked=True).words[0])

        def points(places: npt.NDArray[np.intp]) -> list[Features]:
            return [kept for place in places if (kept := said[place].points) is not None]

        def verified(place: int) -> Floats:
            asked, reranker = self._said(pictures[place], asked=True), Geometric(depth=SHORTLIST)
            scores = snapshot.scores(asked.words[0])
            first = rank(scores[None])[0, :SHORTLIST]
            assert asked.points is not None
            words = [said[i].words[0] for i in first]
            found = reranker.narrowed(asked.points, asked.words[0], words, lambda some: points(first[list(some)]))
            scores[first] = reranker.rescored(scores[first], found)
            return scores

        # One of them is enough, and it is what pycolmap verifies too.
        more = {f", {SHORTLIST} verified": verified} if self._part.voting.rule == "hamming" else {}
        return Indexed(_bytes(folder), {"": search, **more})

    def _rows(self, pictures: Sequence[Features], said: Sequence[Described]) -> Indexed:
        [measure] = measures_of(self._describer.representation)
        assert measure is not None
        rows = measure.embed(np.concatenate([each.vectors[0] for each in said], dtype=np.float32))

        def search(place: int) -> Floats:
            query = measure.embed(np.asarray(self._said(pictures[place], asked=True).vectors[0], np.float32))
            return np.asarray(measure.similarities(query, rows)[0], np.float32)

        return Indexed(rows.nbytes, {"": search})

    def _said(self, picture: Features, asked: bool = False) -> Described:
        return self._describer.encoded({self._part.descriptor: picture}, asked)


def _bytes(folder: Path) -> int:
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())
