"""Search over a store: exhaustive while that is fast, an ANN index beyond.

Both ways give the same kind of answer: candidates scored by the true
similarity. The ANN index (IVF_HNSW_SQ: Malkov & Yashunin, PAMI 2020, over 8-bit
scalars) only chooses the candidates. Codes need no index: all of them are kept in memory and looked through.
"""

from __future__ import annotations

import threading
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from typing import Any, Protocol

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from lookalike.index.coded import Codes
from lookalike.index.polling import Ballot
from lookalike.index.space import Space
from lookalike.index.store import Store, matrices
from lookalike.types import Bools, Floats

EXHAUSTIVE_ROWS = 30_000
"""Collections up to this size are searched row by row, in memory."""

RESCORED = 2000
"""An ANN index gives at least so many candidates where its inner product is not the score itself."""

SAMPLED = 2000
"""Images of which the scores tell what scores are usual."""

FRESH = 0.02
"""The share of images by which a collection may grow or shrink before it is asked anew what is usual in it."""

STALE = 0.1
"""The share of rows outside an index at which it is built anew."""


@dataclass(frozen=True, eq=False)
class Candidates:
    """Images that may be in the answer, in no promised order.

    :param ids: N strings.
    :param rows: (N, D) float32.
    :param total: how many images they were chosen from.
    :param numbers: (N,) the database's own numbers of them, where not every image is one.
    """

    ids: pa.StringArray
    rows: Floats
    total: int
    numbers: npt.NDArray[np.uint64] | None = None

    def at(self, kept: Bools) -> Candidates:
        """Some of them, by a mask (N,)."""
        numbers = None if self.numbers is None else self.numbers[kept]
        dropped = len(kept) - np.count_nonzero(kept)
        return Candidates(self.ids.filter(pa.array(kept)), self.rows[kept], self.total - int(dropped), numbers)


class Electing(Protocol):
    """What knows images that answer, apart from their rows."""

    def best(self, reach: int, where: str | None) -> Collection[int]:
        """The database's numbers of about ``reach`` images, of those that an SQL predicate holds for."""


class Searcher:
    """Finds candidates in a store; keeps the rows of a small one in memory."""

    def __init__(self, store: Store, space: Space) -> None:
        self._store = store
        self._space = space
        self._kept: tuple[int, Candidates] | None = None
        self._codes: tuple[int, Codes] | None = None
        self._sampled: tuple[int, Candidates] | None = None
        self._loading = threading.Lock()

    def candidates(
        self,
        queries: Floats,
        ballots: Sequence[Ballot],
        wanted: int,
        where: str | None,
        exact: bool,
        elections: Sequence[Electing] = (),
    ) -> Candidates:
        """What could be among the best ``wanted`` for any of the query rows (Q, D).

        :param ballots: how pictures vote for the queries, for each part that votes.
        :param where: an SQL predicate that every candidate satisfies.
        :param exact: the inner product of rows is the score itself.
        :param elections: what else chooses candidates.
        """
        table = self._store.images()
        if table is None:
            return _empty(self._space.dimension)
        if self._is_large(table):
            asked = queries[queries.any(axis=1)]
            return self._approximate(table, asked, ballots, wanted, where, exact and not ballots, elections)
        everything = self._everything(table)
        return everything if where is None else _among(everything, self._store.ids(where))

    def sample(self) -> Candidates:
        """Images at equal steps through the store, of which there are ``SAMPLED`` at most: what is usual in it."""
        table = self._store.images()
        if table is None:
            return _empty(self._space.dimension)
        places = sample_places(table.count_rows())
        if not self._is_large(table):
            everything = self._everything(table)
            return Candidates(everything.ids.take(pa.array(places)), everything.rows[places], len(places))
        count = table.count_rows()
        if self._sampled is None or outgrown(self._sampled[0], count):
            rows = table.take_offsets(places.tolist()).select(self._store.vector_columns).to_arrow()
            self._sampled = (count, self._candidates(rows, rows.num_rows))
        return self._sampled[1]

    def has_index(self) -> bool:
        table = self._store.images()
        return table is not None and any("vector" in index.columns for index in table.list_indices())

    def _is_large(self, table: Any) -> bool:
        return self.has_index() or (not self._space.stored_numbers and table.count_rows() > EXHAUSTIVE_ROWS)

    def refresh(self) -> None:
        """Build the indexes where the store has outgrown looking through all of it, or the indexes."""
        table = self._store.images()
        if table is None or table.count_rows() <= EXHAUSTIVE_ROWS:
            return
        from lancedb.index import BTree, IvfHnswSq

        if is_stale(table, "id"):
            table.create_index("id", config=BTree(), replace=True)
        if self._space.stored_numbers and is_stale(table, "vector"):
            table.create_index("vector", config=IvfHnswSq(distance_type="l2"), replace=True)

    def describe(self) -> str:
        """How a search goes, for people."""
        count = f"{len(self._store):,} images"
        codes = sum(codewords.length for codewords in self._space.codewords.values())
        if codes:
            count += f" by codes of {codes:,} bytes"
        if self._space.voting:
            count += " by an inverted file" if not self._space.dimension else " and by an inverted file"
        if not self.has_index():
            return f"exhaustive search over {count}"
        again = "" if self._space.exact else ", candidates re-scored by the true measure"
        return f"IVF_HNSW_SQ index over {count}{again}"

    def _everything(self, table: Any) -> Candidates:
        with self._loading:  # threads that found it all changed would each hold all of it
            if self._kept is None or self._kept[0] != table.version:
                rows = table.search().select(self._store.vector_columns).to_arrow()
                self._kept = (table.version, self._candidates(rows, rows.num_rows))
            return self._kept[1]

    def rows_of(self, ids: Sequence[str]) -> dict[str, Floats]:
        """Rows (E,) of images by id; unknown ids are passed over."""
        found = (self._candidates(rows, rows.num_rows) for rows in self._store.vectors_of(ids))
        return {id: row for some in found for id, row in zip(some.ids.to_pylist(), some.rows, strict=True)}

    def _candidates(self, rows: pa.Table, total: int) -> Candidates:
        return Candidates(rows["id"].combine_chunks(), self._space.restored(*matrices(rows)), total)

    def _all_codes(self, table: Any) -> Codes:
        if self._codes is None or self._codes[0] != table.version:
            rows = table.search().select(["code"]).with_row_id(True).to_arrow()
            self._codes = (table.version, Codes(self._space, rows["_rowid"].to_numpy(), matrices(rows)[1]))
        return self._codes[1]

    def _approximate(
        self,
        table: Any,
        queries: Floats,
        ballots: Sequence[Ballot],
        wanted: int,
        where: str | None,
        exact: bool,
        elections: Sequence[Electing],
    ) -> Candidates:
        queries = np.nan_to_num(queries)  # what does not matter adds nothing to an inner product
        # Far down a list a few thousand more are enough, and all of them are held in memory.
        wider = min((4 if exact else 10) * wanted, wanted + 2 * RESCORED)
        reach = max(200 if exact else RESCORED, wider)
        # Of a long list that is scored anew, the end may lack a few.
        breadth = max(reach + reach // 10, min(2 * reach, 1000))
        found: set[int] = set()
        for query in self._space.numbers(queries) if self._space.stored_numbers else ():
            search = table.search(query, vector_column_name="vector").distance_type("l2").limit(reach).ef(breadth)
            if where is not None:
                search = search.where(where, prefilter=True)
            found.update(search.select(["_distance"]).with_row_id(True).to_arrow()["_rowid"].to_pylist())
        if self._space.codewords and len(queries):
            among = None if where is None else self._store.numbers(where)
            found.update(self._all_codes(table).best(queries, reach, among))
        elected = set[str]().union(*(ballot.best(reach) for ballot in ballots))
        found.update(self._store.row_ids(elected, where))
        found.update(*(election.best(reach, where) for election in elections))
        if not found:
            return _empty(self._space.dimension)
        rows = table.take_row_ids(sorted(found)).select(self._store.vector_columns).with_row_id().to_arrow()
        chosen = self._candidates(rows, self._store.count(where))
        return replace(chosen, numbers=rows["_rowid"].to_numpy())


def is_stale(table: Any, column: str) -> bool:
    """Whether many rows are in no index of a column."""
    indexed = sum(index.num_indexed_rows or 0 for index in table.list_indices() if column in index.columns)
    return bool(table.count_rows() - indexed > STALE * table.count_rows())


def outgrown(then: int, now: int) -> bool:
    """Whether what was usual among so many images may be so no more, now that there are others."""
    return abs(now - then) > FRESH * then


def sample_places(count: int) -> npt.NDArray[np.int64]:
    """Places at equal steps among so many, ``SAMPLED`` at most."""
    return np.unique(np.linspace(0, count - 1, min(count, SAMPLED)).astype(np.int64))


def _empty(dimension: int) -> Candidates:
    return Candidates(pa.array([], pa.string()), np.empty((0, dimension), np.float32), 0)


def _among(candidates: Candidates, ids: Sequence[str]) -> Candidates:
    kept = pc.is_in(candidates.ids, value_set=pa.array(ids, pa.string()))
    return Candidates(candidates.ids.filter(kept), candidates.rows[np.asarray(kept)], len(ids))


def best(scores: Floats, ids: pa.StringArray, wanted: int) -> npt.NDArray[np.intp]:
    """The places of the ``wanted`` highest of (N,) scores, best first, ties in order of id."""
    if wanted < len(scores):
        least = np.partition(scores, len(scores) - wanted)[len(scores) - wanted]
        places = np.flatnonzero(scores >= least)
    else:
        places = np.arange(len(scores))
    names = np.asarray(ids.take(pa.array(places)).to_pylist(), dtype=np.str_)
    return places[np.lexsort((names, -scores[places]))][:wanted]
