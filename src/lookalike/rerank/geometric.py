"""Geometric verification of the first hits (Philbin et al., CVPR 2007)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Literal

from annotated_types import Interval

from lookalike.registry import register
from lookalike.spec import Reranker
from lookalike.types import Features, Floats

if TYPE_CHECKING:
    from lookalike.rerank.geometry.narrowed import Descriptors
    from lookalike.rerank.geometry.verify import Verified


@register
@dataclass(frozen=True, kw_only=True)
class Geometric(Reranker):
    """Looks for the query in the first hits by local features that agree on one transform, and puts first where it is.

    What is found beyond chance comes before what is not, by the evidence for it and the first score; all others
    keep their order. Local features are those that the representation stores, or SIFT's where it has none, which
    are then taken from the pictures' files. Where it stores hamming()'s words beside them, these are compared first,
    and the features of those hits of which words promise something: 8 at the least.

    :param depth: how many hits are looked at, 1 to 10,000.
    :param model: the most general transform between pictures: "similarity" (shift, turn and scale), "affinity", or
        "homography" (a plane seen from elsewhere).
    :param mirrored: look for the query's reflection as well.

    Source: Philbin, Chum, Isard, Sivic & Zisserman, Object retrieval with large vocabularies and fast spatial
    matching, CVPR 2007.

    Deviations: descriptors are matched anew rather than by their visual words alone, and significance is judged by
    the number of false alarms (Moisan & Stival, 2004) rather than by a count of inliers.
    """

    name = "geometric"

    depth: Annotated[int, Interval(ge=1, le=10_000)] = 100
    model: Literal["similarity", "affinity", "homography"] = "homography"
    mirrored: bool = False

    @property
    def reach(self) -> int:
        return self.depth

    def verified(self, query: Features, candidates: Sequence[Features]) -> list[Verified | None]:
        """What is found of a query in each candidate, by features of one picture each with frames."""
        from lookalike.rerank.geometry.verify import verify_many

        return verify_many(query, candidates, model=self.model)

    def narrowed(
        self, query: Features, words: Features, candidates: Sequence[Features], descriptors: Descriptors
    ) -> list[Verified | None]:
        """The same of those candidates that words promise something of; None for the others.

        :param words: the query's features, each as often as it has words.
        :param descriptors: gives some candidates, by their places, with descriptors.
        """
        from lookalike.rerank.geometry.narrowed import narrowed

        return narrowed(query, words, candidates, descriptors, model=self.model)

    def rescored(self, scores: Floats, verified: Sequence[Verified | None]) -> Floats:
        """New scores (N,) of candidates by their first ones, (N,) float32."""
        from lookalike.rerank.geometry.reranked import reranked

        return reranked(scores, verified)
