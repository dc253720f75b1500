"""The labels of a collection's pictures: the names of the folders that they lie in."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any, Self

import numpy as np

from lookalike.classify.verdict import Labels, Probabilities
from lookalike.collection.paths import text_path
from lookalike.index.store import Store
from lookalike.parameters import nearest
from lookalike.types import LookalikeError


@dataclass(frozen=True, eq=False)
class Labelled:
    """The pictures of a collection that have a label.

    :param names: of the K labels, in alphabetical order.
    :param numbers: the label of each picture by its id, as a place in ``names``.
    """

    names: tuple[str, ...]
    numbers: dict[str, int]

    @classmethod
    def of(cls, store: Store, chosen: Sequence[str] = ()) -> Self:
        """Each picture's label is the innermost folder of its path that is one of its tags.

        :param chosen: the only tags that are labels, if any are named.
        :raises LookalikeError: there are fewer than two labels, or no picture has a chosen one.
        """
        table = store.places()
        rows = [] if table is None else table.to_pylist()
        if not rows:
            raise LookalikeError(f"The collection {store.uri} holds no images yet: add some with lookalike index.")
        if chosen:
            _refuse_unknown(rows, chosen)
        named = {row["id"]: name for row in rows if (name := _innermost(row, chosen)) is not None}
        names = tuple(sorted(set(named.values())))
        if len(names) < 2:
            raise LookalikeError(_too_few(store.uri, names, chosen))
        places = {name: place for place, name in enumerate(names)}
        return cls(names, {id: places[name] for id, name in sorted(named.items())})

    @property
    def frequencies(self) -> Probabilities:
        """(K,) float64: the share of the pictures that has each label."""
        counts = Counter(self.numbers.values())
        return np.array([counts[place] for place in range(len(self.names))]) / len(self.numbers)

    def of_ids(self, ids: Sequence[str]) -> Labels:
        """(N,) int64: the number of each picture's label, -1 for a picture without one."""
        return np.array([self.numbers.get(id, -1) for id in ids], np.int64)


def _innermost(row: dict[str, Any], chosen: Collection[str]) -> str | None:
    tags = set(row["tags"] or ())
    folders = reversed(text_path(row["path"]).parts[:-1])
    return next((name for name in folders if name in tags and (not chosen or name in chosen)), None)


def _refuse_unknown(rows: Sequence[dict[str, Any]], chosen: Sequence[str]) -> None:
    known = {tag for row in rows for tag in row["tags"] or ()}
    for name in chosen:
        if name not in known:
            hint = nearest(name, known) if known else "no picture lies in a folder that was indexed."
            raise LookalikeError(f"No picture has the label {name!r}: {hint}")


def _too_few(uri: str, names: Sequence[str], chosen: Sequence[str]) -> str:
    if chosen:
        return f"With the label {chosen[0]!r} alone there is nothing to tell apart: name two labels or more."
    if not names:
        return f"No picture of {uri} has a label: index folders, whose names are the labels, and not single files."
    return f"All pictures of {uri} have the label {names[0]!r}: sort them into folders, one a label, and index again."
