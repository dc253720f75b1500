"""Pictures dealt into folds, each of which is judged by what was learnt from the others."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from lookalike.classify.verdict import Labels, Probabilities

Judge = Callable[[Labels, Labels], Probabilities]
"""Learns from some places, and gives the probabilities (Q, K) of other places."""


def dealt(truth: Labels, folds: int, seed: int = 0) -> Labels:
    """(N,) the fold of each picture, at random, each label spread over all as evenly as can be."""
    shuffled = np.lexsort((np.random.default_rng(seed).random(len(truth)), truth))
    dealt = np.empty(len(truth), np.int64)
    dealt[shuffled] = np.arange(len(truth)) % folds
    return dealt


def cross_validated(judge: Judge, truth: Labels, labels: int, folds: int) -> Probabilities:
    """(N, K): what is said of each picture by a judge who learnt from the other folds."""
    fold = dealt(truth, folds)
    said = np.empty((len(truth), labels))
    for number in range(folds):
        out = np.flatnonzero(fold == number)
        if len(out):
            said[out] = judge(np.flatnonzero(fold != number), out)
    return said
