"""The compiled part of looking through codes; import it within functions only."""

from __future__ import annotations

import numpy as np

from lookalike.compiled import compiled
from lookalike.types import Bytes, Floats


@compiled
def summed(codes: Bytes, first: int, tables: Floats) -> Floats:
    """For each code (N, B) the sum of what its bytes from one on have in tables (M, K): (N,) float32."""
    sums = np.empty(len(codes), np.float32)
    for i in range(len(codes)):
        total = np.float32(0)
        for m in range(len(tables)):
            total += tables[m, codes[i, first + m]]
        sums[i] = total
    return sums
