"""Visual words that a collection need not learn."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib.resources import as_file, files
from typing import Annotated

import numpy as np
from annotated_types import Interval

from lookalike.encode.codebook import Codebook
from lookalike.encode.words import assigned, rotation
from lookalike.registry import register
from lookalike.spec import Encoder
from lookalike.types import Features, Floats, LookalikeError, Voting

NAME = "leaves.npz"
WORDS, BITS = 16_384, 64
_PROBED = 6
_THRESHOLD, _SHARPNESS = 0.4, 0.18


@register
@dataclass(frozen=True, kw_only=True)
class Leaves(Encoder):
    """Visual words with binary signatures, like those of hamming(), by a vocabulary that comes with the package.

    :param assign: how many of its nearest words each of a query's features stands for, 1 to 20.

    Takes sift(contrast=0.01) >> root(). The 16,384 words were learnt from drawn pictures, of leaves that cover each
    other, and nothing is learnt of the collection. What comes out are words, (R,) int32, and signatures, (R, 8) uint8,
    of which bits say on which side of its word a feature lies; frames are kept. They serve geometry too, so that the
    features themselves, which take five times the room, are not kept.

    Source: Jégou, Douze & Schmid, Hamming embedding and weak geometric consistency for large scale image search,
    ECCV 2008; the drawn pictures: Lee, Mumford & Huang, Occlusion models for natural images, IJCV 41, 2001.

    Deviations: a word's own place stands for the median of its features.
    """

    name = "leaves"
    gives = "words"
    proves = True

    assign: Annotated[int, Interval(ge=1, le=20)] = 3

    @property
    def voting(self) -> Voting:
        return Voting("hamming", WORDS, BITS, round(_THRESHOLD * BITS), _SHARPNESS * BITS, burst=True)

    def encode(self, features: Features) -> Features:
        """Every row under its nearest word.

        :raises LookalikeError: rows are not of 128 numbers.
        """
        return _quantized(features, 1)

    def encode_query(self, features: Features) -> Features:
        """Every row under each of its ``assign`` nearest words."""
        return _quantized(features, self.assign)


def _quantized(features: Features, count: int) -> Features:
    vectors = features.floats
    if vectors.shape[1] != rotation(BITS, 128).shape[1]:
        raise LookalikeError(
            "leaves knows words of SIFT's features alone: write sift(contrast=0.01) >> root() >> leaves()."
        )
    words, _ = _book().nearest(vectors, count)
    above = (vectors @ rotation(BITS, 128).T)[:, None, :] > _places()[words]
    return assigned(features, words, np.packbits(above.reshape(-1, BITS), axis=1))


@cache
def _book() -> Codebook:
    with as_file(files("lookalike.encode").joinpath(NAME)) as path, np.load(path) as stored:
        words = stored["words"].astype(np.float32) * stored["step"]
        return Codebook(words, stored["cells"].astype(np.float32), stored["starts"].astype(np.int64), _PROBED)


@cache
def _places() -> Floats:
    """(words, bits) float32: where the words lie along the directions of the bits."""
    return np.asarray(_book().words @ rotation(BITS, 128).T, np.float32)
