"""The base of descriptors that give one vector for the whole picture."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from lookalike.describe.pixels import SIDE
from lookalike.spec import Descriptor
from lookalike.types import Features, Floats, Image


class GlobalDescriptor(Descriptor):
    """Describes a picture as a whole, by one vector, which has nothing to do with the rest of the batch."""

    @property
    def side(self) -> int:
        return SIDE

    def vector(self, image: Image) -> Floats:
        """(D,) float32; what has more axes is laid out in order, the last axis fastest."""
        raise NotImplementedError

    def describe(self, images: Sequence[Image]) -> Features:
        return Features.one_each(np.stack([self.vector(image).ravel() for image in images], dtype=np.float32))
