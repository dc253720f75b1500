"""Score files against files, exhaustively and without a store: what measuring needs."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from lookalike.collection.decode import read_picture
from lookalike.engine.describing import Describer, in_parallel, learns, learnt_from
from lookalike.index.fusion import Fusion
from lookalike.index.scoring import Places, terms
from lookalike.index.space import Space
from lookalike.spec import Representation
from lookalike.types import Floats, Progress


@dataclass(frozen=True, eq=False)
class Scored:
    """Scores and what they cost.

    :param scores: (Q, N) float32, higher is better.
    :param seconds_describing: from files to vectors on all cores, for ``images`` files.
    :param seconds_scoring: from vectors to scores, all queries together.
    :param bytes_per_image: the size of an image's row of vectors.
    """

    scores: Floats
    seconds_describing: float
    images: int
    seconds_scoring: float
    bytes_per_image: float


@dataclass(frozen=True)
class FileScorer:
    """A representation as a scorer of files.

    :param learn_on: pictures for encoders that learn; without any they learn
        from the database itself.
    :param seed: of the random choice among them.
    :param progress: is told of the files described.
    :param fusion: how the parts make one score.
    """

    representation: Representation
    learn_on: Sequence[Path] = ()
    seed: int = 0
    progress: Progress | None = None
    fusion: Fusion = "sum"

    def similarities(self, queries: Sequence[Path], database: Sequence[Path]) -> Scored:
        """Similarities (Q, N) of the queries to the database.

        :raises LookalikeError: naming the first file that cannot be read.
        """
        files = list(dict.fromkeys([*queries, *database]))
        space, rows, seconds = self._described(files, database)
        place = {path: i for i, path in enumerate(files)}
        asked, stored = rows[[place[q] for q in queries]], rows[[place[d] for d in database]]
        space.similarities(asked[:1], stored, rough=True)  # the first product starts threads, which is no query's cost
        began = time.perf_counter()
        scores = scores_of(space, asked, stored, self.fusion)
        return Scored(scores, seconds, len(files), time.perf_counter() - began, 4 * space.dimension)

    def parts(self, files: Sequence[Path]) -> Floats:
        """Similarities of all files to each other part by part, (parts, N, N) float32.

        Costly measures are estimated by inner products.

        :raises LookalikeError: naming the first file that cannot be read.
        """
        space, rows, _ = self._described(files, files)
        return np.asarray(space.contributions(rows, rows, rough=True) / space.shares[:, None, None], np.float32)

    def _described(self, files: Sequence[Path], database: Sequence[Path]) -> tuple[Space, Floats, float]:
        """The space, a row (E,) for each file, and the seconds that the rows took."""
        representation = self.representation
        if learns(representation):
            representation = learnt_from(representation, self.learn_on or database, self.seed)
        describer = Describer(representation)
        space = describer.space()
        began = time.perf_counter()
        rows = np.empty((len(files), space.dimension), np.float32)
        for i, row in enumerate(in_parallel(lambda path: space.rows(describer.vectors(read_picture(path))), files)):
            rows[i] = row[0]
            if self.progress:
                self.progress(i + 1, len(files))
        return space, rows, time.perf_counter() - began


def scores_of(space: Space, queries: Floats, rows: Floats, fusion: Fusion = "sum") -> Floats:
    """Scores of query rows (Q, E) against all rows (N, E), as a search gives them: (Q, N) float32."""
    if fusion == "sum" and space.shortlist is None:
        return space.similarities(queries, rows)
    rough = space.contributions(queries, rows, rough=True)
    scores = np.empty((len(queries), len(rows)), np.float32)
    for q, query in enumerate(queries):

        def exact(places: Places, query: Floats = query) -> Floats:
            return np.asarray(space.contributions(query[None], rows[places])[:, 0], np.float32)

        scores[q] = terms(space, rough[:, q], exact, fusion).sum(axis=0)
    return scores
