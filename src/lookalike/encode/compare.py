"""The choice of a similarity measure."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from lookalike.registry import register
from lookalike.spec import Encoder
from lookalike.types import Features


@register
@dataclass(frozen=True)
class Compare(Encoder):
    """Compares by another similarity measure than the method's own; the vectors stay as they are.

    :param by: "cosine"; "l1", 1 - half the city-block distance; "l2", 1 - half
        the squared Euclidean distance; "canberra", 1 - the mean of |x - y| / (|x| +
        |y|) (Lance & Williams, 1967); and for histograms, which are brought to a
        sum of 1, "hellinger", the Bhattacharyya coefficient; "intersection"
        (Swain & Ballard, 1991); "chi2", 1 - half the symmetric distance;
        "jensen_shannon", 1 - the divergence in bits (Lin, 1991); "quadratic", 1 -
        half the squared quadratic form distance of QBIC (Hafner et al., 1995),
        straight after a colour histogram.

    Each gives 1 for identical vectors, and those of histograms at least 0.

    Source: Puzicha, Buhmann, Rubner & Tomasi, Empirical evaluation of dissimilarity
    measures for color and texture, ICCV 1999.

    Deviations: distances are turned into similarities of at most 1, so that they can be fused.
    """

    name = "compare"
    keeps_bins = True

    by: Literal[
        "cosine", "l1", "l2", "canberra", "hellinger", "intersection", "chi2", "jensen_shannon", "quadratic"
    ] = "hellinger"

    @property
    def measure(self) -> str:
        return self.by

    def encode(self, features: Features) -> Features:
        return features
