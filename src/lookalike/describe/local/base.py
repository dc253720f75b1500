"""The base of descriptors that give a row for each point or region that they find in a picture."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated, ClassVar, NamedTuple

import numpy as np
import numpy.typing as npt
from annotated_types import Interval

from lookalike.describe.local.budget import Area, Choice
from lookalike.describe.local.drawing import drawn
from lookalike.describe.pixels import once
from lookalike.seen import Drawing, Panel
from lookalike.spec import Descriptor
from lookalike.types import Box, Bytes, Features, Floats, Image

Plane = npt.NDArray[np.uint8]

_WHOLE = Box(0.5, 0.5, 1, 1)

_LEAST = 16
"""Pixels of the shorter side of which a picture is looked at; OpenCV's detectors fail on a few pixels."""

_MARGIN = 64
"""Pixels around a part in which the detector looks too, so that nothing is lost at the part's border."""

_GRID = 96
"""A cut begins at multiples of this, so that detectors which divide it by 2 and 3 take the pixels as in the whole."""

_SHOWN = 200


class Found(NamedTuple):
    """The features of a picture that were chosen, in the order of the choice.

    :param frames: (R, 4) float32.
    :param vectors: (R, D) float32 or (R, B) uint8.
    """

    frames: Floats
    vectors: Floats | Bytes


@dataclass(frozen=True, kw_only=True)
class LocalDescriptor(Descriptor):
    """Describes what lies around each of many points of a picture.

    Rows of a picture are in the order of their response, the strongest first, then of their position; one in which
    nothing is found has no rows. Frames are in pixels of the picture that is given.

    :param n: the most features of a picture, 1 to 100,000: those of the strongest response.
    :param size: pixels of the longer side, 16 to 16,384, at which a larger picture is looked at.
    :param spread: of more than n, keep the strongest of each of 8 x 8 cells in turn: finds more of what is small in
        other pictures, and less of what fills them.
    """

    columns: ClassVar[int]
    """Length of the vectors, unless ``dimension`` says otherwise: columns of floats, or of bytes."""
    binary: ClassVar[bool] = False
    """The vectors are packed bits."""
    reach: ClassVar[float]
    """The radius of the region that a row describes, in multiples of its frame's scale."""

    n: Annotated[int, Interval(ge=1, le=100_000)] = 1000
    size: Annotated[int, Interval(ge=16, le=16_384)] = 1024
    spread: bool = False

    @property
    def measure(self) -> str:
        return "cosine"

    @property
    def dimension(self) -> int:
        return self.columns

    @property
    def local(self) -> bool:
        return True

    @property
    def side(self) -> int:
        # Of the shorter side, as the decoder takes it: the longer one, which ``size`` bounds, is never decoded smaller.
        return self.size

    def looked_at(self, image: Image) -> Plane:
        """What features are found in: luma (H, W) at most of the size."""
        return reduced(image, self.size)

    def found(self, gray: Plane, choose: Choice) -> Found:
        """Find and describe what ``choose`` chooses in what is looked at, of at least 16 x 16 px."""
        raise NotImplementedError

    def describe(self, images: Sequence[Image]) -> Features:
        return Features.joined([self.describe_part(image, _WHOLE) for image in images])

    def describe_part(self, image: Image, box: Box) -> Features:
        """Up to n features whose centres lie in a box, in pixels of the whole picture, looked at in its size.

        They are those of the whole but for what reaches far beyond the box, or depends on the whole's contrast.
        """
        gray = self.looked_at(image)
        area = Area.of(box, gray.shape[1], gray.shape[0])
        left, top = (max(0, int(edge) - _MARGIN) // _GRID * _GRID for edge in area[:2])
        right, bottom = (int(np.ceil(edge)) + _MARGIN for edge in area[2:])
        part = np.ascontiguousarray(gray[top:bottom, left:right])
        if min(part.shape[:2]) < _LEAST:
            return _features(np.empty((0, 4), np.float32), empty(self.dimension, self.binary))
        choose = Choice(area.moved(-left, -top), self.n, self.spread, box == _WHOLE)
        frames, vectors = self.found(part, choose)
        frames = frames + np.array([left, top, 0, 0], np.float32)
        # What is a hair below a full turn may have been rounded to it.
        frames[frames[:, 3] >= np.float32(2 * np.pi), 3] = 0
        return _features(frames, vectors).resized(image.width / gray.shape[1], image.height / gray.shape[0])

    def seen(self, image: Image) -> Sequence[Panel]:
        frames = self.describe([image]).frames
        assert frames is not None
        strongest = frames[:_SHOWN]
        note = f"{len(frames)} features; a circle is the region that one describes, its radius the direction."
        if len(frames) > _SHOWN:
            note = f"The strongest {_SHOWN} of {note}"
        return [Drawing("features", drawn(image, strongest, self.reach), note)]


def empty(columns: int, binary: bool = False) -> Floats | Bytes:
    """Vectors of no features."""
    return np.empty((0, columns), np.uint8) if binary else np.empty((0, columns), np.float32)


@once
def reduced(image: Image, size: int) -> Plane:
    """Luma (H, W) uint8 (ITU-R BT.601), averaged over areas where the longer side has more than ``size`` pixels."""
    import cv2

    return _at_most(np.asarray(cv2.cvtColor(np.ascontiguousarray(image.pixels), cv2.COLOR_RGB2GRAY), np.uint8), size)


def reduced_colors(image: Image, size: int) -> Plane:
    """The same with its colours, (H, W, 3) uint8."""
    return _at_most(np.ascontiguousarray(image.pixels), size)


def _at_most(pixels: Plane, size: int) -> Plane:
    import cv2

    share = size / max(pixels.shape[:2])
    if share >= 1:
        return pixels
    height, width = (max(1, round(length * share)) for length in pixels.shape[:2])
    return np.asarray(cv2.resize(pixels, (width, height), interpolation=cv2.INTER_AREA), np.uint8)


def _features(frames: Floats, vectors: Floats | Bytes) -> Features:
    return Features(vectors, np.zeros(len(frames), np.int64), 1, frames)
