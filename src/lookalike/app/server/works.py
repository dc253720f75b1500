"""What jobs do, in processes of their own."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from lookalike.app.server.incoming import taken
from lookalike.engine.collection import Collection
from lookalike.engine.duplicates.values import Group
from lookalike.types import Progress


def add(progress: Progress, uri: str, folder: str) -> int:
    """Index the pictures that wait in a folder; tells how many are new."""
    files = taken(Path(folder))
    return Collection.open(uri).add(files, progress=progress).new if files else 0


def duplicates(progress: Progress, uri: str) -> list[dict[str, Any]]:
    """Find duplicates; they are told by ids."""
    return [_told(group) for group in Collection.open(uri).duplicates(progress=progress)]


def map(progress: Progress, uri: str) -> int:
    """Make the map of a collection; tells how many pictures are on it."""
    return len(Collection.open(uri).map(progress=progress))


def _told(group: Group) -> dict[str, Any]:
    ids = {file.path: file.record.id for file in group.files}
    return {
        "keep": group.keep.record.id,
        "reason": group.reason,
        "images": list(dict.fromkeys(ids.values())),
        "pairs": [
            {
                "one": ids[pair.one],
                "other": ids[pair.other],
                "kinds": list(pair.kinds),
                "similarity": pair.similarity,
                "agreement": pair.agreement,
                "inliers": pair.inliers,
                "outline": pair.outline.tolist(),
            }
            for pair in group.pairs
        ],
    }
