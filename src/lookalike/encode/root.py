"""RootSIFT (Arandjelović & Zisserman, CVPR 2012)."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from lookalike.registry import register
from lookalike.spec import Encoder
from lookalike.types import Features


@register
@dataclass(frozen=True, kw_only=True)
class Root(Encoder):
    """The Hellinger kernel for histograms: L1-normalise and take the square root, so that Euclidean distances do.

    What comes out is (R, D) float32 of L2 norm 1; a row of zeros stays so.

    Source: Arandjelović & Zisserman, Three things everyone should know to improve object retrieval, CVPR 2012.

    Deviations: negative numbers keep their sign, so that signed descriptors can follow the same path.
    """

    name = "root"
    measure = "cosine"

    def encode(self, features: Features) -> Features:
        """The square roots of (R, D) rows: (R, D) float32."""
        x = features.floats
        sums = np.abs(x).sum(axis=1, keepdims=True)
        return features.with_vectors(np.sign(x) * np.sqrt(np.abs(x) / np.maximum(sums, np.float32(1e-12))))
