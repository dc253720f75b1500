"""What jobs do, in processes of their own."""

from __future__ import annotations

from pathlib import Path

from lookalike.app.server.incoming import taken
from lookalike.engine.collection import Collection
from lookalike.types import Progress


def add(progress: Progress, uri: str, folder: str) -> int:
    """Index the pictures that wait in a folder, and then give them their proofs; tells how many are new."""
    files = taken(Path(folder))
    if not files:
        return 0
    collection = Collection.open(uri)
    added = collection.add(files, progress=progress)
    collection.prove(progress=progress)
    return added.new


def duplicates(progress: Progress, uri: str) -> int:
    """Find duplicates; tells how many groups there are."""
    return len(Collection.open(uri).duplicates(progress=progress))


def map(progress: Progress, uri: str) -> int:
    """Make the map of a collection; tells how many pictures are on it."""
    return len(Collection.open(uri).map(progress=progress))
