"""Re-ranking of plain lists of ids and vectors, for answers that come from elsewhere."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from typing import TypeVar

import numpy as np
import numpy.typing as npt

from lookalike.reading import parse_reranking
from lookalike.rerank.alike.base import Alike, placed
from lookalike.rerank.alike.nearby import Nearby, unit
from lookalike.types import LookalikeError

_Id = TypeVar("_Id", bound=Hashable)


def rerank(
    query: npt.ArrayLike, ids: Sequence[_Id], vectors: npt.ArrayLike, how: str = "auto"
) -> list[tuple[_Id, float]]:
    """Rank images for a query by the cosine of their vectors, and the first of them anew.

    :param query: (D,) floats.
    :param ids: N of any kind, in any order.
    :param vectors: (N, D) floats.
    :param how: rerankers that go by vectors, as "auto", "aqe(n=3)" or "diffusion() >> mmr()".
    :return: N ids and scores, best first, ties in the order of ``ids``.
    :raises LookalikeError: shapes do not fit, a number is not finite, or a reranker needs the pictures themselves.
    """
    asked, rows = np.asarray(query, np.float32), np.asarray(vectors, np.float32)
    if asked.ndim != 1 or rows.shape != (len(ids), len(asked)):
        raise LookalikeError(
            f"A query (D,) goes with {len(ids)} ids and vectors (N, D), not {asked.shape}, {rows.shape}."
        )
    if not (np.isfinite(asked).all() and np.isfinite(rows).all()):
        raise LookalikeError("Some number of the query or the vectors is not finite: leave that image out.")
    rows = unit(rows)
    scores = rows @ unit(asked[None])[0]
    for stage in parse_reranking(how).stages:
        if not isinstance(stage, Alike):
            raise LookalikeError(f"{stage} looks at the pictures themselves, and here are vectors alone: leave it out.")
        first = np.argsort(-scores, kind="stable")[: stage.reach]
        if len(first) > 1:
            scores[first] = placed(scores[first], stage.rescored(scores[first], Nearby.of_vectors(rows[first])))
    return [(ids[i], float(scores[i])) for i in np.argsort(-scores, kind="stable")]
