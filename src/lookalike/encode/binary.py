"""The base of encoders that give packed bits."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

import numpy as np
from annotated_types import Interval

from lookalike.codes import Codewords
from lookalike.encode.words import whole_bytes
from lookalike.spec import Encoder
from lookalike.types import Features, Floats


@dataclass(frozen=True, kw_only=True)
class BinaryEncoder(Encoder):
    """Signs of numbers: codes of bits that compare by the Hamming distance h, as 1 - 2 h / bits."""

    gives = "code"
    measure = "cosine"

    bits: Annotated[int, Interval(ge=8, le=8192)] = 512

    def __post_init__(self) -> None:
        super().__post_init__()
        whole_bytes(self.name, self.bits)

    @property
    def codewords(self) -> Codewords:
        return Codewords.of_bits(self.bits)

    def encode(self, features: Features) -> Features:
        """(R, bits / 8) uint8 for (R, D) rows."""
        return features.with_vectors(np.packbits(self.projected(features) > 0, axis=1))

    def projected(self, features: Features) -> Floats:
        """The numbers whose signs are taken, (R, bits) float32."""
        raise NotImplementedError
