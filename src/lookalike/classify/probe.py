"""Labels by a linear probe: multinomial logistic regression on vectors."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Self

import numpy as np
import numpy.typing as npt

from lookalike.classify.folds import dealt
from lookalike.classify.verdict import Labels, Probabilities, log_loss, tempered
from lookalike.cores import one_thread_each
from lookalike.types import Floats

_PENALTIES = (1e-3, 1e-4, 1e-5, 1e-6)
_FOLDS = 3
_STEPS = 200


@dataclass(frozen=True, eq=False)
class Probe:
    """One linear score a label, and the softmax of the scores.

    :param matrix: (D + 1, K) float64; the last row is added to the scores.
    :param prior: (K,) float64, the frequencies of the labels, summing to 1.
    :param trials: how many pictures it was learnt from.

    Source: Alain & Bengio, Understanding intermediate layers using linear classifier probes, ICLR workshop 2017.

    Deviations: none.
    """

    matrix: npt.NDArray[np.float64]
    prior: Probabilities
    trials: int

    @classmethod
    def fit(cls, rows: Floats, truth: Labels, prior: Probabilities) -> Self:
        """Learn from rows (N, D) with labels (N,); the L2 penalty is the best of four on rows left out."""
        rows = rows.astype(np.float64)
        scale = np.sqrt(np.einsum("nd,nd->n", rows, rows).mean()) or 1.0
        folds = dealt(truth, _FOLDS)
        inner = [(rows[folds != fold] / scale, truth[folds != fold], folds == fold) for fold in range(_FOLDS)]

        def loss(penalty: float) -> float:
            total = 0.0
            for learnt_from, labels, out in inner:
                probe = cls(_solved(learnt_from, labels, len(prior), penalty), prior, len(truth))
                total += log_loss(probe.probabilities(rows[out] / scale), truth[out]) * out.sum()
            return total

        matrix = _solved(rows / scale, truth, len(prior), min(_PENALTIES, key=loss))
        matrix[:-1] /= scale
        return cls(matrix, prior, len(truth))

    def probabilities(self, rows: npt.NDArray[np.floating]) -> Probabilities:
        """(Q, K) float64, rows summing to 1."""
        return tempered(_softmax(rows @ self.matrix[:-1] + self.matrix[-1]), self.prior, self.trials)


def _softmax(scores: Probabilities) -> Probabilities:
    powers = np.exp(scores - scores.max(axis=1, keepdims=True))
    return np.asarray(powers / powers.sum(axis=1, keepdims=True))


def _solved(rows: npt.NDArray[np.float64], truth: Labels, labels: int, penalty: float) -> npt.NDArray[np.float64]:
    """The matrix (D + 1, K) of least penalised loss, by L-BFGS."""
    from scipy.optimize import minimize

    shape = (rows.shape[1] + 1, labels)
    right = np.zeros((len(rows), labels))
    right[np.arange(len(rows)), truth] = 1

    def loss_and_slope(flat: npt.NDArray[np.float64]) -> tuple[float, npt.NDArray[np.float64]]:
        matrix = flat.reshape(shape)
        probabilities = _softmax(rows @ matrix[:-1] + matrix[-1])
        wrong = (probabilities - right) / len(rows)
        slope = np.vstack([rows.T @ wrong + penalty * matrix[:-1], wrong.sum(axis=0)])
        fit = -np.log(np.maximum(probabilities[np.arange(len(rows)), truth], 1e-300)).mean()
        return float(fit + penalty / 2 * np.square(matrix[:-1]).sum()), slope.ravel()

    start = np.zeros(shape[0] * shape[1])
    # The products are many and small: threads would wait for each other.
    with one_thread_each():
        found = minimize(loss_and_slope, start, jac=True, method="L-BFGS-B", options={"maxiter": _STEPS})
    return np.asarray(found.x).reshape(shape)
