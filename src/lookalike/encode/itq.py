"""Iterative quantisation (Gong & Lazebnik, CVPR 2011)."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Self

import numpy as np

from lookalike.cores import one_thread_each
from lookalike.encode.binary import BinaryEncoder
from lookalike.encode.pca import Pca
from lookalike.encode.rows import drawn, unlearnt
from lookalike.registry import register
from lookalike.types import Arrays, Features, Floats

_ROUNDS = 50
_MOST = 20_000


@register
@dataclass(frozen=True, kw_only=True)
class Itq(BinaryEncoder):
    """Packed bits, signs of principal components that are turned so that rounding them to signs loses least.

    :param bits: the length of codes, 8 to 8192, a multiple of 8.

    Learns the mean, the components and how they are turned. What comes out are codes, (R, bits / 8) uint8, that
    compare by the Hamming distance h, as 1 - 2 h / bits, from -1 to 1.

    Source: Gong & Lazebnik, Iterative quantization: a Procrustean approach to learning binary codes, CVPR 2011.

    Deviations: rows are L2-normalised first; of more than 20,000 so many turn the components; where there are fewer
    components than bits, they are turned several times, from other random starts.
    """

    name = "itq"
    learns = True

    _projection: Pca | None = field(default=None, init=False, repr=False, compare=False)

    @property
    def needs(self) -> int:
        return 2

    def fit(self, sample: Features) -> Self:
        """Learn from (R, D) float32 rows.

        :raises LookalikeError: there is but one row.
        """
        pca = Pca(d=min(self.bits, 4096)).fit(sample)
        arrays = pca.learnt()
        components = pca.encode(Features.one_each(drawn(sample.floats, _MOST))).floats
        generator = np.random.default_rng(0)
        turns = -(-self.bits // components.shape[1])
        turned = [arrays["directions"] @ _turn(components, generator) for _ in range(turns)]
        return self.restored({"mean": arrays["mean"], "directions": np.concatenate(turned, axis=1)[:, : self.bits]})

    def projected(self, features: Features) -> Floats:
        if self._projection is None:
            raise unlearnt(self)
        return self._projection.encode(features).floats

    def learnt(self) -> Arrays:
        return {} if self._projection is None else self._projection.learnt()

    def restored(self, arrays: Arrays) -> Self:
        fitted = replace(self)
        object.__setattr__(fitted, "_projection", Pca().restored(arrays))
        return fitted


@one_thread_each()
def _turn(rows: Floats, generator: np.random.Generator) -> Floats:
    """The rotation (d, d) that brings rows (R, d) nearest to their signs, from a random start."""
    turn = np.linalg.qr(generator.standard_normal((rows.shape[1],) * 2))[0].astype(np.float32)
    for _ in range(_ROUNDS):
        signs = np.where(rows @ turn > 0, np.float32(1), np.float32(-1))
        left, _, right = np.linalg.svd(rows.T @ signs)
        turn = left @ right
    return np.asarray(turn, np.float32)
