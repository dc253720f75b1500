"""Offline: pictures on disk → representation → store.

A run compares the files with what the store knows of them, describes what is new
or changed on all cores while batches are written, and then brings the images'
places up to date. Every step can be cut off anywhere; the next run goes on.
"""

from __future__ import annotations

import os
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from lookalike.collection.captions import joined
from lookalike.collection.paths import named_root, path_text, text_path
from lookalike.collection.scan import Found, scan
from lookalike.engine.offline.batches import batches
from lookalike.engine.offline.intake import TRANSIENT, Describe, Taken, take_in
from lookalike.engine.offline.wording import text_of
from lookalike.engine.represent.describing import Described
from lookalike.engine.represent.parallel import in_handfuls
from lookalike.index.local import LocalTables
from lookalike.index.store import PLACES, Store
from lookalike.types import LookalikeError, Progress, Skip

Keep = Callable[[Sequence[Mapping[str, Any]], Sequence[Described]], None]
"""Stores images that are not there yet: their columns, and what was said of each."""

Known = Mapping[str, Mapping[str, Any]]
"""Rows of ``files`` by path."""


@dataclass(frozen=True)
class Added:
    """What a run did, in files.

    :param new: indexed for the first time, copies of indexed ones included.
    :param changed: their content is another than before.
    :param moved: known content at a new place, gone from the old.
    :param deleted: gone from the indexed folders.
    :param unchanged: nothing to do.
    :param skipped: passed over, with the reasons, now or in an earlier run.
    """

    new: int
    changed: int
    moved: int
    deleted: int
    unchanged: int
    skipped: tuple[Skip, ...]
    seconds: float


@dataclass
class Plan:
    """What the files' state calls for.

    :param known: the rows of ``files`` before the run, by path.
    """

    known: Known
    todo: list[Found] = field(default_factory=list)
    skips: list[Skip] = field(default_factory=list)
    unchanged: int = 0
    gone: list[str] = field(default_factory=list)


def plan(roots: Sequence[Path], known: Known) -> Plan:
    """Compare the files below the roots with the known ones, by size, time and that of the text beside each.

    :raises LookalikeError: a root is missing, or empty where pictures were known,
        as when a disk is not mounted.
    """
    _refuse_gone(roots, known)
    made, present, alive, shut = Plan(known), set(), set(), set()
    for found in scan(roots):
        if isinstance(found, Skip):
            made.skips.append(found)
            shut.add(found.path)
            continue
        text = path_text(found.path)
        present.add(text)
        alive.add(found.root)
        before = known.get(text)
        if before is None or _state(before) != (found.size, found.mtime_ns, found.note_ns):
            made.todo.append(found)
        elif before["reason"]:
            made.skips.append(Skip(found.path, before["reason"]))
        else:
            made.unchanged += 1
    lost = _below(known.keys() - present, set(roots), shut)
    for root in lost.keys() - alive:
        if not any(known[text]["id"] for text in lost[root]):
            continue
        raise LookalikeError(
            f"{root} holds no picture any more, though {len(lost[root])} from it are indexed: "
            "mount its disk, or run remove on it if they are really gone."
        )
    made.gone = sorted(text for texts in lost.values() for text in texts)
    return made


def _refuse_gone(roots: Sequence[Path], known: Known) -> None:
    """A folder that was renamed is found by its new name alone, and one that was deleted is not to be asked for."""
    for root in roots:
        lost = 0 if os.path.lexists(root) else sum(text_path(text).is_relative_to(root) for text in known)
        if lost:
            raise LookalikeError(
                f"{root} is not there any more, though {lost:,} {'file' if lost == 1 else 'files'} of it are known: if "
                "it was renamed, index it under its new name; if it was deleted, run lookalike remove on it."
            )


def _state(row: Mapping[str, Any]) -> tuple[int, int, int]:
    return row["bytes"], row["mtime_ns"], row["note_ns"]


def _below(texts: Iterable[str], roots: set[Path], shut: set[Path]) -> dict[Path, list[str]]:
    """The files below each root, the nearest where roots are nested, but for what cannot be looked into."""
    below: dict[Path, list[str]] = defaultdict(list)
    for text in texts:
        path = text_path(text)
        for folder in (path, *path.parents):
            if folder in shut:
                break
            if folder in roots:
                below[folder].append(text)
                break
    return below


def carry_out(made: Plan, store: Store, describe: Describe, keep: Keep, progress: Progress) -> Added:
    """Read, describe and store what a plan asks for, and drop what is gone."""
    began = time.monotonic()
    known, places = made.known, _paths_by_id(made.known)
    ids = set(store.ids())
    gone = {text: known[text]["id"] for text in made.gone}
    kinds, skips = Counter({"unchanged": made.unchanged}), list(made.skips)
    store.put_files([_skipped(skip) for skip in made.skips if path_text(skip.path) not in known])
    done = 0
    progress(done, len(made.todo))
    for batch in batches(in_handfuls(lambda some: take_in(some, describe, ids), made.todo)):
        _write(store, keep, batch, ids)
        skips += [Skip(text_path(item.file["path"]), item.file["reason"]) for item in batch if item.file["reason"]]
        gone |= _left_behind(batch, known, places)
        kinds.update(_kind(item.file, known, set(gone.values())) for item in batch if item.file["id"])
        done += len(batch)
        progress(done, len(made.todo))
    store.delete_files(sorted(gone))
    reconcile(store)
    return Added(
        new=kinds["new"],
        changed=kinds["changed"],
        moved=kinds["moved"],
        deleted=max(0, sum(id is not None for id in gone.values()) - kinds["moved"]),
        unchanged=kinds["unchanged"],
        skipped=tuple(sorted(skips, key=lambda skip: str(skip.path))),
        seconds=time.monotonic() - began,
    )


def _paths_by_id(known: Known) -> dict[str, list[str]]:
    paths: dict[str, list[str]] = defaultdict(list)
    for text, row in known.items():
        if row["id"]:
            paths[row["id"]].append(text)
    return paths


def _left_behind(batch: Sequence[Taken], known: Known, places: dict[str, list[str]]) -> dict[str, str]:
    """Where files of a batch were known to be and are no more, outside the indexed folders too."""
    ids = {item.file["id"] for item in batch if item.file["id"] and item.file["path"] not in known}
    return {text: id for id in ids & places.keys() for text in places[id] if not text_path(text).exists()}


def _skipped(skip: Skip) -> dict[str, Any]:
    """A row of ``files`` for what the scan passed over."""
    return {"path": path_text(skip.path), "mtime_ns": TRANSIENT, "tags": [], "reason": skip.reason}


def _kind(file: dict[str, Any], known: Known, gone_ids: set[str | None]) -> str:
    before = known.get(file["path"])
    if before is not None and before["id"]:
        return "unchanged" if before["id"] == file["id"] else "changed"
    return "moved" if file["id"] in gone_ids else "new"


def _write(store: Store, keep: Keep, batch: Sequence[Taken], ids: set[str]) -> None:
    """Images before files: a file that is known always has its image."""
    rows, said = [], []
    for item in batch:
        if item.image is not None and item.said is not None and item.image["id"] not in ids:
            ids.add(item.image["id"])
            rows.append(item.image)
            said.append(item.said)
    if rows:
        keep(rows, said)
    store.put_files([item.file for item in batch])


def reconcile(store: Store) -> int:
    """Make the images' places those of the files; returns how many images were dropped."""
    places = store.places()
    if places is None:
        return 0
    by_id: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for row in store.files().to_pylist():
        if row["id"]:
            by_id[row["id"]].append(row)
    stale, dropped = [], []
    for image in places.to_pylist():
        files = sorted(by_id.get(image["id"], ()), key=lambda row: str(row["path"]))
        if not files:
            dropped.append(image["id"])
        elif image != (right := image | _place(image, files)):
            stale.append({name: right[name] for name in PLACES} | {"text": text_of(right)})
    store.update_places(stale)
    store.delete_images(dropped)
    LocalTables(store).delete(dropped)
    return len(dropped)


def _place(image: dict[str, Any], files: Sequence[dict[str, Any]]) -> dict[str, Any]:
    """Keeps the path that is known as long as it is right."""
    tags = list(dict.fromkeys(tag for file in files for tag in file["tags"]))
    path, *copies = sorted((file["path"] for file in files), key=lambda path: (path != image["path"], path))
    caption = joined(file["caption"] for file in files)
    return {"path": path, "copies": copies, "tags": tags, "caption": caption}


def remove(store: Store, targets: Iterable[str | Path]) -> int:
    """Drop images by id, file or folder; the pictures themselves stay where they are.

    :raises LookalikeError: a target is not in the collection; nothing is dropped then.
    """
    files = store.files().to_pylist()
    ids = set(store.ids())
    doomed: set[str] = set()
    for target in targets:
        if str(target) in ids:
            here = {row["path"] for row in files if row["id"] == str(target)}
        else:
            path = named_root(target)
            here = {row["path"] for row in files if text_path(row["path"]).is_relative_to(path)}
        if not here:
            raise LookalikeError(f"{target} is not in the collection: name an indexed file or folder, or an id.")
        doomed |= here
    store.delete_files(sorted(doomed))
    return reconcile(store)
