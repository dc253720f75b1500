"""k-means for a few words and for a million (Lloyd 1982; Philbin et al., CVPR 2007)."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from lookalike.cores import one_thread_each
from lookalike.encode.codebook import EXACT, Codebook
from lookalike.encode.rows import drawn
from lookalike.types import Floats, Words

_ROUNDS = 12
_CELL_ROUNDS = 8
_PROBED = 12
_PROBED_OF_TREE = 6
"""Cells that were learnt first know better which words are near; both find some 97 in 100 of SIFT's 16,384."""
_MOST_A_WORD = 256
_MOST = 4_000_000


@one_thread_each()
def kmeans(rows: Floats, k: int, seed: int = 0) -> Codebook:
    """A vocabulary of k words, means of the rows that are nearest to them.

    Up to 512 words it is Lloyd's algorithm; of more it is the approximate k-means of Philbin et al.
    (Object retrieval with large vocabularies and fast spatial matching, CVPR 2007), which looks words
    up in cells in place of random trees. Words that no row is nearest to move to the rows that
    are farthest from theirs.

    :param rows: (R, D) float32, at least k of them; 256 a word are drawn of more, 4 million at most.
    """
    generator = np.random.default_rng(seed)
    rows = drawn(rows, min(_MOST_A_WORD * k, max(_MOST, k)), seed)
    words = rows[np.sort(generator.choice(len(rows), k, replace=False))]
    book = codebook(words, seed)
    for _ in range(_ROUNDS):
        nearest, distances = book.nearest(rows)
        book = codebook(means(rows, nearest[:, 0], distances[:, 0], book.words), seed)
    return book


@one_thread_each()
def tree(rows: Floats, k: int, seed: int = 0) -> Codebook:
    """A vocabulary of k words by hierarchical k-means: cells of the rows, and words within each cell.

    :param rows: (R, D) float32, at least k of them.
    """
    rows = drawn(rows, min(_MOST_A_WORD * k, max(_MOST, k)), seed)
    top = kmeans(rows, round(float(np.sqrt(k))), seed)
    nearest = top.nearest(rows)[0][:, 0]
    sizes = np.bincount(nearest, minlength=len(top.words))
    shares = _shares(sizes, k)
    order = np.argsort(nearest, kind="stable")
    inside = np.split(rows[order], np.cumsum(sizes)[:-1])
    words = [kmeans(own, share, seed).words for own, share in zip(inside, shares, strict=True) if share]
    return Codebook(np.concatenate(words), top.words, np.concatenate([[0], np.cumsum(shares)]), _PROBED_OF_TREE)


def codebook(words: Floats, seed: int = 0) -> Codebook:
    """Any words, brought into cells; they change places for that."""
    if len(words) <= EXACT:
        return Codebook.exact(words)
    cells = words[np.sort(np.random.default_rng(seed).choice(len(words), _cells(len(words)), replace=False))]
    for _ in range(_CELL_ROUNDS):
        nearest, distances = Codebook.exact(cells).nearest(words)
        cells = means(words, nearest[:, 0], distances[:, 0], cells)
    nearest = Codebook.exact(cells).nearest(words)[0][:, 0]
    order = np.argsort(nearest, kind="stable")
    starts = np.searchsorted(nearest[order], np.arange(len(cells) + 1)).astype(np.int64)
    return Codebook(np.ascontiguousarray(words[order]), cells, starts, _PROBED)


def means(rows: Floats, words: Words, distances: Floats, old: Floats) -> Floats:
    """The mean of the rows of each word; words without any move to the rows farthest from theirs."""
    sums, counts = summed(rows, words, len(old))
    empty = np.flatnonzero(counts == 0)
    moved = sums / np.maximum(counts, 1)[:, None]
    moved[empty] = rows[np.argsort(-distances, kind="stable")[: len(empty)]]
    return np.asarray(moved, np.float32)


def summed(rows: Floats, groups: npt.NDArray[np.integer], count: int) -> tuple[Floats, npt.NDArray[np.int64]]:
    """The sum of the rows of each group, (count, D) float32, and how many there are, (count,)."""
    from scipy.sparse import csr_matrix

    members = csr_matrix(
        (np.ones(len(rows), np.float32), (groups, np.arange(len(rows)))), shape=(count, len(rows)), dtype=np.float32
    )
    return np.asarray(members @ rows, np.float32), np.bincount(groups, minlength=count)


def _cells(words: int) -> int:
    return round(2 * float(np.sqrt(words)))


def _shares(sizes: npt.NDArray[np.int64], k: int) -> npt.NDArray[np.int64]:
    """How many of k words each cell gets: in proportion to its rows, and never more than those."""
    exact = sizes * (k / int(sizes.sum()))
    shares = np.floor(exact).astype(np.int64)
    rest = np.argsort(shares - exact, kind="stable")
    shares[rest[: k - shares.sum()]] += 1
    return np.asarray(shares, np.int64)
