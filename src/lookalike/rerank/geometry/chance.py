"""Compiled: how many transforms would be found so well supported if the matches lay at random.

L. Moisan and B. Stival, A probabilistic criterion to detect rigid point matches between two images and estimate the
fundamental matrix, IJCV 57(3), 2004.
"""

from __future__ import annotations

import math

from lookalike.compiled import compiled

_LN10 = math.log(10)


@compiled
def false_alarms(agreeing: int, matches: int, points: int, chance: float) -> float:
    """The decimal logarithm of the expected number, at most that of all transforms that could be tried.

    :param agreeing: how many of the matches agree with the transform.
    :param points: how many matches determine a transform.
    :param chance: the probability that a match at random agrees with a transform.
    """
    if agreeing <= points:
        return _tries(matches, points)
    ways = _choose(matches, agreeing) + _choose(agreeing, points)
    return math.log10(max(matches - points, 1)) + ways + (agreeing - points) * math.log10(chance)


@compiled
def _tries(matches: int, points: int) -> float:
    return math.log10(max(matches, 1)) + _choose(max(matches, points), points)


@compiled
def _choose(n: int, k: int) -> float:
    """log10 of n over k."""
    return (math.lgamma(n + 1.0) - math.lgamma(k + 1.0) - math.lgamma(n - k + 1.0)) / _LN10
