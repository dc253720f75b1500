"""What jobs do, in processes of their own."""

from __future__ import annotations

from pathlib import Path

from lookalike.app.server.incoming import taken
from lookalike.engine.collection import Collection
from lookalike.types import Progress


def add(progress: Progress, uri: str, folder: str) -> int:
    """Index the pictures that wait in a folder; tells how many are new."""
    files = taken(Path(folder))
    return Collection.open(uri).add(files, progress=progress).new if files else 0


def duplicates(progress: Progress, uri: str) -> int:
    """Find duplicates; tells how many groups there are."""
    return len(Collection.open(uri).duplicates(progress=progress))


def map(progress: Progress, uri: str) -> int:
    """Make the map of a collection; tells how many pictures are on it."""
    return len(Collection.open(uri).map(progress=progress))
