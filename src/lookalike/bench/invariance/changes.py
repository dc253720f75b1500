"""Changes that are made to photographs on purpose, and by how much."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import NamedTuple, TypeAlias

import numpy as np
import numpy.typing as npt

from lookalike.bench.invariance.regions import Values

Pixels: TypeAlias = npt.NDArray[np.uint8]

_MARGIN = 20
"""Pixels around a picture that is shifted, so that what comes in is no invention."""

_SAME = np.eye(3)


class Changed(NamedTuple):
    """A changed picture, and the homography (3, 3) from the unchanged one's pixels to its own."""

    pixels: Pixels
    homography: Values


@dataclass(frozen=True)
class Change:
    """A way to change a picture.

    :param levels: in ascending order, from both sides of ``neutral``, at which nothing would change, or from one.
    :param unchanged: what of a photograph is compared; nothing but real pixels comes into what it is changed to.
    :param changed: takes the whole photograph and a level.
    :param shows_less: a strong change leaves fewer features to be found, by its nature.
    """

    name: str
    unit: str
    neutral: float
    levels: tuple[float, ...]
    unchanged: Callable[[Pixels], Pixels]
    changed: Callable[[Pixels, float], Changed]
    shows_less: bool = False

    @property
    def sides(self) -> list[tuple[float, ...]]:
        """The levels on each side of the neutral one, the mildest first; none is empty."""
        below = tuple(level for level in reversed(self.levels) if level < self.neutral)
        above = tuple(level for level in self.levels if level > self.neutral)
        return [side for side in (below, above) if side]


def _whole(pixels: Pixels) -> Pixels:
    return pixels


def _window(pixels: Pixels, height: int, width: int) -> tuple[int, int]:
    """The left and upper edge of what is cut out of the middle."""
    return (pixels.shape[1] - width) // 2, (pixels.shape[0] - height) // 2


def _round_side(pixels: Pixels) -> int:
    """Pixels of a square whose corners, and what is interpolated there, stay within the picture when it is turned."""
    return int(min(pixels.shape[:2]) / np.sqrt(2)) - 4


def _middle(pixels: Pixels) -> Pixels:
    side = _round_side(pixels)
    left, top = _window(pixels, side, side)
    return pixels[top : top + side, left : left + side]


def _inner(pixels: Pixels) -> Pixels:
    return pixels[_MARGIN:-_MARGIN, _MARGIN:-_MARGIN]


def _warped(pixels: Pixels, corner: tuple[int, int], homography: Values, shape: tuple[int, ...]) -> Changed:
    """What a homography makes of the cut whose left and upper edge is ``corner``."""
    import cv2

    from_whole = homography @ np.array([[1, 0, -corner[0]], [0, 1, -corner[1]], [0, 0, 1]], np.float64)
    size = (shape[1], shape[0])
    warped = cv2.warpAffine(pixels, from_whole[:2], size, flags=cv2.INTER_CUBIC, borderMode=cv2.BORDER_REFLECT_101)
    return Changed(np.asarray(warped, np.uint8), homography)


def _turned(pixels: Pixels, degrees: float) -> Changed:
    side = _round_side(pixels)
    angle, center = np.deg2rad(degrees), (side - 1) / 2
    turn = np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])
    homography = np.eye(3)
    homography[:2, :2], homography[:2, 2] = turn, center - turn @ [center, center]
    return _warped(pixels, _window(pixels, side, side), homography, (side, side))


def _shifted(pixels: Pixels, by: float) -> Changed:
    homography = np.array([[1, 0, by], [0, 1, by], [0, 0, 1]], np.float64)
    return _warped(pixels, (_MARGIN, _MARGIN), homography, _inner(pixels).shape)


def _scaled(pixels: Pixels, factor: float) -> Changed:
    import cv2

    height, width = pixels.shape[:2]
    size = round(width * factor), round(height * factor)
    how = cv2.INTER_AREA if factor < 1 else cv2.INTER_CUBIC
    x, y = size[0] / width, size[1] / height
    # Edges of pixels fall on edges, so that centres move by half the difference.
    homography = np.array([[x, 0, (x - 1) / 2], [0, y, (y - 1) / 2], [0, 0, 1]], np.float64)
    return Changed(np.asarray(cv2.resize(pixels, size, interpolation=how), np.uint8), homography)


def _in_place(work: Callable[[Pixels, float], npt.NDArray[np.generic]]) -> Callable[[Pixels, float], Changed]:
    """A change of the values of pixels that stay where they are."""

    def changed(pixels: Pixels, level: float) -> Changed:
        return Changed(np.asarray(work(pixels, level), np.uint8), _SAME)

    return changed


def _rounded(values: npt.NDArray[np.floating]) -> Pixels:
    return np.asarray(np.clip(np.rint(values), 0, 255), np.uint8)


def _brighter(pixels: Pixels, by: float) -> Pixels:
    return _rounded(pixels + np.float64(by))


def _exposed(pixels: Pixels, stops: float) -> Pixels:
    """In linear light, 2 to the power of the stops times as much, by the curve of sRGB (IEC 61966-2-1)."""
    values = np.arange(256) / 255
    linear = np.where(values <= 0.04045, values / 12.92, ((values + 0.055) / 1.055) ** 2.4)
    light = np.minimum(linear * 2**stops, 1)
    coded = np.where(light <= 0.0031308, 12.92 * light, 1.055 * light ** (1 / 2.4) - 0.055)
    return np.asarray(_rounded(255 * coded)[pixels])


def _noisy(pixels: Pixels, deviation: float) -> Pixels:
    return _rounded(pixels + np.random.default_rng(0).normal(0, deviation, pixels.shape))


def _blurred(pixels: Pixels, deviation: float) -> npt.NDArray[np.generic]:
    import cv2

    return np.asarray(cv2.GaussianBlur(pixels, (0, 0), deviation))


def _compressed(pixels: Pixels, quality: float) -> npt.NDArray[np.generic]:
    import cv2

    _, file = cv2.imencode(".jpg", pixels[:, :, ::-1], [cv2.IMWRITE_JPEG_QUALITY, int(quality)])
    return np.asarray(cv2.imdecode(file, cv2.IMREAD_COLOR))[:, :, ::-1]


CHANGES: Mapping[str, Change] = MappingProxyType(
    {
        change.name: change
        for change in (
            Change("rotation", "°", 0, (5, 10, 15, 20, 30, 45, 60, 90, 135, 180), _middle, _turned),
            Change("scale", "times", 1, (0.25, 0.35, 0.5, 0.7, 0.85, 1.2, 1.4, 2), _whole, _scaled, True),
            Change("translation", "px", 0, (0.25, 0.5, 0.75, 1, 2.5, 5, 10, 20), _inner, _shifted),
            Change("brightness", "of 255", 0, (-120, -80, -40, -20, 20, 40, 80, 120), _whole, _in_place(_brighter)),
            Change("exposure", "stops", 0, (-4, -3, -2, -1, 1, 2, 3, 4), _whole, _in_place(_exposed)),
            Change("noise", "of 255", 0, (2, 5, 10, 20, 30, 40), _whole, _in_place(_noisy)),
            Change("blur", "px", 0, (0.5, 1, 1.5, 2, 3, 4, 5), _whole, _in_place(_blurred)),
            Change("JPEG", "quality", 100, (5, 10, 20, 40, 60, 80, 95), _whole, _in_place(_compressed)),
        )
    }
)
"""By their names."""
