"""The labelled pictures that lie nearest to others, in a collection's own space."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from lookalike.classify.votes import Near
from lookalike.engine.classify.labels import Labelled
from lookalike.engine.offline.keeping import Archive
from lookalike.engine.online.pictures import Pictures
from lookalike.engine.online.ranking import Asked, Examiner, Example
from lookalike.engine.represent.describing import Describer
from lookalike.index.polling import Ballot
from lookalike.types import Features, Floats

NEIGHBORS = 20
"""How many of the nearest pictures vote."""

_BLOCK = 64
"""So many pictures are looked for at a time."""


class Neighborhood:
    """Finds neighbours by the similarity that a search ranks by; what is costly in it is estimated."""

    def __init__(self, archive: Archive, describer: Describer, labelled: Labelled) -> None:
        self._archive, self._describer, self.labelled = archive, describer, labelled
        self._snapshots = [poll.snapshot() for poll in archive.polls]
        everything = len(labelled.numbers) == len(archive.store)
        self._where = None if everything else "cardinality(tags) > 0"
        self._most = min(NEIGHBORS, len(labelled.numbers) - 1)

    @property
    def dimension(self) -> int:
        """The length of the stored vectors, 0 where there are none."""
        return self._archive.space.dimension

    def sample(self, most: int) -> list[str]:
        """The ids of so many labelled pictures at most, drawn at random."""
        ids = list(self.labelled.numbers)
        drawn = np.random.default_rng(0).permutation(len(ids))[:most]
        return [ids[i] for i in sorted(drawn)]

    def rows(self, ids: Sequence[str]) -> Floats:
        """(N, E) float32: the stored vectors of pictures of the collection."""
        vectors = self._archive.searcher.rows_of(ids)
        return np.stack([vectors[id] for id in ids])

    def asked(self, picture: Example) -> Asked:
        """What is said of a picture, which need not be in the collection.

        :raises LookalikeError: it cannot be read or described, or is an unknown id.
        """
        return Examiner(self._archive, self._describer, Pictures()).asked([picture])

    def around(self, asked: Asked) -> Near:
        """The neighbours of pictures."""
        return self._near(asked.rows, asked.words, [""] * len(asked.rows))

    def among(self, ids: Sequence[str]) -> Near:
        """The neighbours of pictures of the collection, which are not their own."""
        rows = self.rows(ids)
        blocks = []
        for start in range(0, len(ids), _BLOCK):
            some = ids[start : start + _BLOCK]
            words = [[poll.words_of(id) for id in some] for poll in self._archive.polls]
            blocks.append(self._near(rows[start : start + _BLOCK], words, some))
        return Near(*(np.concatenate(column) for column in zip(*blocks, strict=True)))

    def _near(self, rows: Floats, words: Sequence[Sequence[Features]], own: Sequence[str]) -> Near:
        archive, space = self._archive, self._archive.space
        ballots = [Ballot(snapshot, said) for snapshot, said in zip(self._snapshots, words, strict=True)]
        found = archive.searcher.candidates(rows, ballots, self._most + 1, self._where, space.exact)
        ids = found.ids.to_pylist()
        labels = self.labelled.of_ids(ids)
        places = np.array([i for i in np.argsort(ids, kind="stable") if labels[i] >= 0])
        votes = [ballot.at(ids)[:, places] for ballot in ballots]
        similarities = space.similarities(rows, found.rows[places], votes, rough=True)
        similarities[np.asarray(own)[:, None] == np.asarray(ids)[places]] = -np.inf
        nearest = np.argsort(-similarities, axis=1, kind="stable")[:, : self._most]
        return Near(np.take_along_axis(similarities, nearest, 1), labels[places][nearest])
