"""Where what is said of pictures is kept: the rows of the store, its local features, and the inverted files."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from lookalike.engine.represent.describing import Described
from lookalike.index.graph.kept import Graph
from lookalike.index.local import LocalTables
from lookalike.index.polling import Poll
from lookalike.index.search import Searcher
from lookalike.index.space import Space
from lookalike.index.store import Store
from lookalike.index.text.texts import Texts
from lookalike.spec import Part, Representation
from lookalike.types import Features


class Archive:
    """The indexes of a store by a representation."""

    def __init__(self, store: Store, representation: Representation, space: Space) -> None:
        self.store, self.space = store, space
        self.tables = LocalTables(store)
        self.searcher = Searcher(store, space)
        self.texts = Texts(store)
        self.graph = Graph(store, representation.key, space)
        self.polls = [Poll(store, part.key, part.voting) for part in representation.parts if part.voting is not None]
        self.proof = _poll(store, representation.proof)
        local = next((part for part in representation.parts if part.descriptor.local), None)
        self._prover = self.proof or _poll(store, local if local is not None and local.proving else None)

    def keep(self, images: Sequence[Mapping[str, Any]], said: Sequence[Described]) -> None:
        """Store images that are not there yet; an image that is known always has its local features."""
        ids = [image["id"] for image in images]
        pointed = {id: each.points for id, each in zip(ids, said, strict=True) if each.points is not None}
        if pointed and self._prover is None:
            self.tables.add_points(list(pointed), list(pointed.values()))
        for place, poll in enumerate(self.polls):
            poll.add(ids, [each.words[place] for each in said])
        vectors = [np.concatenate(rows) for rows in zip(*(each.vectors for each in said), strict=True)]
        self.store.add_images(images, *self.space.stored(vectors))

    def points(self, ids: Sequence[str]) -> dict[str, Features]:
        """The local features that geometry goes by, by id; images without any are left out."""
        return self.tables.points(ids) if self._prover is None else self._prover.points_of(ids)

    def unproven(self) -> list[str]:
        """The images that have none yet of the local features that only prove."""
        if self.proof is None:
            return []
        known = set(self.proof.ids())
        return [id for id in self.store.ids() if id not in known]

    def sweep(self) -> None:
        """Forget the local features of images that a run did not come to store."""
        self.tables.sweep(self.store.ids())

    def refresh(self) -> None:
        """Bring all that is derived from the tables up to date."""
        self.store.compact()
        self.searcher.refresh()
        self.texts.refresh()
        for poll in self.polls:
            poll.merge()
        if self.graph.exists() and len(self.store):
            self.graph.refresh()


def _poll(store: Store, part: Part | None) -> Poll | None:
    return None if part is None or part.voting is None else Poll(store, part.key, part.voting)
