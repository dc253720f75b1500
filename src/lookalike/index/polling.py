"""The inverted files of a collection, one for each part of the representation that gives visual words.

They lie beside a local store, and in the user's cache for one elsewhere. What they hold is
derived from the store's ``words``; where the two differ, they are brought up to date.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

import numpy as np

from lookalike.index.beside import folder_beside
from lookalike.index.inverted import InvertedFile, Snapshot
from lookalike.index.local import LocalTables
from lookalike.index.store import Store
from lookalike.types import Features, Floats, Voting

_PATIENCE = 60.0
"""Seconds that a writer waits for a reader that brings the file up to date."""


class Poll:
    """The inverted file of one part.

    :param part: the part's key.
    """

    def __init__(self, store: Store, part: str, voting: Voting) -> None:
        self._tables, self._part, self._voting = LocalTables(store), part, voting
        self._folder = folder_beside(store, "inverted") / part
        self._file = InvertedFile.open(self._folder, voting)

    def add(self, ids: Sequence[str], batch: Sequence[Features]) -> None:
        """Store the words of new images, and count them in at once."""
        # Under one lock, or a reader that follows the store might count them in as well.
        with self._writing(_PATIENCE) as mine:
            self._tables.add_words(self._part, ids, batch)
            if mine:
                self._file.add(ids, Features.joined(batch))

    def refresh(self) -> None:
        """Bring the inverted file up to date with the store, unless another process is writing it."""
        if self._tables.words_version() == self._file.version:
            return
        with self._writing(0) as mine:
            self._file.refresh()
            version = self._tables.words_version()
            if mine and version != self._file.version:
                self._follow(version)

    def merge(self) -> None:
        """The same, and bring its segments together."""
        self.refresh()
        with self._writing(_PATIENCE) as mine:
            if mine:
                self._file.merge()

    def snapshot(self) -> Snapshot:
        """What can be searched now."""
        self.refresh()
        return self._file.snapshot

    def ids(self) -> list[str]:
        """The images that have words, or were found to have none."""
        return self._tables.words_ids(self._part)

    def words_of(self, id: str) -> Features:
        """The words of an image, none if it has none."""
        for _, features in self._tables.words(self._part, self._voting.bits // 8, [id]):
            return features
        return Features.without_words(self._voting.bits)

    def points_of(self, ids: Sequence[str]) -> dict[str, Features]:
        """The words of images with their frames, by id; images without any are left out."""
        found: dict[str, Features] = {}
        for some, features in self._tables.words(self._part, self._voting.bits // 8, ids):
            found |= zip(some, features.apart(), strict=True)
        return found

    def _follow(self, version: str) -> None:
        known, held = set(self._tables.words_ids(self._part)), {id.decode() for id in self._file.snapshot.ids}
        if held - known:
            self._file.remove(sorted(held - known))
        for ids, features in self._tables.words(self._part, self._voting.bits // 8, sorted(known - held)):
            self._file.add(ids, features)
        self._file.stamp(version)

    @contextmanager
    def _writing(self, patience: float) -> Iterator[bool]:
        """Whether this process may write the file: if not, another one does, or the folder is shut."""
        import filelock

        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            lock = filelock.FileLock(self._folder.parent / f"{self._part}.lock", timeout=patience)
            lock.acquire()
        except (filelock.Timeout, OSError):
            yield False
            return
        try:
            yield True
        finally:
            lock.release()


class Ballot:
    """The similarities of all pictures of a snapshot to some queries."""

    def __init__(self, snapshot: Snapshot, queries: Sequence[Features]) -> None:
        self._ids, self._order = snapshot.ids, snapshot.order
        self._scores = np.empty((len(queries), len(snapshot)), np.float32)
        for query, scores in zip(queries, self._scores, strict=True):
            scores[:] = snapshot.scores(query)

    def best(self, wanted: int) -> set[str]:
        """The ids of the highest scores for each query."""
        reach = min(wanted, len(self._ids))
        if not reach:
            return set()
        places = np.argpartition(-self._scores, reach - 1, axis=1)[:, :reach]
        return {id.decode() for id in self._ids[np.unique(places)]}

    def at(self, ids: Sequence[str]) -> Floats:
        """(Q, N) float32, 0 for pictures without words."""
        votes = np.zeros((len(self._scores), len(ids)), np.float32)
        if votes.size and len(self._ids):
            wanted = np.asarray(ids, "S32")
            places = self._order[np.searchsorted(self._ids, wanted, sorter=self._order).clip(max=len(self._ids) - 1)]
            there = self._ids[places] == wanted
            votes[:, there] = self._scores[:, places[there]]
        return votes
