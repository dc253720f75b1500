"""Relevance feedback: from how judged pictures compare, how much each of them and each part counts.

Everything is learnt from similarities, part by part, of the judged pictures and of some usual ones, of which nothing is
known and which count as unwanted, as few pictures of a collection are wanted (pseudo-negatives). What is learnt is a
weighted sum of similarities to these pictures, and so a query like any other.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

from lookalike.types import Floats

UNWANTED = 0.5
"""What the disliked count against the liked, by Rocchio."""

REGULAR = 0.01
"""How much a classifier is held back from following each single picture."""

USUAL = 0.3
"""What all usual pictures together count against all disliked ones."""

Signs = npt.NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class Learnt:
    """A score: the sum over pictures and parts of coefficient x weight x similarity.

    :param coefficients: (T,) float32, of each picture that was learnt from.
    :param weights: (parts,) float32, what each part counts, 1 as in the representation.
    :param boundary: the score halfway between what is liked and what is not.
    """

    coefficients: Floats
    weights: Floats
    boundary: float


Lesson: TypeAlias = Callable[[Floats, Signs], Learnt]
"""Takes (parts, T, T) float32, what each part adds to the similarities of T pictures, and (T,) what was said of each:
1 liked, of which there is one at least, -1 disliked, 0 nothing."""


def rocchio(parts: Floats, said: Signs) -> Learnt:
    """The mean of the liked minus half the mean of the disliked.

    Source: J. Rocchio, Relevance feedback in information retrieval, in Salton, The SMART Retrieval System, 1971.
    """
    return _learnt(_means(said), np.ones(len(parts), np.float32), parts, said)


def reweighting(parts: Floats, said: Signs) -> Learnt:
    """The same, with more weight on the parts by which the liked are alike and the others are not.

    Source: Rui, Huang, Ortega & Mehrotra, Relevance feedback: a power tool for interactive content-based image
    retrieval, IEEE Trans. Circuits and Systems for Video Technology 8(5), 1998.

    Deviations: a part's weight goes by how far, in standard deviations, the similarities among the liked lie above
    those between liked and other pictures; there are no weights within a part.
    """
    return _learnt(_means(said), agreement(parts, said), parts, said)


def classifier(parts: Floats, said: Signs) -> Learnt:
    """Regularised least squares between the liked and all others, either side counting as much as the other.

    Source: Tong & Chang, Support vector machine active learning for image retrieval, ACM Multimedia 2001;
    pseudo-negatives: Yan, Hauptmann & Jin, Multimedia search with pseudo-relevance feedback, CIVR 2003.

    Deviations: least squares (kernel Fisher discriminant: Mika et al., 1999) in the place of the hinge loss, which has
    a closed form and ranked no worse.
    """
    liked, disliked, usual = said > 0, said < 0, said == 0
    counts = np.where(liked, 1.0, np.where(disliked, 1 / max(disliked.sum(), 1), USUAL / max(usual.sum(), 1)))
    counts[liked] /= liked.sum()
    if not liked.all():
        counts[~liked] /= counts[~liked].sum()
    kernel = parts.sum(axis=0, dtype=np.float64) + REGULAR * np.diag(1 / counts)
    ones = np.ones(len(said))
    wanted, level = np.linalg.solve(kernel, np.stack([np.where(liked, ones, -ones), ones], axis=1)).T
    coefficients = wanted - wanted.sum() / level.sum() * level if not liked.all() else wanted
    return _learnt(coefficients, np.ones(len(parts), np.float32), parts, said)


LESSONS: Mapping[str, Lesson] = MappingProxyType(
    {"classifier": classifier, "reweighting": reweighting, "rocchio": rocchio}
)


def agreement(parts: Floats, said: Signs) -> Floats:
    """(parts,) float32, of mean 1: how well each part tells the liked from the others; all 1 while one is liked."""
    liked, others = np.flatnonzero(said > 0), np.flatnonzero(said <= 0)
    if len(liked) < 2 or len(others) < 2:
        return np.ones(len(parts), np.float32)
    among = parts[:, liked][:, :, liked][:, ~np.eye(len(liked), dtype=bool)]
    between = parts[:, liked][:, :, others].reshape(len(parts), -1)
    apart = (among.mean(axis=1) - between.mean(axis=1)) / np.maximum(between.std(axis=1), 1e-9)
    kept = np.maximum(apart, 0)
    return np.asarray(kept / kept.mean() if kept.any() else np.ones(len(parts)), np.float32)


def _means(said: Signs) -> npt.NDArray[np.float64]:
    liked, disliked = said > 0, said < 0
    return np.where(liked, 1 / liked.sum(), np.where(disliked, -UNWANTED / max(disliked.sum(), 1), 0.0))


def _learnt(coefficients: npt.NDArray[np.float64], weights: Floats, parts: Floats, said: Signs) -> Learnt:
    scores = np.tensordot(weights, parts, axes=1) @ coefficients
    sides = [scores[side].mean() for side in (said > 0, said <= 0) if side.any()]
    return Learnt(coefficients.astype(np.float32), weights, float(np.mean(sides)))
