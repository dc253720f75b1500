"""Scale-invariant features."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Annotated, Any

import numpy as np
from annotated_types import Interval

from lookalike.describe.local.base import Found, LocalDescriptor, Plane, empty
from lookalike.describe.local.budget import Choice
from lookalike.describe.local.keypoints import chosen_points, described, frames, unique
from lookalike.registry import register
from lookalike.types import Features


def detector(contrast: float = 0.04, strongest: int | None = None) -> Any:
    """OpenCV's, for one thread. It doubles a picture so that centres of pixels stay where they are.

    :param strongest: describe no more than these, of all that is found, and what responds like the last of them.
    """
    import cv2

    return cv2.SIFT.create(nfeatures=strongest or 0, contrastThreshold=contrast, enable_precise_upscale=True)


@register
@dataclass(frozen=True, kw_only=True)
class Sift(LocalDescriptor):
    """Histograms of the gradients' directions in 4 x 4 cells around blobs, in the blob's scale and direction.

    :param n: the most features of a picture, 1 to 100,000: those of the strongest response.
    :param size: pixels of the longer side, 16 to 16,384, at which a larger picture is looked at.
    :param spread: of more than n, keep the strongest of each of 8 x 8 cells in turn: finds more of what is small in
        other pictures, and less of what fills them.
    :param contrast: how much a blob must stand out, 0 to 1; OpenCV's ``contrastThreshold``.
    :param upright: take what is up in the picture for up, rather than the direction of the gradients around a blob:
        tells more apart where pictures are not turned.

    Vectors are (128,) float32 whole numbers of 0 to 255, with a length of about 512: 4 rows of 4 cells by 8
    directions. Scale is the standard deviation of the blur at which the blob stands out most; the cells reach 6 of
    them from the centre. A blob with several directions is as many features. They stay the same under shifts, changes
    of scale and of brightness, and, unless upright, turns.

    Source: D. G. Lowe, Distinctive image features from scale-invariant keypoints, IJCV 60(2), 2004.

    Deviations: those of OpenCV.
    """

    name = "sift"
    columns = 128
    reach = 6.0

    contrast: Annotated[float, Interval(ge=0, le=1)] = 0.04
    upright: bool = False

    def found(self, gray: Plane, choose: Choice) -> Found:
        if not self.upright:
            return described(detector(self.contrast, choose.strongest), gray, choose)
        sift = detector(self.contrast)
        points = unique(sift.detect(gray))
        for point in points:
            point.angle = 0
        kept = chosen_points(points, choose)
        vectors = sift.compute(gray, kept)[1] if kept else empty(self.columns)
        return Found(frames(kept), np.asarray(vectors, np.float32))


def reflected(features: Features, width: float) -> Features:
    """What SIFT finds in the mirror image, left to right, of a picture of that width, by what it found in the picture.

    The cells of a descriptor lie along the feature's direction and across it: a reflection turns those across the
    other way round, and the directions of the gradients with them.
    """
    assert features.frames is not None
    cells = np.asarray(features.vectors).reshape(-1, 4, 4, 8)[:, ::-1][..., -np.arange(8)]
    x, y, scale, angle = features.frames.T
    frames = np.column_stack([width - 1 - x, y, scale, (np.pi - angle) % (2 * np.pi)]).astype(np.float32)
    return replace(features, vectors=np.ascontiguousarray(cells).reshape(-1, 128), frames=frames)
