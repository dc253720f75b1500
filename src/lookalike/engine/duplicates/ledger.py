"""The duplicates that were found last, kept beside the collection."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from lookalike.engine.duplicates.finding import Near
from lookalike.engine.duplicates.grouping import grouped
from lookalike.engine.duplicates.judging import Verdict
from lookalike.engine.duplicates.values import Group
from lookalike.engine.offline.keeping import Archive
from lookalike.index.beside import folder_beside, replace_file


@dataclass(frozen=True)
class Found:
    """The groups that were found last.

    :param current: no picture has come or gone since.
    """

    groups: tuple[Group, ...]
    current: bool


class Ledger:
    """Keeps the pairs that were proven; what is said of their pictures is looked up each time that they change."""

    def __init__(self, archive: Archive, key: str) -> None:
        self._archive = archive
        self._file = folder_beside(archive.store, "duplicates") / f"{key}.json"
        self._known: tuple[tuple[int, int], Found] | None = None

    def kept(self) -> Found | None:
        """What was found last, by any process, of the pictures that are still there; None where nothing was."""
        try:
            stamp = self._file.stat().st_mtime_ns, self._archive.store.version
            if self._known is None or self._known[0] != stamp:
                self._known = stamp, self._read(stamp[1])
        except (OSError, KeyError, ValueError, TypeError):  # what is derived can be found anew
            return None
        return self._known[1]

    def _read(self, version: int) -> Found:
        said = json.loads(self._file.read_text(encoding="utf-8"))
        records = {record.id: record for record in self._archive.store.records()}
        pairs = [_near(each) for each in said["pairs"] if each["one"] in records and each["other"] in records]
        return Found(tuple(grouped(records, pairs)), said["version"] == version)

    def keep(self, pairs: Sequence[Near], version: int) -> None:
        """Replace what was kept; where the folder is shut, nothing is.

        :param version: of the table of pictures among which the pairs were looked for.
        """
        said = json.dumps({"version": version, "pairs": [_told(pair) for pair in pairs]})
        replace_file(self._file, lambda content: content.write(said.encode()))


def _told(near: Near) -> dict[str, Any]:
    assert near.verdict is not None
    verdict = vars(near.verdict) | {"transform": near.verdict.transform.tolist()}
    return vars(near) | {"verdict": verdict}


def _near(said: dict[str, Any]) -> Near:
    near = Near(said["one"], said["other"], said["similarity"])
    verdict = said["verdict"]
    transform = np.array(verdict["transform"], np.float64)
    near.verdict = Verdict(**(verdict | {"kinds": tuple(verdict["kinds"]), "transform": transform}))
    near.inliers = said["inliers"]
    return near
