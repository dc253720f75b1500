"""Lays pictures out on a plane by their nearest neighbours: ``python -m lookalike.engine.browse.layout``.

The layout is made in a process of its own, which reads arrays from standard input and writes points to standard
output: its compiled loops hold the interpreter for minutes, and its memory goes back to the machine with it.
"""

from __future__ import annotations

import io
import subprocess
import sys
import warnings

import numpy as np
import numpy.typing as npt

from lookalike.types import Arrays, Box, Floats, LookalikeError

_CLOSEST = 0.1
"""How near to each other points may lie, in units of the layout, which is some tens of these wide."""


def laid_out(places: npt.NDArray[np.int32], distances: Floats, start: Floats) -> Floats:
    """Points (N, 2) float32, of which those of neighbours lie near each other.

    :param places: (N, K) int32, the K >= 2 nearest of each of the N images, by their rows.
    :param distances: (N, K) float32, of these, ascending.
    :param start: (N, 2) float32, where the points lie before they are moved.
    :raises LookalikeError: the process that does it fails, for want of memory perhaps.
    """
    arrays: Arrays = {"places": places, "distances": distances, "start": start}
    given = io.BytesIO()
    np.savez(given, allow_pickle=False, **arrays)
    command = [sys.executable, "-m", "lookalike.engine.browse.layout"]
    done = subprocess.run(command, input=given.getvalue(), capture_output=True, check=False)
    if done.returncode:
        reason = done.stderr.decode(errors="replace").strip().rpartition("\n")[2]
        raise LookalikeError(f"The map of {len(places):,} pictures could not be made: {reason or 'out of memory'}.")
    return np.asarray(np.load(io.BytesIO(done.stdout), allow_pickle=False), np.float32)


def evened(points: Floats) -> Floats:
    """Points (N, 2) in 0..1, each half way to its own cell of that square, so that little room is left empty.

    The square is halved again and again, across its longer side, and so are the points by their order.
    """
    even = np.empty_like(points)
    pending: list[tuple[npt.NDArray[np.intp], Box]] = [(np.arange(len(points)), Box(0.5, 0.5, 1, 1))]
    while pending:
        rows, box = pending.pop()
        if len(rows) == 1:
            even[rows] = box.cx, box.cy
            continue
        axis = int(box.h > box.w)
        rows = rows[np.argsort(points[rows, axis], kind="stable")]
        middle = len(rows) // 2
        pending += zip((rows[:middle], rows[middle:]), _parts(box, axis, middle / len(rows)), strict=True)
    return np.asarray((points + even) / 2, np.float32)


def _parts(box: Box, axis: int, share: float) -> tuple[Box, Box]:
    """A box cut in two across an axis, 0 for x."""
    cx, cy, w, h = box
    if axis:
        top = cy - h / 2
        return Box(cx, top + h * share / 2, w, h * share), Box(cx, top + h * (1 + share) / 2, w, h * (1 - share))
    left = cx - w / 2
    return Box(left + w * share / 2, cy, w * share, h), Box(left + w * (1 + share) / 2, cy, w * (1 - share), h)


def umap(places: npt.NDArray[np.int32], distances: Floats, start: Floats) -> Floats:
    """The layout itself.

    Source: McInnes, Healy & Melville, UMAP: uniform manifold approximation and projection, 2018, by umap-learn.

    Deviations: none; the neighbours are the collection's own, by its own similarity.
    """
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from umap import UMAP

        count, k = places.shape
        itself = np.arange(count, dtype=np.int32)[:, None]
        near = np.hstack([itself, places]), np.hstack([np.zeros((count, 1), np.float32), distances])
        method = UMAP(n_neighbors=k + 1, min_dist=_CLOSEST, init=start, precomputed_knn=near, random_state=0, n_jobs=1)
        # Only how many rows there are is asked of them, as the neighbours and the start are known.
        return np.asarray(method.fit_transform(np.zeros((count, 1), np.float32)), np.float32)


if __name__ == "__main__":
    with np.load(io.BytesIO(sys.stdin.buffer.read()), allow_pickle=False) as read:
        points = umap(read["places"], read["distances"], read["start"])
    written = io.BytesIO()
    np.save(written, points, allow_pickle=False)
    sys.stdout.buffer.write(written.getvalue())
