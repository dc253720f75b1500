"""Rectification: what speaks against something is left out."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from lookalike.registry import register
from lookalike.spec import Encoder
from lookalike.types import Features


@register
@dataclass(frozen=True, kw_only=True)
class Relu(Encoder):
    """max(x, 0) of every component: of a classifier's scores, those of classes that a picture may show.

    Source: V. Nair and G. E. Hinton, Rectified linear units improve restricted Boltzmann machines, ICML 2010; of
    features that are compared, A. Babenko, A. Slesarev, A. Chigorin and V. Lempitsky, Neural codes for image
    retrieval, ECCV 2014.

    Deviations: Babenko et al. rectify the hidden layers; here it is for the scores.
    """

    name = "relu"

    def encode(self, features: Features) -> Features:
        return features.with_vectors(np.maximum(features.floats, np.float32(0)))
