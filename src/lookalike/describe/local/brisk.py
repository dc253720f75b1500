"""Binary features of corners in scale space."""

from __future__ import annotations

from dataclasses import dataclass

from lookalike.describe.local.base import Found, LocalDescriptor, Plane
from lookalike.describe.local.budget import Choice
from lookalike.describe.local.keypoints import described, repeated
from lookalike.registry import register

_WHOLE = 12
"""The layers of the pyramid are smaller by 1.5, 2, 3, 4 and 6: all have whole numbers of pixels."""


@register
@dataclass(frozen=True, kw_only=True)
class Brisk(LocalDescriptor):
    """Comparisons of brightness between 60 points around corners, on circles turned to the corner's direction.

    :param n: the most features of a picture, 1 to 100,000: those of the strongest response.
    :param size: pixels of the longer side, 16 to 16,384, at which a larger picture is looked at.
    :param spread: of more than n, keep the strongest of each of 8 x 8 cells in turn: finds more of what is small in
        other pictures, and less of what fills them.

    Vectors are (64,) uint8, 512 bits that compare by the Hamming distance. They stay the same under shifts, turns,
    and changes of scale and of brightness.

    Source: S. Leutenegger, M. Chli, R. Y. Siegwart, BRISK: binary robust invariant scalable keypoints, ICCV 2011.

    Deviations: those of OpenCV; the picture's last row and column are repeated up to multiples of 12 px, without
    which OpenCV rounds its layers' sizes and puts corners up to a pixel aside.
    """

    name = "brisk"
    columns = 64
    binary = True
    reach = 2.55

    def found(self, gray: Plane, choose: Choice) -> Found:
        import cv2

        return described(cv2.xfeatures2d.BRISK.create(), repeated(gray, _WHOLE), choose)
