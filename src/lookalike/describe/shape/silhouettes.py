"""The figures of silhouettes, and of no other picture."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated

import numpy as np
from annotated_types import Interval

from lookalike.describe.base import GlobalDescriptor
from lookalike.describe.kinds import is_silhouette
from lookalike.describe.shape.curvature import Curvature
from lookalike.describe.shape.zernike import Zernike
from lookalike.registry import register
from lookalike.seen import Panel
from lookalike.types import Floats, Image

_OUTLINE, _AREA = Curvature(), Zernike()
_LENGTH = 1 + _OUTLINE.dimension + _AREA.dimension


@register
@dataclass(frozen=True, kw_only=True)
class Silhouettes(GlobalDescriptor):
    """The shape of the figure where a picture is a silhouette; of any other picture, that it is none.

    :param area: the weight of what the figure covers beside that of its outline, 0 to 10.

    Vectors are (1 + D,) float32 of unit length: 1 and zeros for a picture that is no silhouette, else 0, and the
    roots of curvature() and the numbers of zernike(). So photographs all compare alike, and not at all with
    silhouettes, among which the figures decide. A silhouette is a figure in one piece, of one level, on a ground of
    another, and not drawn by lines.

    Source: Mokhtarian & Mackworth, IEEE Trans. PAMI 1992; Khotanzad & Hong, IEEE Trans. PAMI 1990; two levels: Otsu, A
    threshold selection method from gray-level histograms, IEEE Trans. SMC 1979.

    Deviations: as curvature() and zernike() have them.
    """

    name = "silhouettes"
    version = 2
    measure = "cosine"

    area: Annotated[float, Interval(ge=0, le=10)] = 0.5

    @property
    def dimension(self) -> int:
        return _LENGTH

    def vector(self, image: Image) -> Floats:
        if not is_silhouette(image):
            none = np.zeros(_LENGTH, np.float32)
            none[0] = 1
            return none
        outline, area = np.sqrt(_OUTLINE.vector(image)), np.sqrt(self.area) * _AREA.vector(image)
        vector = np.concatenate([np.zeros(1), outline, area])
        return np.asarray(vector / np.linalg.norm(vector), np.float32)

    def seen(self, image: Image) -> Sequence[Panel]:
        """What curvature() and zernike() see in a silhouette."""
        return [*_OUTLINE.seen(image), *_AREA.seen(image)] if is_silhouette(image) else super().seen(image)
