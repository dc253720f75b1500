"""Power-law normalisation (Perronnin, Sánchez & Mensink, ECCV 2010)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

import numpy as np
from annotated_types import Interval

from lookalike.registry import register
from lookalike.spec import Encoder
from lookalike.types import Features


@register
@dataclass(frozen=True, kw_only=True)
class Power(Encoder):
    """sign(x) |x|^a of every component, so that no few of them rule the whole.

    :param a: the exponent, above 0 and at most 1; 0.5 is the square root.

    Source: Perronnin, Sánchez & Mensink, Improving the Fisher kernel for large-scale image classification, ECCV 2010.

    Deviations: no L2 norm is put on what comes out; the cosine does that.
    """

    name = "power"

    a: Annotated[float, Interval(gt=0, le=1)] = 0.5

    def encode(self, features: Features) -> Features:
        x = features.floats
        return features.with_vectors(np.sign(x) * np.abs(x) ** np.float32(self.a))
