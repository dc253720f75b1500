"""Score files against files, exhaustively and without a store: what measuring needs."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from lookalike.collection.decode import read_picture
from lookalike.engine.describing import Describer, in_parallel, learns, learnt_from
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
    """

    representation: Representation
    learn_on: Sequence[Path] = ()
    seed: int = 0
    progress: Progress | None = None

    def similarities(self, queries: Sequence[Path], database: Sequence[Path]) -> Scored:
        """Similarities (Q, N) of the queries to the database.

        :raises LookalikeError: naming the first file that cannot be read.
        """
        representation = self.representation
        if learns(representation):
            representation = learnt_from(representation, self.learn_on or database, self.seed)
        describer = Describer(representation)
        space = describer.space()
        files = list(dict.fromkeys([*queries, *database]))
        began = time.perf_counter()
        rows = np.empty((len(files), space.dimension), np.float32)
        for i, row in enumerate(in_parallel(lambda path: space.rows(describer.vectors(read_picture(path))), files)):
            rows[i] = row[0]
            if self.progress:
                self.progress(i + 1, len(files))
        place = {path: i for i, path in enumerate(files)}
        asked, stored = rows[[place[q] for q in queries]], rows[[place[d] for d in database]]
        space.similarities(asked[:1], stored)  # the first product starts threads, which is no query's cost
        described = time.perf_counter()
        scores = space.similarities(asked, stored)
        scored = time.perf_counter()
        return Scored(scores, described - began, len(files), scored - described, 4 * space.dimension)
