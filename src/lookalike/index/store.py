"""The tables of a collection in LanceDB.

``settings`` holds what was chosen and learnt, by name. ``files`` has a row for
every file that was looked at; ``images`` one for every different content, with
its vector and its code; ``words`` and ``points`` (:mod:`lookalike.index.local`) have a row for its local
features, where it has any. ``files`` may lag behind ``images`` when a writer is killed, never the
other way round, and the next run brings it up.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from lookalike.index.database import connect
from lookalike.types import Arrays, Bytes, Facts, Floats, LookalikeError, Record

FILES = pa.schema(
    [
        pa.field("path", pa.string(), nullable=False),
        pa.field("bytes", pa.int64()),
        pa.field("mtime_ns", pa.int64()),
        pa.field("note_ns", pa.int64()),
        pa.field("tags", pa.list_(pa.string())),
        pa.field("caption", pa.string()),
        pa.field("id", pa.string()),
        pa.field("reason", pa.string()),
    ]
)

_SETTINGS = pa.schema([pa.field("name", pa.string(), nullable=False), pa.field("value", pa.binary())])

_RECORD = [
    pa.field("id", pa.string(), nullable=False),
    pa.field("path", pa.string()),
    pa.field("copies", pa.list_(pa.string())),
    pa.field("tags", pa.list_(pa.string())),
    pa.field("caption", pa.string()),
    pa.field("bytes", pa.int64()),
    pa.field("width", pa.int32()),
    pa.field("height", pa.int32()),
    pa.field("format", pa.string()),
    pa.field("taken", pa.timestamp("us")),
    pa.field("camera", pa.string()),
    pa.field("latitude", pa.float64()),
    pa.field("longitude", pa.float64()),
]
_RECORD_COLUMNS = [field.name for field in _RECORD]
_GRACE = timedelta(minutes=10)
"""Old versions are kept this long for readers that still look at them."""
_FRAGMENTS = 64
"""More than this many pieces of a table are merged."""
_CHUNK = 500
_SOURCE = re.compile(r", (?:location: |/\S+\.rs)")
"""Where the database's messages begin to speak of its own source."""


IMAGES = pa.schema([*_RECORD, pa.field("text", pa.string()), pa.field("thumbnail", pa.binary())])
"""Columns of ``images`` beside those of ``VECTORS``, which are lists of a fixed length where it is not 0.

``text`` has the tokens of all that is written of an image (:mod:`lookalike.tokens`).
"""

PLACES = ("id", "path", "copies", "tags", "caption")
"""Columns of ``images`` that are what the files say that hold the image."""

VECTORS = ("vector", "code")
"""float32 and uint8."""


class Store:
    """The tables behind one URI: a folder of this machine, or any URI that Lance takes."""

    def __init__(self, uri: str) -> None:
        self.uri = uri
        self._opened: dict[str, Any] = {}
        with self._reported():
            self._database = connect(uri)

    @staticmethod
    def is_local(uri: str) -> bool:
        return "://" not in uri

    @classmethod
    def exists(cls, uri: str) -> bool:
        """A collection is there."""
        if cls.is_local(uri) and not (Path(uri) / "settings.lance").is_dir():
            return False
        return cls(uri).table("settings") is not None

    @contextmanager
    def writing(self) -> Iterator[None]:
        """Keep other writers of this machine out.

        :raises LookalikeError: another process is writing.
        """
        if not self.is_local(self.uri):
            yield
            return
        import filelock

        lock = filelock.FileLock(Path(self.uri) / "writer.lock", timeout=0)
        try:
            lock.acquire()
        except filelock.Timeout:
            raise LookalikeError(f"Another process is writing to {self.uri}: wait until it is done.") from None
        except OSError as error:
            raise LookalikeError(f"Cannot write to the collection at {self.uri}: {error.strerror}.") from error
        try:
            yield
        finally:
            lock.release()

    @contextmanager
    def _reported(self) -> Iterator[None]:
        """Errors of the database and of the place it lies in, as one sentence."""
        try:
            yield
        except (RuntimeError, ValueError, OSError) as error:
            if self.is_local(self.uri) and not Path(self.uri).exists():
                raise LookalikeError(f"The collection at {self.uri} is gone: bring it back.") from error
            reason = _SOURCE.split(" ".join(str(error).split()))[0]
            raise LookalikeError(f"Cannot use the collection at {self.uri}: {reason[:200]}.") from error

    def table(self, name: str) -> Any:
        """The newest version of a table, or None where it has not been made yet."""
        with self._reported():
            if name in self._opened:
                self._opened[name].checkout_latest()
            elif name in self._database.list_tables().tables:
                self._open(name)
        return self._opened.get(name)

    def _open(self, name: str) -> None:
        try:
            self._opened[name] = self._database.open_table(name)
        except ValueError as error:
            # A writer that is killed before its first commit leaves a table that is listed and holds nothing.
            if str(error) != f"Table '{name}' was not found":
                raise

    def append(self, name: str, rows: pa.Table) -> None:
        """Add rows to a table, which is made where it is not there, and anew where it is empty with other columns."""
        table = self.table(name)
        with self._reported():
            if table is None:
                self._opened[name] = self._database.create_table(name, rows)
            elif not table.schema.equals(rows.schema) and not table.count_rows():
                self._replace(name, rows)
            else:
                table.add(rows)

    def _replace(self, name: str, rows: pa.Table) -> None:
        """All that a table holds, columns and rows, as its next version, which readers come upon."""
        self._opened[name] = self._database.create_table(name, rows, mode="overwrite")

    def _upsert(self, name: str, key: str, rows: pa.Table) -> None:
        table = self.table(name)
        if table is None:
            self.append(name, rows)
            return
        with self._reported():
            table.merge_insert(key).when_matched_update_all().when_not_matched_insert_all().execute(rows)

    def delete(self, name: str, column: str, values: Sequence[str]) -> None:
        """Drop the rows of a table that have any of the values in a column."""
        table = self.table(name)
        for start in range(0, len(values) if table is not None else 0, _CHUNK):
            table.delete(one_of(column, values[start : start + _CHUNK]))

    def read(self, name: str, columns: list[str], where: str | None = None) -> pa.Table | None:
        """Some columns of the rows that an SQL predicate holds for; None where there is no such table."""
        table = self.table(name)
        if table is None:
            return None
        query = table.search().select(columns)
        with self._reported():
            return (query.where(where) if where else query).to_arrow()

    def put(self, settings: Mapping[str, bytes]) -> None:
        """Store settings, replacing those of the same names."""
        self._upsert("settings", "name", _settings_rows(settings))

    def replace_settings(self, settings: Mapping[str, bytes]) -> None:
        """Store settings, and forget all others."""
        if self.table("settings") is None:
            self.put(settings)
            return
        with self._reported():
            self._replace("settings", _settings_rows(settings))

    def settings(self) -> dict[str, bytes]:
        table = self.read("settings", ["name", "value"])
        return {} if table is None else {row["name"]: row["value"] for row in table.to_pylist()}

    def files(self) -> pa.Table:
        """Every file that was looked at, in the columns of ``FILES``."""
        table = self.read("files", FILES.names)
        return FILES.empty_table() if table is None else table

    def count_skipped(self) -> int:
        """How many files were passed over."""
        table = self.table("files")
        return 0 if table is None else int(table.count_rows("reason IS NOT NULL"))

    def put_files(self, rows: Sequence[Mapping[str, Any]]) -> None:
        """Add files, replacing those of the same paths."""
        if rows:
            self._upsert("files", "path", pa.Table.from_pylist(list(rows), FILES))

    def delete_files(self, paths: Sequence[str]) -> None:
        self.delete("files", "path", paths)

    def add_images(self, rows: Sequence[Mapping[str, Any]], vectors: Floats, codes: Bytes) -> None:
        """Append images that are not there yet: their other columns, (R, D) float32 and (R, B) uint8."""
        columns = pa.Table.from_pylist(list(rows), IMAGES)
        both: tuple[Floats | Bytes, ...] = vectors, codes
        for name, values in zip(VECTORS, both, strict=True):
            if values.shape[1]:
                flat = pa.array(np.ascontiguousarray(values).ravel())
                columns = columns.append_column(name, pa.FixedSizeListArray.from_arrays(flat, values.shape[1]))
        self.append("images", columns)

    def update_places(self, rows: Sequence[Mapping[str, Any]]) -> None:
        """Change the places and the text of images, by id."""
        if rows:
            schema = pa.schema([field for field in IMAGES if field.name in (*PLACES, "text")])
            table = self.table("images")
            table.merge_insert("id").when_matched_update_all().execute(pa.Table.from_pylist(list(rows), schema))

    def delete_images(self, ids: Sequence[str]) -> None:
        self.delete("images", "id", ids)

    def places(self) -> pa.Table | None:
        """Of every image the columns of ``PLACES``, when it was taken and by which camera."""
        return self.read("images", [*PLACES, "taken", "camera"])

    def __len__(self) -> int:
        table = self.table("images")
        return 0 if table is None else int(table.count_rows())

    def count(self, where: str | None) -> int:
        table = self.table("images")
        return 0 if table is None else int(table.count_rows(where))

    @property
    def version(self) -> int:
        """A number that grows whenever an image is added, changed or removed."""
        table = self.images()
        return 0 if table is None else int(table.version)

    def ids(self, where: str | None = None) -> list[str]:
        """The ids of the images that an SQL predicate holds for; None: of all."""
        table = self.read("images", ["id"], where)
        return [] if table is None else table["id"].to_pylist()

    def numbers(self, where: str) -> npt.NDArray[np.uint64]:
        """The database's own numbers of the images that an SQL predicate holds for."""
        rows = self.table("images").search().where(where).select(["id"]).with_row_id(True).to_arrow()
        return np.asarray(rows["_rowid"], np.uint64)

    def row_ids(self, ids: Iterable[str], where: str | None) -> list[int]:
        """The database's own numbers of those of some images that an SQL predicate holds for."""
        table, wanted, found = self.table("images"), sorted(ids), []
        for start in range(0, len(wanted), _CHUNK):
            chosen = one_of("id", wanted[start : start + _CHUNK])
            search = table.search().where(chosen if where is None else f"{chosen} AND ({where})")
            found += search.select(["id"]).with_row_id(True).to_arrow()["_rowid"].to_pylist()
        return found

    def records(self, ids: Iterable[str] | None = None) -> Iterator[Record]:
        """Some images or all, in no promised order; unknown ids are passed over."""
        for rows in self._rows(_RECORD_COLUMNS, ids):
            yield from map(_record, rows.to_pylist())

    def thumbnails(self, ids: Iterable[str]) -> dict[str, bytes]:
        """JPEG files by id; unknown ids are passed over."""
        found = self._rows(["id", "thumbnail"], ids)
        return {row["id"]: row["thumbnail"] for rows in found for row in rows.to_pylist()}

    def vectors_of(self, ids: Iterable[str]) -> Iterator[pa.Table]:
        """Some images in the columns of ``vector_columns``; unknown ids are passed over."""
        yield from self._rows(self.vector_columns, ids)

    def vectors(self) -> Iterator[pa.Table]:
        """All images in the columns of ``vector_columns``, some at a time."""
        table = self.table("images")
        if table is not None:
            with self._reported():
                for batch in table.search().select(self.vector_columns).to_batches():
                    yield pa.Table.from_batches([batch])

    @property
    def vector_columns(self) -> list[str]:
        """The columns of the ids and, where there are any, the vectors and codes of images."""
        table = self.table("images")
        return ["id", *(name for name in VECTORS if table is not None and name in table.schema.names)]

    def _rows(self, columns: list[str], ids: Iterable[str] | None) -> Iterator[pa.Table]:
        chunks: Iterable[str | None] = [None]
        if ids is not None:
            wanted = list(ids)
            chunks = (one_of("id", wanted[i : i + _CHUNK]) for i in range(0, len(wanted), _CHUNK))
        for where in chunks:
            rows = self.read("images", columns, where)
            if rows is not None:
                yield rows

    def images(self) -> Any:
        """The LanceDB table of images at its newest version, or None before the first image."""
        return self.table("images")

    def compact(self) -> None:
        """Merge fragments where there are many, which slows every reader, and drop what no reader needs.

        Merging writes a table anew and keeps the old one for the grace period,
        so it is not done for a few fragments.
        """
        for name in ("images", "files", "words", "points"):
            table = self.table(name)
            if table is not None and table.stats()["fragment_stats"]["num_fragments"] > _FRAGMENTS:
                table.optimize(cleanup_older_than=_GRACE)


def matrices(rows: pa.Table) -> tuple[Floats, Bytes]:
    """The columns of ``VECTORS`` as (N, D) float32 and (N, B) uint8, which may have no columns."""
    vectors, codes = (_matrix(rows, name) for name in VECTORS)
    return np.asarray(vectors, np.float32), np.asarray(codes, np.uint8)


def _matrix(rows: pa.Table, name: str) -> npt.NDArray[Any]:
    if name not in rows.column_names:
        return np.empty((rows.num_rows, 0))
    column = rows[name].combine_chunks()
    return np.asarray(column.flatten()).reshape(len(column), column.type.list_size)


def one_of(column: str, values: Sequence[str]) -> str:
    """An SQL predicate."""
    quoted = ", ".join("'" + value.replace("'", "''") + "'" for value in values)
    return f"{column} IN ({quoted})"


def _settings_rows(settings: Mapping[str, bytes]) -> pa.Table:
    return pa.Table.from_pylist([{"name": name, "value": value} for name, value in settings.items()], _SETTINGS)


def _record(row: dict[str, Any]) -> Record:
    facts = Facts(*(row[n] for n in ("width", "height", "format", "taken", "camera", "latitude", "longitude")))
    copies, tags = (tuple(row[name] or ()) for name in ("copies", "tags"))
    return Record(row["id"], row["path"], copies, row["bytes"], facts, tags, row["caption"] or "")


def pack(arrays: Arrays) -> bytes:
    """Arrays by name as the bytes of an ``.npz`` file."""
    buffer = io.BytesIO()
    np.savez(buffer, allow_pickle=False, **arrays)
    return buffer.getvalue()


def unpack(content: bytes) -> Arrays:
    """What :func:`pack` packed; objects are refused."""
    with np.load(io.BytesIO(content), allow_pickle=False) as arrays:
        return {name: arrays[name] for name in arrays.files}
