"""The folder of an inverted file: segments, and a manifest that says which of them count.

A segment is written under a name that was never used before, and counts from the moment
at which the manifest that lists it takes the place of the last one. What is not
listed was left by a writer that was killed, or is no longer needed.
"""

from __future__ import annotations

import json
import os
import shutil
import uuid
from collections.abc import Iterable
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from lookalike.index.inverted.building import Alive
from lookalike.index.inverted.segment import COUNTED, Segment
from lookalike.types import Voting

_FORMAT = 1
_MANIFEST = "manifest.json"
_PREFIX = "segment-"


class Member(NamedTuple):
    """A segment of a folder and the mask of its pictures that were not removed, (n,) bool."""

    name: str
    segment: Segment
    mask: npt.NDArray[np.bool_]

    @property
    def alive(self) -> Alive:
        return Alive(self.segment, self.mask)


def read_manifest(folder: Path) -> bytes:
    """The manifest's text; empty if there is none."""
    try:
        return (folder / _MANIFEST).read_bytes()
    except OSError:
        return b""


def write_manifest(folder: Path, members: Iterable[Member], voting: Voting, version: str) -> bytes:
    """Replace the manifest for good, and return its text."""
    listed = [{"name": m.name, "removed": np.flatnonzero(~m.mask).tolist()} for m in members]
    stated = {"format": _FORMAT, "postings": _postings(voting), "version": version, "segments": listed}
    content = json.dumps(stated, indent=1).encode()
    new = folder / f"{_MANIFEST}.new"
    new.write_bytes(content)
    _sync(new)
    new.replace(folder / _MANIFEST)
    _sync(folder)
    return content


def load(folder: Path, content: bytes, voting: Voting, opened: Iterable[Member]) -> tuple[tuple[Member, ...], str]:
    """The members that a manifest lists and its version; segments that are open already stay so.

    :raises Exception: anything, if manifest and segments are not what this module wrote for such postings.
    """
    stated: dict[str, Any] = json.loads(content)
    if stated["format"] != _FORMAT or stated["postings"] != _postings(voting):
        raise ValueError("Another format.")
    known = {member.name: member.segment for member in opened}
    members = []
    for listed in stated["segments"]:
        name = listed["name"]
        segment = known[name] if name in known else Segment.load(folder / Path(name).name, voting)
        mask = np.ones(len(segment.ids), np.bool_)
        mask[np.asarray(listed["removed"], np.int64)] = False
        members.append(Member(name, segment, mask))
    return tuple(members), str(stated["version"])


def save(folder: Path, segment: Segment, voting: Voting) -> Member:
    """Write a segment for good, under a new name, and open it."""
    place = folder / f"{_PREFIX}{uuid.uuid4().hex}"
    place.mkdir(parents=True)
    segment.save(place)
    for file in place.iterdir():
        _sync(file)
    _sync(place)
    return Member(place.name, Segment.load(place, voting), np.ones(len(segment.ids), np.bool_))


def sweep(folder: Path, members: Iterable[Member]) -> None:
    """Remove all segments but some; other processes that have them open keep what they see."""
    kept = {member.name for member in members}
    for place in folder.glob(f"{_PREFIX}*"):
        if place.name not in kept:
            shutil.rmtree(place, ignore_errors=True)


def _postings(voting: Voting) -> dict[str, Any]:
    """What postings depend on; the rest of a voting may change without making them anew."""
    if voting.rule in COUNTED:
        return {"rule": "counts", "words": voting.words}
    placed = voting.rule == "hamming" and voting.consistent
    return {"rule": voting.rule, "words": voting.words, "bits": voting.bits, "placed": placed}


def _sync(path: Path) -> None:
    """Have the system write a file, or the names in a folder, to the disk."""
    if path.is_dir() and os.name == "nt":
        return
    handle = os.open(path, os.O_RDWR if path.is_file() else os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
