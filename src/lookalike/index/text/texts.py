"""What is written of the images of a store, and which of them answer words.

A collection that is searched row by row has its texts in memory. Of a large one, a full-text index of LanceDB chooses
the candidates and counts the terms; both score alike, by :class:`Sheet`. The index is derived from the table: where
there is none yet, all texts are looked through.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from lookalike.index.search import EXHAUSTIVE_ROWS, Candidates, is_stale, sample_places
from lookalike.index.store import Store
from lookalike.index.text.sheet import Sheet, Term, Usage
from lookalike.types import Bools, Floats

_COUNTED = 10_000
"""A term of more images is counted in a sample of them."""

_LONGEST = 200
"""Bytes of a token, at the most."""


class Texts:
    """The texts of a store; keeps those of a small one in memory."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._kept: tuple[int, Whole] | None = None
        self._sampled: tuple[int, Sheet] | None = None

    def refresh(self) -> None:
        """Build the full-text index where the store has outgrown exhaustive search, or bring it up to date."""
        table = self._store.images()
        if table is None or table.count_rows() <= EXHAUSTIVE_ROWS:
            return
        if is_stale(table, "text"):
            from lancedb.index import FTS

            plain = FTS(
                base_tokenizer="whitespace",
                lower_case=False,
                stem=False,
                remove_stop_words=False,
                ascii_folding=False,
                max_token_length=_LONGEST,
            )
            table.create_index("text", config=plain, replace=True)

    def has_index(self) -> bool:
        table = self._store.images()
        return table is not None and any("text" in index.columns for index in table.list_indices())

    def looked_up(self, terms: Iterable[Term], excluded: Iterable[Term] = ()) -> Lookup:
        """Terms, some of which an image is to have, and others that it must not have."""
        return Lookup(self, tuple(dict.fromkeys(terms)), tuple(dict.fromkeys(excluded)))

    def usage(self, terms: Sequence[Term]) -> Usage:
        """How those of some terms are used that are in the collection at all: the others say nothing of any image."""
        count, sample = len(self._store), self.sample()
        if not self.has_index():
            sheet = self.whole().sheet
            having = {term: int(np.count_nonzero(sheet.counts(term))) for term in terms}
        else:
            having = {term: self._having(term, sample, count) for term in terms}
        having = {term: images for term, images in having.items() if images}
        return Usage(count, having, float(sample.lengths.mean()) if len(sample) else 1.0)

    def _having(self, term: Term, sample: Sheet, count: int) -> int:
        numbers = self.holding(term)
        if len(numbers) < _COUNTED:
            return len(numbers)
        return max(len(numbers), round(count * np.count_nonzero(sample.counts(term)) / len(sample)))

    def numbers(self, where: str) -> npt.NDArray[np.uint64]:
        """The database's numbers of the images that an SQL predicate holds for."""
        return self._store.numbers(where)

    def holding(self, term: Term, where: str | None = None) -> npt.NDArray[np.uint64]:
        """The database's numbers of images that have a term, by the index; of so many at the most that are counted."""
        numbers = self.matching(term, _COUNTED, where, every=True)
        if len(term) == 1:
            return numbers
        return numbers[self.sheet_of_numbers(numbers).counts(term) > 0]

    def matching(
        self, tokens: Sequence[str], limit: int, where: str | None = None, every: bool = False
    ) -> npt.NDArray[np.uint64]:
        """The database's numbers of the images that answer one of several tokens best, or every one of them."""
        from lancedb import query

        make: Any = query.MatchQuery  # its defaults are not in its types
        join = query.FullTextOperator.AND if every else query.FullTextOperator.OR
        search = self._store.images().search(make(" ".join(tokens), "text", operator=join), query_type="fts")
        if where is not None:
            search = search.where(where, prefilter=True)
        rows = search.select(["_score"]).limit(limit).with_row_id(True).to_arrow()
        return np.asarray(rows["_rowid"], np.uint64)

    def sample(self) -> Sheet:
        """The texts of images at equal steps through the store."""
        table = self._store.images()
        if not self.has_index():
            whole = self.whole()
            return whole.sheet_at(sample_places(len(whole.ids)))
        if self._sampled is None or self._sampled[0] != table.version:
            places = sample_places(table.count_rows())
            rows = table.take_offsets(places.tolist()).select(["text"]).to_arrow()
            self._sampled = table.version, Sheet.of(rows["text"])
        return self._sampled[1]

    def whole(self) -> Whole:
        """The texts of all images."""
        table = self._store.images()
        if table is None:
            return Whole(pa.array([], pa.string()), pa.array([], pa.string()), np.empty(0, np.uint64))
        if self._kept is None or self._kept[0] != table.version:
            rows = table.search().select(["id", "text"]).with_row_id(True).to_arrow()
            self._kept = table.version, Whole(rows["id"].combine_chunks(), rows["text"], rows["_rowid"].to_numpy())
        return self._kept[1]

    def sheet_of(self, found: Candidates) -> Sheet:
        """The texts of candidates."""
        if found.numbers is not None and self.has_index():
            return self.sheet_of_numbers(found.numbers)
        whole = self.whole()
        return whole.sheet_at(pc.index_in(found.ids, value_set=whole.ids).fill_null(-1).to_numpy(zero_copy_only=False))

    def sheet_of_numbers(self, numbers: npt.NDArray[np.uint64]) -> Sheet:
        """The texts of images by the database's numbers of them."""
        if not len(numbers):
            return Sheet.of(pa.array([], pa.string()))
        rows = self._store.images().take_row_ids(numbers.tolist()).select(["text"]).with_row_id().to_arrow()
        order = np.argsort(rows["_rowid"].to_numpy())
        return Sheet.of(rows["text"].take(pa.array(order[np.searchsorted(rows["_rowid"].to_numpy()[order], numbers)])))


@dataclass(frozen=True, eq=False)
class Whole:
    """The texts of all images of a store.

    :param ids: N strings, ``texts`` of each, and ``numbers`` (N,), the database's own.
    """

    ids: Any
    texts: Any
    numbers: npt.NDArray[np.uint64]

    @cached_property
    def sheet(self) -> Sheet:
        return Sheet.of(self.texts)

    def sheet_at(self, places: npt.NDArray[Any]) -> Sheet:
        """Some of the texts; an empty one for a place below 0."""
        if len(places) == len(self.ids) and np.array_equal(places, np.arange(len(places))):
            return self.sheet
        return Sheet.of(self.texts.take(pa.array(places, mask=places < 0)))


@dataclass(frozen=True, eq=False)
class Lookup:
    """Terms that are looked for in texts.

    :param excluded: terms that must not be there.
    """

    texts: Texts
    terms: tuple[Term, ...]
    excluded: tuple[Term, ...]

    @cached_property
    def usage(self) -> Usage:
        return self.texts.usage(self.terms)

    @property
    def answers(self) -> bool:
        """Some term is written somewhere."""
        return any(self.usage.having.values())

    @cached_property
    def excludes(self) -> bool:
        """Some excluded term is written somewhere."""
        return any(self.texts.usage(self.excluded).having.values())

    def best(self, reach: int, where: str | None) -> set[int]:
        """The database's numbers of images, some of ``reach`` or more, that answer best."""
        if not self.answers:
            return set()
        if not self.texts.has_index():
            return self._best_of_all(reach, where)
        tokens = list(dict.fromkeys(token for term in self.terms for token in term))
        found = [self.texts.matching(tokens, reach, where)]
        found += [self.texts.holding(term, where) for term in self.terms if len(term) > 1]
        return set(np.concatenate(found).tolist())

    def _best_of_all(self, reach: int, where: str | None) -> set[int]:
        whole = self.texts.whole()
        scores = whole.sheet.scores(self.usage)
        if where is not None:
            scores = np.where(np.isin(whole.numbers, self.texts.numbers(where)), scores, np.float32(0))
        first = np.argsort(-scores, kind="stable")[:reach]
        return set(whole.numbers[first[scores[first] > 0]].tolist())

    def scores(self, found: Candidates) -> Floats:
        """(N,) float32: how much of the terms is written of candidates, 0 to about 1."""
        return self.texts.sheet_of(found).scores(self.usage)

    def allowed(self, found: Candidates) -> Bools:
        """(N,) whether no excluded term is written of candidates."""
        sheet = self.texts.sheet_of(found)
        return np.asarray(~np.any([sheet.counts(term) > 0 for term in self.excluded], axis=0), np.bool_)
