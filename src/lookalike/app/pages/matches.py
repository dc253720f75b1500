"""Drawings of what geometry found: two pictures side by side, and the features that belong together."""

from __future__ import annotations

import colorsys
import io
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
from PIL import Image as Pillow

from lookalike.collection.decode import Picture
from lookalike.seen import Pixels
from lookalike.types import Image, Match, Record

GAP = 8
_PROOF = 480
"""Pixels of the height of pictures in which features are shown."""
_MOST = 80
"""More lines than this would hide the pictures; they are taken at equal steps."""
_OUTLINE = (255, 200, 0)
_FAR = 10_000
"""Pixels: corners that lie farther away are drawn here."""
_SHADE = 4
"""Pixels are drawn in fractions of 1 / 2 ** _SHADE."""


class Scaled(NamedTuple):
    """A small picture, and the width and height of the picture that it is of."""

    image: Image
    size: tuple[int, int]

    @classmethod
    def of(cls, picture: Picture) -> Scaled:
        """A picture's own thumbnail."""
        return cls(small(picture.thumbnail(2 * _PROOF)), picture.size)

    @classmethod
    def stored(cls, thumbnail: bytes, record: Record) -> Scaled:
        """An image of a collection."""
        return cls(small(thumbnail), (record.facts.width, record.facts.height))


def small(thumbnail: bytes) -> Image:
    """The pixels of a JPEG file."""
    return Picture.open(thumbnail).image(None)


def jpeg(image: Image) -> bytes:
    """A JPEG file of some pixels."""
    buffer = io.BytesIO()
    Pillow.fromarray(image.pixels).save(buffer, "JPEG", quality=90)
    return buffer.getvalue()


def as_object(match: Match) -> dict[str, Any]:
    """What geometry has found, as an object of JSON."""
    return {
        "inliers": match.inliers,
        "transform": match.transform.round(6).tolist(),
        "outline": match.outline.round(2).tolist(),
    }


def proof(sought: Scaled, found: Scaled, match: Match) -> bytes:
    """A JPEG file of both pictures, of one height, and the features that belong together."""
    pictures = _high(sought.image), _high(found.image)
    return jpeg(Image(side_by_side(pictures, (sought.size, found.size), match)))


def _high(image: Image) -> Image:
    """The picture in the height of a proof, as far as it is not much too wide for that."""
    import cv2

    scale = min(_PROOF / image.height, 2 * _PROOF / image.width)
    width, height = max(1, round(image.width * scale)), max(1, round(image.height * scale))
    way = cv2.INTER_AREA if scale < 1 else cv2.INTER_CUBIC
    return Image(np.asarray(cv2.resize(image.pixels, (width, height), interpolation=way), np.uint8))


def side_by_side(pictures: tuple[Image, Image], sizes: tuple[tuple[int, int], tuple[int, int]], match: Match) -> Pixels:
    """(H, W, 3) uint8: the query and the picture with lines between their features, and the query's outline.

    :param sizes: width and height of either picture, in the pixels that the match speaks of.
    """
    import cv2

    shares = [np.array([p.width / w, p.height / h]) for p, (w, h) in zip(pictures, sizes, strict=True)]
    left, right = pictures[0].pixels, pictures[1].pixels.copy()
    if len(match.outline):
        corners = ((match.outline + 0.5) * shares[1] - 0.5).clip(-_FAR, _FAR) * 2**_SHADE
        cv2.polylines(right, [np.round(corners).astype(np.int32)], True, _OUTLINE, 2, cv2.LINE_AA, _SHADE)
    across = left.shape[1] + GAP
    canvas = np.full((max(len(left), len(right)), across + right.shape[1], 3), 255, np.uint8)
    canvas[: len(left), : left.shape[1]], canvas[: len(right), across:] = left, right
    ours = (match.points[:, 0] + 0.5) * shares[0] - 0.5
    theirs = (match.points[:, 1] + 0.5) * shares[1] - 0.5 + np.array([across, 0])
    for place in np.linspace(0, match.inliers - 1, min(_MOST, match.inliers)).astype(int):
        color = _color(place / match.inliers)
        cv2.line(canvas, _point(ours[place]), _point(theirs[place]), color, 1, cv2.LINE_AA, _SHADE)
        for point in (ours[place], theirs[place]):
            cv2.circle(canvas, _point(point), 3 << _SHADE, color, 1, cv2.LINE_AA, _SHADE)
    return canvas


def _point(place: npt.NDArray[np.float64]) -> tuple[int, int]:
    x, y = np.round(place * 2**_SHADE).astype(int).tolist()
    return x, y


def _color(share: float) -> tuple[int, int, int]:
    """One of many colours that are told apart, by its share of the circle."""
    red, green, blue = colorsys.hsv_to_rgb(share, 0.9, 1)
    return round(255 * red), round(255 * green), round(255 * blue)
