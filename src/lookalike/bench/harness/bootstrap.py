"""How far a mean over queries can be trusted."""

from __future__ import annotations

from collections.abc import Container, Mapping

import numpy as np
import numpy.typing as npt

from lookalike.bench.harness.measures import Values

RESAMPLES = 1000
LEVEL = 0.95


def intervals(values: Mapping[str, Values], seed: int, medians: Container[str] = ()) -> dict[str, list[float]]:
    """The percentile bootstrap's 95 % interval of each mean or median (Efron 1979), as [low, high].

    All measures share the same 1,000 resamples of the queries, drawn with
    replacement by a generator of its own.

    :param medians: the measures of which the median is meant.
    :param values: (Q,) float64 for each measure, Q the same for all and at least 1.
    """
    table = np.stack(list(values.values()), axis=1)
    count = len(table)
    # How often each query was drawn is all that a mean needs, at a fraction of the memory of the draws.
    times = np.random.default_rng(seed).multinomial(count, np.full(count, 1 / count), size=RESAMPLES)
    means = times @ table / count
    for place, name in enumerate(values):
        if name in medians:
            means[:, place] = _medians(table[:, place], times)
    low, high = np.quantile(means, [(1 - LEVEL) / 2, (1 + LEVEL) / 2], axis=0)
    return {name: [float(a), float(b)] for name, a, b in zip(values, low, high, strict=True)}


def _medians(values: Values, times: npt.NDArray[np.int64]) -> Values:
    """(R,) the lower median of values (Q,) that were drawn so many times (R, Q)."""
    order = np.argsort(values)
    reached = 2 * np.cumsum(times[:, order], axis=1) >= times.sum(axis=1, keepdims=True)
    return np.asarray(values[order][reached.argmax(axis=1)])
