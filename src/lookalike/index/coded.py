"""Looking through the codes of all images of a store.

Every byte of a code stands for some numbers, so that the inner product of a query and a code is a
sum of one number a byte from a table (Jégou, Douze & Schmid, Product quantization for nearest
neighbor search, PAMI 2011). Binary codes are no exception: it is their Hamming distance, counted
eight bits at a time.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from lookalike.index.space import Space
from lookalike.types import Bytes, Floats


class Codes:
    """The codes of images in memory.

    :param numbers: (N,) the database's own numbers of the images.
    :param codes: (N, B) uint8, of the parts that give codes, one part's after another's.
    """

    def __init__(self, space: Space, numbers: npt.NDArray[np.uint64], codes: Bytes) -> None:
        self._space, self._numbers, self._codes = space, numbers, codes
        self._norms = [np.sqrt(_summed(codes, part.bytes, part.codewords.squares)) for part in space.coded()]

    def best(self, queries: Floats, wanted: int, among: npt.NDArray[np.uint64] | None) -> list[int]:
        """The numbers of the images whose codes are most like any of the query rows (Q, E), so many for each.

        :param among: the images that can be chosen; None: all.
        """
        places = np.arange(len(self._numbers)) if among is None else np.flatnonzero(np.isin(self._numbers, among))
        reach = min(wanted, len(places))
        if not reach:
            return []
        chosen = [np.argpartition(-self.scores(query)[places], reach - 1)[:reach] for query in queries]
        return [int(number) for number in self._numbers[places[np.unique(np.concatenate(chosen))]]]

    def scores(self, query: Floats) -> Floats:
        """What the parts with codes add to the similarities to a query row (E,): (N,) float32."""
        scores = np.zeros(len(self._codes), np.float32)
        for part, norms in zip(self._space.coded(), self._norms, strict=True):
            products = part.codewords.products(query[part.columns] * part.scale)
            scores += _summed(self._codes, part.bytes, products) / np.maximum(norms, np.float32(1e-12))
        return scores


def _summed(codes: Bytes, columns: slice, tables: Floats) -> Floats:
    """For each code (N, B) the sum of what its bytes in some columns have in tables (M, K): (N,) float32."""
    from lookalike.index.coded_kernels import summed

    return summed(codes, columns.start, tables)
