"""Amplitudes of a bank of Gabor filters."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal, NamedTuple

import numpy as np
import numpy.typing as npt

from lookalike.describe.base import GlobalDescriptor
from lookalike.describe.pixels import gray, once
from lookalike.describe.texture.drawn import tinted
from lookalike.registry import register
from lookalike.seen import Chart, Drawing, Panel
from lookalike.types import Floats, Image

_SCALES = 4
_ORIENTATIONS = 6
_LOWEST, _HIGHEST = 0.05, 0.4
"""Centre frequencies of the coarsest and the finest filters, in cycles a pixel."""

_STEP = (_HIGHEST / _LOWEST) ** (1 / (_SCALES - 1))
_WIDE = 3
"""Standard deviations after which a filter's Gaussian is cut off."""

_MARGIN = 32
_GRID = 64
"""Padded pictures measure multiples of this, so that pictures of similar shapes share their filters."""

_FLOOR = 1e-6
"""Keeps flat pictures from having no direction at all; a grey level is 4e-3."""

Indices = npt.NDArray[np.int64]


class _Filter(NamedTuple):
    """A filter's part of the spectrum: rows (h,), columns (w,) and gains (h, w)."""

    rows: Indices
    columns: Indices
    gains: Floats


@register
@dataclass(frozen=True, kw_only=True)
class Gabor(GlobalDescriptor):
    """Mean and standard deviation of the local amplitudes that Gabor filters of four
    scales and six orientations find in the picture.

    :param rotation: "none", or "dft": the filters lie at twelve orientations, and each scale gives the first six
        magnitudes of the discrete Fourier transform over them, which do not change when the picture is turned.

    Vectors are (48,) float32, greater than 0, and sum to 1: the means by scale, finest first, and by orientation, from
    that of vertical stripes counterclockwise, or frequency; then the standard deviations in the same
    order. They hardly change with gain and offset of brightness.

    Source: B. S. Manjunath, W. Y. Ma, Texture features for browsing and retrieval of image data,
    PAMI 18(8), 1996, with their design of the bank: centre frequencies 0.05 to 0.4 cycles a pixel whose filters meet at
    half of their peaks. The transform over orientations is that of H. Greenspan, S. Belongie, R. Goodman, P. Perona,
    Rotation invariant texture recognition using a steerable pyramid, ICPR 1994.

    Deviations: every filter has a gain of 1 at its peak, where the paper's have equal energies; the measure is the
    Hellinger affinity, where the paper divides by deviations learnt from a collection; the picture is mirrored
    at its borders.
    """

    name = "gabor"
    measure = "hellinger"

    rotation: Literal["none", "dft"] = "none"

    @property
    def dimension(self) -> int:
        return 2 * _SCALES * _ORIENTATIONS

    def vector(self, image: Image) -> Floats:
        planes = amplitudes(image, self._orientations)
        numbers = np.array([[plane.mean() for plane in planes], [plane.std() for plane in planes]])
        by_scale = numbers.reshape(2, _SCALES, self._orientations)
        if self.rotation == "dft":
            by_scale = np.abs(np.fft.rfft(by_scale, axis=2))[..., :_ORIENTATIONS]
        vector = by_scale.ravel() + _FLOOR
        return np.asarray(vector / vector.sum(), np.float32)

    @property
    def _orientations(self) -> int:
        # As filters of the paper's width are sampled twice as densely as they are spaced there, turns
        # between the samples do not alias.
        return _ORIENTATIONS if self.rotation == "none" else 2 * _ORIENTATIONS

    def seen(self, image: Image) -> Sequence[Panel]:
        planes = amplitudes(image, self._orientations)
        strongest = [_strongest(planes[k : k + self._orientations]) for k in range(0, len(planes), self._orientations)]
        means = np.array([plane.mean() for plane in planes], np.float32)
        labels = [f"{1 / f:.3g} px, {a:.0f}°" for f in _frequencies() for a in np.degrees(_angles(self._orientations))]
        note = "Hue is the direction of the strongest answer at each place, brightness how strong it is."
        return [
            Drawing("finest scale", tinted(*strongest[0]), note),
            Drawing("waves of 5 px", tinted(*strongest[1]), note),
            Drawing("coarsest scale, waves of 20 px", tinted(*strongest[-1]), note),
            Chart("mean amplitude by wavelength and direction", means, labels),
        ]


@once
def amplitudes(image: Image, orientations: int) -> list[Floats]:
    """The amplitude of each filter's wave all over the picture, scale by scale, in units of the grey range.

    Each plane is sampled as coarsely as its filter's bandwidth allows.
    """
    import cv2
    from scipy.fft import fft2, ifft2

    plane = gray(image)
    height, width = ((n + 2 * _MARGIN + _GRID - 1) // _GRID * _GRID for n in plane.shape)
    bottom, right = height - plane.shape[0] - _MARGIN, width - plane.shape[1] - _MARGIN
    padded = cv2.copyMakeBorder(plane, _MARGIN, bottom, _MARGIN, right, cv2.BORDER_REFLECT_101)
    spectrum = fft2(padded)
    found = []
    for rows, columns, gains in _bank((height, width), orientations):
        answer = np.abs(ifft2(spectrum[rows[:, None], columns] * gains))
        inner = (_inner(n, m, whole) for n, m, whole in zip(plane.shape, answer.shape, (height, width), strict=True))
        found.append(answer[tuple(inner)])
    return found


def _inner(length: int, samples: int, whole: int) -> slice:
    """The samples of a padded axis that lie within the picture; at least one."""
    first = -(-_MARGIN * samples // whole)
    last = (_MARGIN + length - 1) * samples // whole
    return slice(first, max(last, first) + 1)


def _frequencies() -> npt.NDArray[np.float64]:
    return np.asarray(_HIGHEST / _STEP ** np.arange(_SCALES))


def _angles(orientations: int) -> npt.NDArray[np.float64]:
    return np.pi * np.arange(orientations) / orientations


@lru_cache(maxsize=8)
def _bank(shape: tuple[int, int], orientations: int) -> list[_Filter]:
    return [_filter(shape, f, angle) for f in _frequencies() for angle in _angles(orientations)]


def _filter(shape: tuple[int, int], frequency: float, angle: float) -> _Filter:
    """A Gaussian in the spectrum of a shape, cut to the box that holds it.

    The inverse transform of the box alone is the answer shifted in frequency and sampled more coarsely:
    its magnitude is the same.
    """
    along, across = _spreads(frequency)
    cos, sin = np.cos(angle), np.sin(angle)
    rows = _box(shape[0], -frequency * sin, np.hypot(along * sin, across * cos))
    columns = _box(shape[1], frequency * cos, np.hypot(along * cos, across * sin))
    down, right = rows[:, None] / shape[0], columns / shape[1]
    u, v = right * cos - down * sin, right * sin + down * cos
    gains = np.exp(-0.5 * (((u - frequency) / along) ** 2 + (v / across) ** 2))
    gains[(rows[:, None] % shape[0] == 0) & (columns % shape[1] == 0)] = 0
    # A wave's energy is split between its frequency and the negative one, hence the 2.
    gains *= 2 * rows.size * columns.size / (shape[0] * shape[1])
    return _Filter(rows % shape[0], columns % shape[1], gains.astype(np.float32))


def _spreads(frequency: float) -> tuple[float, float]:
    """Standard deviations along and across a filter's direction, after Manjunath and Ma's appendix."""
    log4 = 2 * np.log(2)
    along = (_STEP - 1) * frequency / ((_STEP + 1) * np.sqrt(log4))
    reach = frequency - log4 * along**2 / frequency
    across = np.tan(np.pi / (2 * _ORIENTATIONS)) * reach / np.sqrt(log4 - (log4 * along / frequency) ** 2)
    return float(along), float(across)


def _box(length: int, center: float, spread: float) -> Indices:
    """Frequencies of an axis, in cycles a length, that the Gaussian reaches below half a cycle a pixel."""
    reach = (np.clip(center + side * _WIDE * spread, -0.5, 0.5) for side in (-1, 1))
    first, last = (int(np.rint(frequency * length)) for frequency in reach)
    return np.arange(first, last + 1)


def _strongest(planes: Sequence[Floats]) -> tuple[Floats, Floats]:
    """Direction, (H, W) radians, and amplitude of the strongest of one scale's answers."""
    import cv2

    size = planes[0].shape[1::-1]
    stack = np.stack([cv2.resize(plane, size) for plane in planes])
    directions = _angles(len(planes))[stack.argmax(axis=0)].astype(np.float32)
    return directions, stack.max(axis=0)
