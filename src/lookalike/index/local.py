"""The tables of local features: ``words``, which inverted files are made from, and ``points``, for geometry.

A row holds all features of an image, each column of them as bytes. Rows of a picture
that has been dropped, or was cut off before it was known, are swept by the next run.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

import numpy as np
import pyarrow as pa

from lookalike.index.store import Store, one_of
from lookalike.types import Bytes, Features, Floats

WORDS = pa.schema(
    [
        pa.field("id", pa.string(), nullable=False),
        pa.field("part", pa.string(), nullable=False),
        pa.field("words", pa.binary()),
        pa.field("signatures", pa.binary()),
        pa.field("frames", pa.binary()),
    ]
)
POINTS = pa.schema(
    [
        pa.field("id", pa.string(), nullable=False),
        pa.field("frames", pa.binary()),
        pa.field("packed", pa.bool_()),
        pa.field("columns", pa.int32()),
        pa.field("scale", pa.float32()),
        pa.field("vectors", pa.binary()),
    ]
)
_CHUNK = 500


class LocalTables:
    """Local features in a store."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def add_words(self, part: str, ids: Sequence[str], batch: Sequence[Features]) -> None:
        """Append the visual words of images, by the key of the part of the representation that they are of."""
        rows = [
            {
                "id": id,
                "part": part,
                "words": np.asarray(features.words, np.int32).tobytes(),
                "signatures": np.ascontiguousarray(features.vectors).tobytes(),
                "frames": None if features.frames is None else features.frames.tobytes(),
            }
            for id, features in zip(ids, batch, strict=True)
        ]
        self._store.append("words", pa.Table.from_pylist(rows, WORDS))

    def words_version(self) -> str:
        """Another text whenever the words are others."""
        table = self._store.table("words")
        return "" if table is None else str(table.version)

    def words_ids(self, part: str) -> list[str]:
        """The images that have words of a part."""
        rows = self._store.read("words", ["id"], one_of("part", [part]))
        return [] if rows is None else rows["id"].to_pylist()

    def words(self, part: str, columns: int, ids: Sequence[str]) -> Iterator[tuple[list[str], Features]]:
        """Images and their words, with signatures of so many bytes, some at a time."""
        for start in range(0, len(ids), _CHUNK):
            where = f"{one_of('part', [part])} AND {one_of('id', ids[start : start + _CHUNK])}"
            rows = self._store.read("words", WORDS.names, where)
            if rows is not None and rows.num_rows:
                found = rows.to_pylist()
                yield [row["id"] for row in found], Features.joined([_words(row, columns) for row in found])

    def add_points(self, ids: Sequence[str], batch: Sequence[Features]) -> None:
        """Append local features with frames; floats are rounded to 255 steps of each image's range."""
        rows = []
        for id, features in zip(ids, batch, strict=True):
            packed = features.vectors.dtype == np.uint8
            vectors, scale = (features.vectors, np.float32(1)) if packed else _rounded(features.floats)
            rows.append(
                {
                    "id": id,
                    "frames": np.asarray(features.frames, np.float32).tobytes(),
                    "packed": packed,
                    "columns": vectors.shape[1],
                    "scale": scale,
                    "vectors": np.ascontiguousarray(vectors).tobytes(),
                }
            )
        self._store.append("points", pa.Table.from_pylist(rows, POINTS))

    def points(self, ids: Sequence[str]) -> dict[str, Features]:
        """Local features by id; images without any stored are left out."""
        rows = self._store.read("points", POINTS.names, one_of("id", ids)) if ids else None
        return {} if rows is None else {row["id"]: _points(row) for row in rows.to_pylist()}

    def delete(self, ids: Sequence[str]) -> None:
        """Forget images."""
        for name in ("words", "points"):
            self._store.delete(name, "id", ids)

    def sweep(self, known: Iterable[str]) -> None:
        """Forget all but the known images: what a run that was cut off left behind."""
        alive = set(known)
        for name in ("words", "points"):
            rows = self._store.read(name, ["id"])
            stray = set() if rows is None else set(rows["id"].to_pylist()) - alive
            self._store.delete(name, "id", sorted(stray))


def _words(row: dict[str, bytes], columns: int) -> Features:
    words = np.frombuffer(row["words"], np.int32)
    signatures = np.frombuffer(row["signatures"], np.uint8).reshape(len(words), columns)
    frames = None if row["frames"] is None else np.frombuffer(row["frames"], np.float32).reshape(-1, 4)
    return Features(signatures, np.zeros(len(words), np.int64), 1, frames, words)


def _rounded(vectors: Floats) -> tuple[Bytes, np.float32]:
    """-127 to 127 in the bytes of int8, and what one step is worth."""
    scale = np.float32(max(float(np.abs(vectors).max(initial=0)), 1e-12) / 127)
    return np.rint(vectors / scale).astype(np.int8).view(np.uint8), scale


def _points(row: dict[str, Any]) -> Features:
    frames = np.frombuffer(row["frames"], np.float32).reshape(-1, 4)
    stored = np.frombuffer(row["vectors"], np.uint8 if row["packed"] else np.int8)
    stored = stored.reshape(len(frames), row["columns"])
    vectors = np.asarray(stored if row["packed"] else stored.astype(np.float32) * np.float32(row["scale"]))
    return Features(vectors, np.zeros(len(frames), np.int64), 1, frames)
