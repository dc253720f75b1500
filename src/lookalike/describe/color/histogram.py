"""Joint colour histograms."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated

import numpy as np
from annotated_types import Interval

from lookalike.describe.color.base import OfColors
from lookalike.describe.color.binning import finer, lab_centers, numbered, rgb_centers, softened
from lookalike.describe.color.spaces import Bytes, Space, channels, css, painted
from lookalike.registry import register
from lookalike.seen import Chart, Drawing, Panel
from lookalike.types import Floats, Image

_CHARTED = 32


@register
@dataclass(frozen=True, kw_only=True)
class ColorHistogram(OfColors):
    """Joint histogram of all pixels' colours; knows nothing of where they are.

    :param space: "rgb"; "hsv", the hexcone of Smith (1978); "lab", CIE 1976
        under D65; "opponent", (R-G, R+G-2B, R+G+B) scaled to equal ranges (van
        de Sande et al., PAMI 2010).
    :param bins: how many equal intervals each channel is cut into, hue or
        lightness first, 1 to 64 each.
    :param soft: whether a pixel is shared linearly between the nearest bins, so
        that a slight change of colour changes the vector slightly.

    Vectors are (D,) float32 with D the product of ``bins``; they are not
    negative and sum to 1. Of a picture whose shorter side is
    decoded at 256 px or more, pixels on a regular grid are counted, 128 or more a side.

    Source: M. J. Swain and D. H. Ballard, Color indexing, International Journal of Computer Vision, 1991.

    Deviations: histograms compare by the Bhattacharyya coefficient instead of the intersection, and are soft by
    default, to quarters of a bin (less in more than 32 bins).
    """

    name = "color_histogram"
    version = 2
    measure = "hellinger"

    space: Space = "hsv"
    bins: Annotated[tuple[int, int, int], Interval(ge=1, le=64)] = (16, 8, 4)
    soft: bool = True

    @property
    def dimension(self) -> int:
        return int(np.prod(self.bins))

    @property
    def ground(self) -> Floats:
        """CIE L*a*b* of the bins' centres, (D, 3) float32."""
        return lab_centers(self.space, self.bins)

    def vector(self, image: Image) -> Floats:
        bins = finer(self.bins) if self.soft else self.bins
        cells = numbered(channels(image, self.space), self.space, bins)
        counts = np.bincount(cells.ravel(), minlength=int(np.prod(bins)))
        shares = counts / cells.size
        return softened(shares[None], self.space, self.bins)[0] if self.soft else np.asarray(shares, np.float32)

    def seen(self, image: Image) -> Sequence[Panel]:
        colors = rgb_centers(self.space, self.bins)
        values = self.vector(image)
        heaviest = np.argsort(-values, kind="stable")[:_CHARTED]
        return [
            Drawing("the colours that it counts", self._repainted(image), "Each pixel in the colour of its bin."),
            Chart(
                "the heaviest bins",
                values[heaviest],
                colors=css(colors[heaviest]),
                note=f"Shares of the picture, of {self.dimension} bins in all.",
            ),
        ]

    def _repainted(self, image: Image) -> Bytes:
        cells = numbered(channels(image, self.space), self.space, self.bins)
        return painted(rgb_centers(self.space, self.bins)[cells])
