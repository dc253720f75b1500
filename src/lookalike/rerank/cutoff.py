"""How likely a hit is a true match, told by how the pictures of its collection score against each other.

Scores between pictures are taken for a mixture: most pairs have nothing to do with each other, and some belong
together. What is fitted to the mixture, without any label, gives the probability that a pair of a certain score belongs
together, one minus the local false discovery rate: B. Efron, Large-scale simultaneous hypothesis testing: the choice of
a null hypothesis, JASA 99, 2004. As there, what comes by chance is estimated from the bulk of the scores themselves
rather than assumed; its upper tail is what meta-recognition extrapolates (Scheirer, Rocha, Micheals & Boult, PAMI 33,
2011).

What lies in a crowd is near everything: scores are counted from half the mean score of a picture with the ten that are
nearest to it, after H. Jégou, H. Harzallah & C. Schmid, A contextual dissimilarity measure for accurate and efficient
image search, CVPR 2007. They count both sides of a pair; here it is the picture's alone, because what is nearest to a
query that nothing matches is no measure of it.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from lookalike.types import Floats

Numbers = npt.NDArray[np.float64]

RELEVANT = 0.5
"""A hit that is more likely a match than not is one."""

LEAST = 500
"""Fewer scores than this say too little of what is usual."""

AROUND = 10
"""So many nearest pictures tell how crowded it is around one."""

_CROWD = 0.5
"""How much of that is taken off a score."""

_BINS = 120
_STARTS = ((0.6, 0.1), (0.85, 0.01))
"""Where matches may lie between the median and the greatest score, and how many they may be."""

_BOUNDS = ((-1.5, 0.5), (-2.0, 1.0), (-3.0, 0.5), (-14.0, 0.0), (-3.0, 3.0), (1.0, 6.0))
_LIKELY = np.array([-0.5, -0.4, -0.2, -4.0, 0.4, 3.0])
_HELD = np.array([3e-3, 3e-3, 1e-2, 3e-4, 1e-3, 3e-3])
"""Within which bounds, near what and how firmly the parameters are held; see :class:`_Mixture`. Likely is what fits the
labelled pairs of Corel-1K, MPEG-7 and views that were made of things cut out of COCO128."""

_FEW = 3000
"""For so many scores the parameters are held twice as firmly as for very many: few pictures tell little themselves."""


def around(similarities: Floats) -> Floats:
    """How crowded it is around pictures.

    :param similarities: (N, S) float32 of N pictures to S usual ones; -inf for the picture itself.
    :return: (N,) float32, the mean of the ten highest, or of as many as there are.
    """
    nearest = -np.sort(-similarities, axis=1)[:, :AROUND]
    there = np.isfinite(nearest)
    return np.asarray(np.where(there, nearest, 0).sum(axis=1) / np.maximum(there.sum(axis=1), 1), np.float32)


def standing(scores: Floats, crowd: Floats) -> Floats:
    """Scores (..., N) float32 of N pictures, counted from how crowded it is around each, (N,)."""
    return np.asarray(scores - np.float32(_CROWD) * crowd, np.float32)


@dataclass(frozen=True, eq=False)
class Cutoff:
    """What the scores of a collection say of any score, both as :func:`standing` counts them.

    :param scores: (B,) float64, ascending.
    :param probabilities: (B,) float64, 0 to 1, that a pair of pictures of each score belongs together; not descending.
    """

    scores: Numbers
    probabilities: Numbers

    @classmethod
    def of(cls, usual: Floats) -> Cutoff:
        """Learn from scores between pictures of a collection.

        A normal distribution with an exponential tail is fitted to what comes by chance, and a beta distribution
        between the median and the greatest score to what does not, by maximal likelihood with a weak prior.

        :param usual: (S,) float32, a fair sample of the scores of pairs, of which there should be ``LEAST`` or more.
        """
        edges = np.linspace(usual.min() - 1e-6, usual.max() + 1e-6, _BINS + 1)
        shares = np.histogram(usual, edges)[0] / len(usual)
        low, median = np.quantile(usual, [0.1, 0.5])
        unit = max(float(median - low), float(edges[1] - edges[0]))
        mixture = _Mixture(edges, float(median), unit, 1 + _FEW / len(usual))
        chance, match = mixture.fitted(shares)
        middles = (edges[1:] + edges[:-1]) / 2
        likely = np.where(middles > median, match / np.maximum(chance + match, 1e-300), 0)
        return cls(middles, np.maximum.accumulate(likely))

    def probability(self, scores: npt.ArrayLike) -> Numbers:
        """The probabilities (N,) float64, 0 to 1, that pictures of scores (N,) are true matches."""
        return np.interp(np.asarray(scores, np.float64), self.scores, self.probabilities)


def proved(probability: float, sure: float) -> float:
    """The probability of a match for which there is evidence of another kind, by which it is one with ``sure``."""
    return 1 - (1 - probability) * (1 - sure)


@dataclass(frozen=True, eq=False)
class _Mixture:
    """Two kinds of scores, in bins.

    Its parameters are, of what comes by chance, where the normal part lies (from the median) and the logarithm of
    its width, both in units of ``unit``, and the logarithm of how many widths the exponential tail is long; the
    log-odds of a match; and of matches, the log-odds of the mean's place between the median and the end and the
    logarithm of the concentration.

    :param edges: (B + 1,) float64, of the bins.
    :param unit: how far the lowest tenth of the scores lies from the median, at the least.
    :param firmness: how firmly the parameters are held, in units of ``_HELD``.
    """

    edges: Numbers
    median: float
    unit: float
    firmness: float

    def fitted(self, shares: Numbers) -> tuple[Numbers, Numbers]:
        """The expected shares (B,) of scores by chance and of matches, by those observed."""
        from scipy.optimize import minimize

        def cost(parameters: Numbers) -> float:
            chance, match = self.shares(parameters)
            held = self.firmness * float((_HELD * (parameters - _LIKELY) ** 2).sum())
            return held - float((shares * np.log(chance + match + 1e-12)).sum())

        starts = (np.array([-0.3, -0.35, 0.0, _odds(much), _odds(place), 3.2]) for place, much in _STARTS)
        found = [minimize(cost, start, method="L-BFGS-B", bounds=_BOUNDS) for start in starts]
        return self.shares(min(found, key=lambda each: float(each.fun)).x)

    def shares(self, parameters: Numbers) -> tuple[Numbers, Numbers]:
        """The expected shares (B,) of scores by chance and of matches."""
        from scipy.special import betainc, expit

        place, width, tail, much, mean, firm = parameters
        span = self.edges[-1] - self.edges[0]
        start = (self.median - self.edges[0]) / span
        mean = start + (1 - start) * expit(mean)
        chance = np.diff(_tailed(self.edges, self.median + self.unit * place, self.unit * np.exp(width), np.exp(tail)))
        alike = np.diff(betainc(mean * np.exp(firm), (1 - mean) * np.exp(firm), (self.edges - self.edges[0]) / span))
        return (1 - expit(much)) * chance, expit(much) * alike


def _tailed(x: Numbers, place: float, width: float, tail: float) -> Numbers:
    """The distribution function of a normal variable plus an exponential one whose mean is ``tail`` widths."""
    from scipy.special import log_ndtr, ndtr

    z = (x - place) / width
    return np.asarray(ndtr(z) - np.exp((0.5 / tail - z) / tail + log_ndtr(z - 1 / tail)), np.float64)


def _odds(share: float) -> float:
    return float(np.log(share / (1 - share)))
