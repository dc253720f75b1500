"""Binary features of a nonlinear scale space."""

from __future__ import annotations

from dataclasses import dataclass

from lookalike.describe.local.base import Found, LocalDescriptor, Plane
from lookalike.describe.local.budget import Choice
from lookalike.describe.local.keypoints import described, frames, repeated, upright_frames
from lookalike.registry import register

_WHOLE = 8
"""Pictures of multiples of this can be halved three times without a rest."""


@register
@dataclass(frozen=True, kw_only=True)
class Akaze(LocalDescriptor):
    """Comparisons of brightness and gradients between cells around blobs, which are looked for in blurs that spare the
    edges.

    :param n: the most features of a picture, 1 to 100,000: those of the strongest response.
    :param size: pixels of the longer side, 16 to 16,384, at which a larger picture is looked at.
    :param spread: of more than n, keep the strongest of each of 8 x 8 cells in turn: finds more of what is small in
        other pictures, and less of what fills them.
    :param upright: take what is up in the picture for up, rather than the direction of the gradients around a blob.

    Vectors are (61,) uint8: 486 bits and two that are 0, which compare by the Hamming distance. They stay the same
    under shifts, changes of scale and of brightness, and, unless upright, turns.

    Source: P. F. Alcantarilla, J. Nuevo, A. Bartoli, Fast explicit diffusion for accelerated features in nonlinear
    scale spaces, BMVC 2013.

    Deviations: those of OpenCV; the picture's last row and column are repeated up to multiples of 8 px, without which
    OpenCV puts blobs aside that it finds in halved pictures.
    """

    name = "akaze"
    columns = 61
    binary = True
    reach = 10.0

    upright: bool = False

    def found(self, gray: Plane, choose: Choice) -> Found:
        import cv2

        akaze = cv2.xfeatures2d.AKAZE
        kind = cv2.xfeatures2d.AKAZE_DESCRIPTOR_MLDB_UPRIGHT if self.upright else cv2.xfeatures2d.AKAZE_DESCRIPTOR_MLDB
        placed = upright_frames if self.upright else frames
        return described(akaze.create(descriptor_type=kind), repeated(gray, _WHOLE), choose, placed)
