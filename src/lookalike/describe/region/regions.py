"""The regions of a picture, each by its size, place, shape, colour and texture."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated

import numpy as np
from annotated_types import Interval

from lookalike.describe.base import GlobalDescriptor
from lookalike.describe.region.drawing import colors, graphed, painted
from lookalike.describe.region.graph import graph
from lookalike.describe.region.measuring import WIDTH, measured
from lookalike.describe.region.merging import Bools, Labels
from lookalike.describe.region.segments import segments
from lookalike.registry import register
from lookalike.seen import Chart, Drawing, Panel
from lookalike.types import Box, Features, Floats, Image


@register
@dataclass(frozen=True, kw_only=True)
class Regions(GlobalDescriptor):
    """Regions of like colour and texture, each by its size, place, shape, colour and texture.

    Pictures compare by matching their regions, and by how these lie to each other.

    :param n: the most regions, 1 to 16.

    Vectors are (16 n,) float32: 16 numbers a region, the largest region first, zeros
    where there are fewer. They are the share of the picture; the centre x and y, the width
    and the height of the rectangle of the same centre and spread, as fractions of the
    picture; the tilt, which is the correlation of x and y; the fill, the area over the
    rectangle's; the means of L, a and b and their standard deviations, in CIE Lab over
    100; the root mean square of the gradient of L over 100, per pixel of a picture 160 px
    long; and the direction of the gradients as the cosine and sine of twice the angle, of
    length 0 where they have none and 1 where all are parallel.

    Source: Carson, Belongie, Greenspan & Malik, Blobworld, PAMI 2002; the matching is
    that of Wang, Li & Wiederhold, SIMPLIcity, PAMI 2001.

    Deviations: regions come from SLIC superpixels merged by Ward's criterion, not from a
    mixture of Gaussians, and each is of one piece; a region has the mean and the spread of
    its colours, not their histogram; how regions lie to each other counts too.
    """

    name = "regions"
    measure = "regions"

    n: Annotated[int, Interval(ge=1, le=16)] = 8

    @property
    def dimension(self) -> int:
        return self.n * WIDTH

    def vector(self, image: Image) -> Floats:
        """(n, 16) float32."""
        vector = np.zeros((self.n, WIDTH), np.float32)
        rows = measured(image, segments(image, self.n).labels)
        vector[: len(rows)] = rows
        return vector

    def describe_part(self, image: Image, box: Box) -> Features:
        """One region: those that lie mostly in the box, or the box itself where none does."""
        labels = segments(image, self.n).labels
        within = _within(labels, box)
        held = np.bincount(labels.ravel(), within.ravel()) > np.bincount(labels.ravel()) / 2
        mask = held[labels] if held.any() else within
        vector = np.zeros((1, self.dimension), np.float32)
        vector[0, :WIDTH] = measured(image, np.where(mask, 0, 1))[0]
        return Features.one_each(vector)

    def seen(self, image: Image) -> Sequence[Panel]:
        labels, found = segments(image, self.n).labels, graph(image, self.n)
        shares = np.array([region.share for region in found.regions], np.float32)
        numbers = [str(number) for number in range(1, len(shares) + 1)]
        css = ["#{:02x}{:02x}{:02x}".format(*color) for color in colors(found).tolist()]
        return [
            Drawing("Regions", painted(labels, found), "Each region in its mean colour."),
            Drawing(
                "How they lie",
                graphed(labels, found),
                "The larger a circle, the larger its region; lines join those that touch.",
            ),
            Chart("Share of the picture", shares, numbers, css, "The regions by their numbers in the drawing."),
        ]


def _within(labels: Labels, box: Box) -> Bools:
    """(H, W): the pixels that a box covers, one at the least."""
    spans = []
    for length, center, extent in zip(labels.shape, (box.cy, box.cx), (box.h, box.w), strict=True):
        first = int(np.clip(round((center - extent / 2) * length), 0, length - 1))
        last = int(np.clip(round((center + extent / 2) * length), first + 1, length))
        spans.append(slice(first, last))
    mask = np.zeros(labels.shape, bool)
    mask[tuple(spans)] = True
    return mask
