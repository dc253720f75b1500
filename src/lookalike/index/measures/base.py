"""What a similarity measure is, and how its rows are laid out for the store."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from lookalike.types import Floats

Kernel = Callable[[Floats, Floats], Floats]
Finder = Callable[[Floats, Floats], tuple[Floats, Floats]]

_BLOCK = 4_000_000
_TINY = np.float32(2.0**-40)


@dataclass(frozen=True)
class Measure:
    """A similarity, higher for what is more alike.

    :param definition: the formula or its name, in a few words.
    :param embed: (R, D) vectors to (R, E) float32 rows of unit L2 norm; a row of zeros may stay.
    :param kernel: one embedded query (E,) against embedded rows (N, E): (N,) float32.
    :param exact: the inner product of embedded rows is the similarity itself, so
        that a search under L2 ranks exactly; otherwise its answers are re-scored.
    :param lowest: the least value; the largest is 1, for identical vectors.
    :param part: for a query by a part of a picture: an embedded query (E,) against
        embedded rows (N, E) gives how well each picture has such a part, (N,) float32,
        and where, (N, 4) float32 boxes of :mod:`lookalike.geometry`. None where a part
        compares as a picture does.
    :param shortlist: where the kernel is too slow for every row, how many of those that
        the inner product ranks first it is asked for; the rest comes after them.
    """

    name: str
    definition: str
    embed: Callable[[Floats], Floats]
    kernel: Kernel
    exact: bool
    lowest: float
    shortlist: int | None = None
    part: Finder | None = None

    @property
    def search(self) -> str:
        """How a large collection is searched by it, in words."""
        if self.exact:
            return "natively: it is the inner product of what is stored"
        if self.shortlist is not None:
            return f"by the inner product of what is stored; the first {self.shortlist:,} are re-scored"
        return "by the inner product of what is stored, and what that finds is re-scored"

    def similarities(self, queries: Floats, rows: Floats) -> Floats:
        """All similarities of embedded queries (Q, E) to rows (N, E): (Q, N) float32."""
        if self.exact:
            return np.asarray(queries @ rows.T, dtype=np.float32)
        scores = np.empty((len(queries), len(rows)), np.float32)
        step = max(1, _BLOCK // max(1, rows.shape[1]))
        for start in range(0, len(rows), step):
            block = rows[start : start + step]
            for query, out in zip(queries, scores, strict=True):
                out[start : start + step] = self.kernel(query, block)
        return scores


def unit(vectors: Floats) -> Floats:
    """Rows of unit L2 norm; zeros stay zeros."""
    norms = np.linalg.norm(vectors, axis=1, keepdims=True)
    return np.asarray(vectors / np.where(norms > 0, norms, 1), dtype=np.float32)


def carrying(searched: Floats, payload: Floats) -> Floats:
    """Unit rows (R, S) that a search goes by, with numbers (R, P) of size below a million that only the kernel reads.

    They lie in the same row, scaled so small that no inner product notices
    them; a float keeps its relative precision at any scale.
    """
    return np.concatenate([unit(searched), payload.astype(np.float32) * _TINY], axis=1)


def carried(rows: Floats, width: int) -> Floats:
    """The last ``width`` numbers of rows that :func:`carrying` made, (..., width) float32."""
    return np.asarray(rows[..., -width:] / _TINY, dtype=np.float32)
