"""How far a mean over queries can be trusted."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from lookalike.bench.measures import Values

RESAMPLES = 1000
LEVEL = 0.95


def intervals(values: Mapping[str, Values], seed: int) -> dict[str, list[float]]:
    """The percentile bootstrap's 95 % interval of each mean (Efron 1979), as [low, high].

    All measures share the same 1,000 resamples of the queries, drawn with
    replacement by a generator of its own.

    :param values: (Q,) float64 for each measure, Q the same for all and at least 1.
    """
    table = np.stack(list(values.values()), axis=1)
    count = len(table)
    # How often each query was drawn is all that a mean needs, at a fraction of the memory of the draws.
    times = np.random.default_rng(seed).multinomial(count, np.full(count, 1 / count), size=RESAMPLES)
    means = times @ table / count
    low, high = np.quantile(means, [(1 - LEVEL) / 2, (1 + LEVEL) / 2], axis=0)
    return {name: [float(a), float(b)] for name, a, b in zip(values, low, high, strict=True)}
