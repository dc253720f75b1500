"""What descriptors of colours have in common."""

from __future__ import annotations

from lookalike.describe.base import GlobalDescriptor
from lookalike.types import Floats, Image


class OfColors(GlobalDescriptor):
    """Describes which colours a picture has, and can be asked for one."""

    def color_vector(self, color: Image) -> Floats:
        """What a picture of nothing but a colour looks like: (1, D) float32."""
        return self.describe([color]).floats
