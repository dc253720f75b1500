"""Sets of pictures with ground truth: which are the queries, and which pictures answer them."""

from __future__ import annotations

import csv
import json
import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import product
from pathlib import Path
from typing import NamedTuple, Self

import numpy as np

from lookalike.bench.harness.measures import Bools, Ints
from lookalike.collection.labels import GROUND_TRUTH
from lookalike.query.words import Words
from lookalike.types import LookalikeError

CAPTIONS = "captions.json"
COLUMNS = ("path", "label", "role")
ROLES = ("both", "query", "db")
DATA_VARIABLE = "LOOKALIKE_DATA"


class DatasetError(LookalikeError):
    """A dataset's folder or its ground truth cannot be used."""


class Entry(NamedTuple):
    """A line of the ground truth.

    :param path: the picture, from the dataset's folder; or the text of a query by words.
    :param labels: what it shows; a picture without labels answers no query.
    :param role: "both" is a query and in the database, "query" and "db" are one of them.
    :param domain: what kind of picture it is, "sketch" for a drawing; "" where that is not said.
    """

    path: str
    labels: tuple[str, ...]
    role: str
    domain: str = ""


@dataclass(frozen=True, eq=False)
class Dataset:
    """Pictures with ground truth; two pictures are relevant to each other when they share a label.

    A query that is in the database too is left out of its own answer.
    """

    name: str
    folder: Path
    entries: tuple[Entry, ...]

    @classmethod
    def read(cls, folder: Path | str) -> Self:
        """Read ``groundtruth.csv`` (path, label, role, perhaps domain; labels joined with ``|``) of a folder.

        A folder that is not there is looked for under the folder that the
        environment variable ``LOOKALIKE_DATA`` names.

        :raises DatasetError: the folder, the file, a column or a listed picture
            is missing, a role is unknown, or there is nothing to ask or to find.
        """
        found = located(Path(folder))
        file = found / GROUND_TRUTH
        try:
            with file.open(encoding="utf-8-sig", newline="") as lines:
                entries = tuple(_entries(found, csv.DictReader(lines, restval="")))
        except OSError as error:
            raise DatasetError(f"Cannot read {file}: a dataset's folder holds it with {_names(COLUMNS)}.") from error
        except (UnicodeDecodeError, csv.Error) as error:
            raise DatasetError(f"{file} is not a CSV file in UTF-8: save it again as one.") from error
        dataset = cls(found.resolve().name, found, entries)
        for indices, role in ((dataset.queries, "query"), (dataset.database, "db")):
            if not len(indices):
                raise DatasetError(f"{file} has no picture of the role {role!r} or 'both': give some that role.")
        return dataset

    @cached_property
    def queries(self) -> Ints:
        """(Q,) places in ``entries`` of the queries."""
        return self._places("query")

    @cached_property
    def database(self) -> Ints:
        """(N,) places in ``entries`` of the pictures that are ranked."""
        return self._places("db")

    @property
    def own(self) -> Ints:
        """(Q,) the place in ``database`` of each query itself, -1 where it is not there."""
        column = np.full(len(self.entries), -1, np.int64)
        column[self.database] = np.arange(len(self.database))
        return column[self.queries]

    @property
    def has_classes(self) -> bool:
        """Every picture is a query and ranked, and has one label: what N-S and bull's-eye are made for."""
        return all(entry.role == "both" and len(entry.labels) == 1 for entry in self.entries)

    def asked(self, indices: Ints) -> Sequence[Path | Words]:
        """What some queries ask by."""
        return self.paths(indices)

    @property
    def drawn(self) -> bool:
        """The queries are drawings."""
        return all(self.entries[i].domain == "sketch" for i in self.queries)

    def paths(self, indices: Ints) -> list[Path]:
        """The files of some entries."""
        return [self.folder / self.entries[i].path for i in indices]

    def relevance(self) -> Bools:
        """(Q, N) whether a database picture answers a query, False for the query itself."""
        numbers = self._label_numbers()
        asked, ranked = numbers[self.queries], numbers[self.database]
        relevant = np.zeros((len(asked), len(ranked)), np.bool_)
        for a, b in product(asked.T, ranked.T):
            relevant |= (a[:, None] == b) & (a >= 0)[:, None]
        mine = np.flatnonzero(self.own >= 0)
        relevant[mine, self.own[mine]] = False
        return relevant

    def _label_numbers(self) -> Ints:
        """(E, L) the numbers of each entry's labels, -1 where it has fewer than L."""
        known: dict[str, int] = {}
        numbers = np.full((len(self.entries), max(len(entry.labels) for entry in self.entries)), -1, np.int64)
        for row, entry in zip(numbers, self.entries, strict=True):
            row[: len(entry.labels)] = [known.setdefault(label, len(known)) for label in entry.labels]
        return numbers

    def _places(self, role: str) -> Ints:
        return np.array([i for i, entry in enumerate(self.entries) if entry.role in (role, "both")], np.int64)


class Captioned(Dataset):
    """Pictures with captions; every caption is a query, by words, for its one picture."""

    @classmethod
    def read(cls, folder: Path | str) -> Self:
        """Read ``captions.json`` of a folder: an object with a list of texts for each picture, by its path.

        :raises DatasetError: the folder or a picture is missing, or the file cannot be used.
        """
        found = located(Path(folder))
        file = found / CAPTIONS
        try:
            captions = json.loads(file.read_text(encoding="utf-8"))
            pictures = [Entry(path, (path,), "db") for path in captions]
            asked = [
                Entry(str(Words(text).text), (path,), "query") for path, texts in captions.items() for text in texts
            ]
        except OSError as error:
            raise DatasetError(f"Cannot read {file}: it holds a list of captions for each picture.") from error
        except (ValueError, TypeError, AttributeError) as error:
            raise DatasetError(f"{file} must be an object with a list of captions for each picture.") from error
        missing = [picture.path for picture in pictures if not (found / picture.path).is_file()]
        if missing or not asked:
            what = f"There is no picture {missing[0]!r}" if missing else "There is no caption"
            raise DatasetError(f"{file}: {what}; name pictures by their paths from the file's folder.")
        return cls(found.resolve().name, found, (*pictures, *asked))

    def asked(self, indices: Ints) -> Sequence[Words]:
        return [Words(self.entries[i].path) for i in indices]


def located(folder: Path) -> Path:
    """A folder as it is named, or under ``$LOOKALIKE_DATA``.

    :raises DatasetError: it is in neither place.
    """
    if folder.is_dir():
        return folder
    base = os.environ.get(DATA_VARIABLE)
    if base and (Path(base) / folder).is_dir():
        return Path(base) / folder
    hint = f"nor is it under {DATA_VARIABLE} ({base})" if base else f"set {DATA_VARIABLE} to where the datasets are"
    raise DatasetError(f"There is no dataset folder {folder}: give a path to one, {hint}.")


def _entries(folder: Path, rows: csv.DictReader[str]) -> Iterator[Entry]:
    file = folder / GROUND_TRUTH
    missing = [column for column in COLUMNS if column not in (rows.fieldnames or ())]
    if missing:
        raise DatasetError(f"{file} lacks {_names(missing)}: its first line names {_names(COLUMNS)}.")
    seen: set[str] = set()
    for row in rows:
        path, role, line = row["path"], row["role"].strip(), f"{file}, line {rows.line_num}"
        if role not in ROLES:
            raise DatasetError(f"{line}: the role {role!r} cannot be measured; write one of {', '.join(ROLES)}.")
        if path in seen:
            raise DatasetError(f"{line}: {path} is listed twice; join its labels with | on one line, role 'both'.")
        if not path or not (folder / path).is_file():
            raise DatasetError(f"{line}: there is no picture {path!r}; paths are relative to the file's folder.")
        seen.add(path)
        labels = dict.fromkeys(label.strip() for label in row["label"].split("|"))
        yield Entry(path, tuple(label for label in labels if label), role, row.get("domain", "").strip())


def _names(columns: tuple[str, ...] | list[str]) -> str:
    return f"the column{'s' if len(columns) > 1 else ''} {', '.join(columns)}"
