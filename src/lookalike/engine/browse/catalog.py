"""What a collection holds, for browsing it without a query: its pictures in order, and what they have in common."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple, Self

import pyarrow as pa
import pyarrow.compute as pc

from lookalike.index.store import Store

_FOLDERS = r"^.*[/\\]"


class Counted(NamedTuple):
    """A name, and how many pictures have it."""

    name: str
    images: int


@dataclass(frozen=True)
class Catalog:
    """The pictures of a collection at one moment.

    :param version: of the table of images; another number is another moment.
    :param ids: those taken last first, then those of which that is not known, by the names of their files.
    :param tags, cameras: how many pictures have each, the most frequent first.
    :param taken: when the first and the last picture were taken, if that is known of any.
    """

    version: int
    ids: Sequence[str]
    tags: Sequence[Counted]
    cameras: Sequence[Counted]
    taken: tuple[datetime, datetime] | None

    @classmethod
    def of(cls, store: Store, version: int) -> Self:
        rows = store.read("images", ["id", "path", "tags", "camera", "taken"])
        if rows is None:
            return cls(version, [], [], [], None)
        names = pc.replace_substring_regex(rows["path"], _FOLDERS, "", max_replacements=1)
        order = pc.sort_indices(
            pa.table({"taken": rows["taken"], "name": names, "id": rows["id"]}),
            [("taken", "descending", "at_end"), ("name", "ascending", "at_end"), ("id", "ascending", "at_end")],
        )
        span = pc.min_max(rows["taken"]).as_py()
        taken = None if span["min"] is None else (span["min"], span["max"])
        tags, cameras = _counted(pc.list_flatten(rows["tags"])), _counted(rows["camera"])
        return cls(version, rows["id"].take(order).to_pylist(), tags, cameras, taken)

    def among(self, ids: Sequence[str]) -> list[str]:
        """Some of the ids, in the catalogue's order."""
        wanted = set(ids)
        return [id for id in self.ids if id in wanted]


def _counted(values: pa.ChunkedArray) -> list[Counted]:
    counts = pc.value_counts(values.drop_null()).to_pylist()
    return sorted((Counted(each["values"], each["counts"]) for each in counts), key=lambda c: (-c.images, c.name))
