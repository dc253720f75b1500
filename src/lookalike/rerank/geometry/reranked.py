"""An answer ranked anew by what geometry has proved."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

import numpy as np
import numpy.typing as npt

from lookalike.types import Floats


class Proof(Protocol):
    """What is taken of a :class:`~lookalike.rerank.geometry.verify.Verified`."""

    @property
    def score(self) -> float: ...

    @property
    def significant(self) -> bool: ...

    @property
    def mirrored(self) -> bool: ...


def reranked(scores: npt.ArrayLike, verified: Sequence[Proof | None]) -> Floats:
    """New scores (N,) float32 of candidates that were scored before and then verified.

    What is verified significantly comes before all that is not. Among the former, evidence counts by its
    logarithm, from 0 for none to 1 for the most, and as much as the score before, from 0 for the lowest to 1
    for the highest of all; the latter keep their scores. Of a reflection the score before
    knows nothing, and evidence counts alone.

    :param scores: (N,), finite, higher is better, of any scale.
    :param verified: N results, None where nothing was found or a candidate was not verified.
    :raises ValueError: there are not as many results as scores.
    """
    before = np.asarray(scores, np.float64)
    proved = np.array([proof is not None and proof.significant for proof in verified], np.bool_)
    evidence = np.array([proof.score if proof else 0.0 for proof in verified])
    if before.shape != proved.shape:
        raise ValueError(f"{len(proved)} results for scores of the shape {before.shape}")
    if not proved.any():
        return before.astype(np.float32)
    lowest, highest = before.min(), before.max()
    # Where scores are nearly alike any span does, that does not vanish beside them.
    span = max(highest - lowest, 1e-3 * max(abs(lowest), abs(highest)), 1e-6)
    gained = np.log1p(evidence) / np.log1p(evidence[proved].max())
    straight = np.array([proof is None or not proof.mirrored for proof in verified], np.bool_)
    gained[straight] = (gained + (before - lowest) / span)[straight] / 2
    return np.where(proved, highest + span * gained, before).astype(np.float32)
