"""The inverted file: what is added, removed and merged, and what a search sees of it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from threading import RLock
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from lookalike.index.inverted import folder as disk
from lookalike.index.inverted.building import id_array, merged, segments_of
from lookalike.index.inverted.folder import Member
from lookalike.index.inverted.segment import POSTINGS, SLOTS
from lookalike.index.inverted.snapshot import Snapshot
from lookalike.types import Features, LookalikeError, Voting

_FULL = 0.5
_STEP = 2.0
_WASTE = 0.25
"""A larger share of removed pictures has a segment written anew."""


class _State(NamedTuple):
    """What is known of the folder.

    :param content: the manifest's text that it was read from.
    """

    content: bytes
    members: tuple[Member, ...]
    snapshot: Snapshot


class InvertedFile:
    """Pictures by their visual words, in a folder of this machine; made by :meth:`open`.

    One process at a time may write, which the caller sees to; any number may read, and several threads
    may search one object while another thread adds or merges. What a call has written stays
    written, however the process ends.
    """

    def __init__(self, folder: Path, voting: Voting) -> None:
        self._folder = folder
        self._voting = voting
        self._lock = RLock()
        self._state = _State(b"", (), Snapshot((), voting))

    @classmethod
    def open(cls, folder: Path, voting: Voting) -> InvertedFile:
        """The inverted file of a folder; empty if it is not there, damaged, or made for other postings.

        Nothing is written before the first change.
        """
        opened = cls(folder, voting)
        opened.refresh()
        return opened

    @property
    def snapshot(self) -> Snapshot:
        """What there is now; take ids and scores from the same one."""
        return self._state.snapshot

    @property
    def version(self) -> str:
        """What the last change was given as version, empty at first."""
        return self.snapshot.version

    def __len__(self) -> int:
        return len(self.snapshot)

    def refresh(self) -> None:
        """See what another process has written."""
        with self._lock:
            content = disk.read_manifest(self._folder)
            while content != self._state.content:
                try:
                    members, version = disk.load(self._folder, content, self._voting, self._state.members)
                except Exception:
                    # Whatever is wrong with it, all of it can be made anew, unless a writer was just replacing it.
                    again = disk.read_manifest(self._folder)
                    if again != content:
                        content = again
                        continue
                    members, version = (), ""
                self._become(content, members, version)

    def add(self, ids: Sequence[str] | npt.NDArray[np.bytes_], features: Features, version: str | None = None) -> None:
        """Add pictures that are not there yet, one id of 32 characters each; those without rows too.

        :param version: the new version; None: as before.
        :raises LookalikeError: the folder cannot be written to.
        :raises ValueError: the features are not what the voting asks for.
        """
        with self._writing():
            segments = segments_of(ids, features, self._voting)
            new = [disk.save(self._folder, segment, self._voting) for segment in segments]
            self._commit((*self._state.members, *new), version)

    def remove(self, ids: Sequence[str] | npt.NDArray[np.bytes_], version: str | None = None) -> None:
        """Remove pictures; unknown ids are passed over."""
        wanted = id_array(ids)
        with self._writing():
            members = [m._replace(mask=m.mask & ~np.isin(m.segment.ids, wanted)) for m in self._state.members]
            self._commit(members, version)

    def stamp(self, version: str) -> None:
        """Give another version."""
        with self._writing():
            self._commit(self._state.members, version)

    def merge(self) -> None:
        """Bring small segments together and drop removed pictures; searches go on meanwhile.

        Segments stay few: those that hold half of what a segment may, and of the others
        each is more than twice as large as all smaller ones together.
        """
        while self._merge_once():
            pass

    def _merge_once(self) -> bool:
        with self._writing():
            members = self._state.members
            due = _due(members)
            if not due:
                return False
            segment = merged([members[i].alive for i in due], self._voting)
            new = [disk.save(self._folder, segment, self._voting)] if len(segment.ids) else []
            others = [member for i, member in enumerate(members) if i not in due]
            self._commit((*others, *new), None)
            return True

    @contextmanager
    def _writing(self) -> Iterator[None]:
        with self._lock:
            self.refresh()
            try:
                self._folder.mkdir(parents=True, exist_ok=True)
                yield
            except OSError as error:
                raise LookalikeError(f"Cannot write the inverted file in {self._folder}: {error.strerror}.") from error

    def _commit(self, members: Sequence[Member], version: str | None) -> None:
        version = self.version if version is None else version
        content = disk.write_manifest(self._folder, members, self._voting, version)
        self._become(content, members, version)
        disk.sweep(self._folder, members)

    def _become(self, content: bytes, members: Sequence[Member], version: str) -> None:
        snapshot = Snapshot([member.alive for member in members], self._voting, version)
        self._state = _State(content, tuple(members), snapshot)


def _due(members: Sequence[Member]) -> set[int]:
    """Which members to merge into one next; none if all is well.

    Those below half of what a segment may hold are taken in the order of their sizes, as
    long as a member is no larger than twice those before it, and they fit into one segment.
    """
    living = [int(member.mask.sum()) for member in members]
    sizes = [max(n / SLOTS, len(m.segment.images) / POSTINGS) for n, m in zip(living, members, strict=True)]
    order = sorted((i for i in range(len(members)) if sizes[i] < _FULL), key=sizes.__getitem__)
    total, taken = 0.0, 0
    for place, i in enumerate(order):
        if total + sizes[i] > 1:
            break
        if place and sizes[i] <= _STEP * total:
            taken = place + 1
        total += sizes[i]
    if taken:
        return set(order[:taken])
    wasted = (i for i, n in enumerate(living) if n < (1 - _WASTE) * len(members[i].mask))
    return set(list(wasted)[:1])
