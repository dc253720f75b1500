"""Features of a nonlinear scale space."""

from __future__ import annotations

from dataclasses import dataclass

from lookalike.describe.local.base import Found, LocalDescriptor, Plane
from lookalike.describe.local.budget import Choice
from lookalike.describe.local.keypoints import described
from lookalike.registry import register


@register
@dataclass(frozen=True, kw_only=True)
class Kaze(LocalDescriptor):
    """Sums of the gradients in 4 x 4 cells around blobs, which are looked for in blurs that spare the edges.

    :param n: the most features of a picture, 1 to 100,000: those of the strongest response.
    :param size: pixels of the longer side, 16 to 16,384, at which a larger picture is looked at.
    :param spread: of more than n, keep the strongest of each of 8 x 8 cells in turn: finds more of what is small in
        other pictures, and less of what fills them.
    :param upright: take what is up in the picture for up, rather than the direction of the gradients around a blob.

    Vectors are (64,) float32 in -1..1 of unit length: 4 x 4 cells by the sums of both gradients and of their
    magnitudes. They stay the same under shifts, changes of scale and of brightness, and, unless upright, turns. It
    takes the most time of all.

    Source: P. F. Alcantarilla, A. Bartoli, A. J. Davison, KAZE features, ECCV 2012.

    Deviations: those of OpenCV.
    """

    name = "kaze"
    columns = 64
    reach = 12.0

    upright: bool = False

    def found(self, gray: Plane, choose: Choice) -> Found:
        import cv2

        return described(cv2.xfeatures2d.KAZE.create(upright=self.upright), gray, choose)
