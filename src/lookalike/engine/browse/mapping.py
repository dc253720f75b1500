"""A map of a collection: a point for each picture, and pictures of the same kind near each other."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from zipfile import BadZipFile

import numpy as np
import numpy.typing as npt

from lookalike.engine.browse.layout import evened, laid_out
from lookalike.engine.offline.keeping import Archive
from lookalike.index.beside import folder_beside, replace_file
from lookalike.index.graph.kept import Nearest
from lookalike.index.store import matrices
from lookalike.types import Bools, Floats, LookalikeError, Progress

NEIGHBORS = 14
"""How many of the nearest pictures a picture is to lie near to."""

_SPREAD = 10.0
"""How far from the middle the points of a layout begin, at the most."""

_BLOCK = 8
"""Axes that are sought together, of which two are kept."""

_ROUNDS = 12
"""Of the iteration by which they are found."""

Ids = npt.NDArray[np.bytes_]


@dataclass(frozen=True, eq=False)
class Map:
    """Where the pictures of a collection lie.

    :param ids: (N,) S32.
    :param points: (N, 2) float32, x and y in 0..1; y points down.
    :param version: of the table of pictures that it was made from.
    """

    ids: Ids
    points: Floats
    version: str

    def __len__(self) -> int:
        return len(self.ids)


class Atlas:
    """Makes the map of a collection, and keeps the last one beside it."""

    def __init__(self, archive: Archive, key: str) -> None:
        self._archive = archive
        self._file = folder_beside(archive.store, "map") / f"{key}.npz"
        self._kept: tuple[int, Map | None] = 0, None

    def kept(self) -> Map | None:
        """The map that was made last, by any process; it may be of fewer or other pictures than there are now."""
        try:
            written = self._file.stat().st_mtime_ns
        except OSError:
            return self._kept[1]
        if self._kept[0] != written:
            self._kept = written, _read(self._file)
        return self._kept[1]

    def is_new(self) -> bool:
        """The map that was made last is of the pictures that there are."""
        kept, table = self.kept(), self._archive.store.images()
        return kept is not None and table is not None and kept.version == str(table.version)

    def made(self, progress: Progress) -> Map:
        """The map of the pictures that there are.

        :param progress: is told of pictures, each counted twice: when its neighbours are known, and when it is placed.
        :raises LookalikeError: they compare by visual words, or there are none.
        """
        kept = self.kept()
        if kept is not None and self.is_new():
            return kept
        graph, count = self._archive.graph, len(self._archive.store)
        if count > 1 and not graph.possible():
            raise LookalikeError(
                "Pictures that compare by visual words have no map: index them with another representation, as deep."
            )
        if not count:
            raise LookalikeError("There is nothing to map yet: index some pictures first.")
        progress(0, 2 * count)
        if count <= NEIGHBORS:
            ids, flat = _principal(self._archive)
            points, version = _around(flat), str(self._archive.store.images().version)
        else:
            near = graph.nearest(NEIGHBORS)
            ids, version = near.ids, near.version
            progress(count, 2 * count)
            start = _remembered(near, kept) if kept is not None else _found(ids, *_principal(self._archive))[1]
            points = laid_out(near.places, _distances(near), _scaled(start))
        made = Map(ids, _within(evened(_within(points))), version)
        _write(self._file, made)
        self._kept = 0, made
        progress(2 * count, 2 * count)
        return made


def _principal(archive: Archive) -> tuple[Ids, Floats]:
    """The ids of all pictures, and (N, 2) float32, their places along the two principal axes of a sample."""
    sample = archive.searcher.sample().rows
    mean = sample.mean(axis=0)
    axes = _axes(sample - mean)
    ids: list[str] = []
    points = [np.empty((0, axes.shape[1]), np.float32)]
    for some in archive.store.vectors():
        ids += some["id"].to_pylist()
        points.append((archive.space.restored(*matrices(some)) - mean) @ axes)
    flat = np.concatenate(points)
    return np.asarray(ids, "S32"), np.pad(flat, ((0, 0), (0, 2 - flat.shape[1])))


def _axes(rows: Floats) -> Floats:
    """(D, 2) float32, the two principal axes of rows (N, D) about their mean; fewer columns where there are fewer.

    All axes would take a minute where pictures have some thousands of numbers.

    Source: Halko, Martinsson & Tropp, SIAM Review 53, 2011.
    """
    block = np.random.default_rng(0).normal(size=(rows.shape[1], min(*rows.shape, _BLOCK))).astype(np.float32)
    for _ in range(_ROUNDS):
        block = np.linalg.qr(rows.T @ (rows @ block))[0]
    turns = np.linalg.svd(rows @ block, full_matrices=False)[2]
    return np.asarray((block @ turns.T)[:, :2], np.float32)


def _around(points: Floats) -> Floats:
    """Few points, (N, 2), in their order about their middle at equal steps around a circle."""
    ranks = np.argsort(np.argsort(np.arctan2(points[:, 1], points[:, 0]), kind="stable"), kind="stable")
    angles = ranks * (2 * np.pi / len(points))
    return np.stack([np.cos(angles), np.sin(angles)], axis=1).astype(np.float32)


def _remembered(near: Nearest, kept: Map) -> Floats:
    """(N, 2): where pictures lay before, and new ones amid those of their neighbours that did, or in the middle."""
    known, points = _found(near.ids, kept.ids, kept.points)
    around = (known[near.places] & (near.places >= 0))[..., None]
    middles = (points[near.places] * around).sum(axis=1) + 0.5 * (around.sum(axis=1) == 0)
    return np.where(known[:, None], points, middles / np.maximum(around.sum(axis=1), 1)).astype(np.float32)


def _found(wanted: Ids, ids: Ids, points: Floats) -> tuple[Bools, Floats]:
    """Which of some ids (N,) are known, and their points (N, 2), which are 0 for others."""
    order = np.argsort(ids)
    rows = order[np.searchsorted(ids, wanted, sorter=order).clip(max=len(ids) - 1)]
    known = ids[rows] == wanted
    return known, np.where(known[:, None], points[rows], 0).astype(np.float32)


def _distances(near: Nearest) -> Floats:
    """(N, K) float32: between unit vectors of such similarities."""
    return np.sqrt(2 - 2 * np.clip(near.similarities, -1, 1)).astype(np.float32)


def _scaled(points: Floats) -> Floats:
    """The same points about the origin, as far apart as a layout begins, and no two at one place."""
    middle = points - points.mean(axis=0)
    shaken = np.random.default_rng(0).normal(0, 1e-4 * _SPREAD, points.shape)
    return np.asarray(middle * (_SPREAD / max(float(np.abs(middle).max()), 1e-9)) + shaken, np.float32)


def _within(points: Floats) -> Floats:
    """The same points in 0..1, in the middle of the shorter side; distances keep their proportions."""
    low, high = points.min(axis=0), points.max(axis=0)
    side = max(float((high - low).max()), 1e-9)
    return np.asarray(0.5 + (points - (low + high) / 2) / side, np.float32).clip(0, 1)


def _read(file: Path) -> Map | None:
    try:
        with file.open("rb") as content, np.load(content, allow_pickle=False) as arrays:
            return Map(arrays["ids"], arrays["points"], str(arrays["version"]))
    except (OSError, KeyError, ValueError, EOFError, BadZipFile):  # what is derived can be made anew
        return None


def _write(file: Path, made: Map) -> None:
    """Replace the file; where the folder is shut, the map is of this process alone."""
    version = np.array(made.version)
    replace_file(
        file, lambda content: np.savez(content, allow_pickle=False, ids=made.ids, points=made.points, version=version)
    )
