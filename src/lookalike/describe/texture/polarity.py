"""Polarity, anisotropy and contrast of texture."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import product

import numpy as np

from lookalike.describe.base import GlobalDescriptor
from lookalike.describe.pixels import gray, once
from lookalike.registry import register
from lookalike.seen import Drawing, Panel, shown
from lookalike.types import Floats, Image

_SIDE = 128
"""Pixels of the shorter side, as of the pictures on which Blobworld's scales were chosen."""

_SCALES = tuple(k / 2 for k in range(1, 8))
"""Standard deviations of the windows, in pixels."""

_STABLE = 0.02
_TINY = np.float32(1e-8)

_BINS = 6
_OCTAVES = 6
"""Contrasts from 1/8 to 8 times the picture's mean are told apart."""

_FLAT = 1e-3

Maps = tuple[Floats, Floats, Floats, Floats]


@register
@dataclass(frozen=True, kw_only=True)
class Polarity(GlobalDescriptor):
    """Joint histogram of whether the gradients around each pixel point the same way, whether they
    lie along one line, and how strong they are.

    Vectors are (216,) float32, not negative, and sum to 1: 6 bins of polarity, by 6 of anisotropy, by 6 of
    contrast, an octave each and relative to the picture's mean contrast; pixels are shared between the nearest bins.
    Gain and offset of brightness hardly change them where there is texture; in flat areas rounding to 8 bits decides
    where gradients point, and a gain of 0.6 changes photographs of much sky by up to a quarter. Turns by 90 degrees
    change next to nothing, others, which interpolation makes smoother, up to a fifth in photographs, and more in
    regular checks, at whose crossings no direction is the main one.

    Source: C. Carson, S. Belongie, H. Greenspan, J. Malik, Blobworld: image segmentation using
    expectation-maximization and its application to image querying, PAMI 24(8), 2002, section 2.

    Deviations: the paper clusters the pixels where this counts them, and weighs polarity and anisotropy with
    contrast where this bins it; contrast is relative; gradients are by Scharr's masks; polarity's
    denominator is a Fourier series of three terms, within 3 %; windows begin at 1 px also where the picture is
    flat. The picture's shorter side is 128 px at most.
    """

    name = "polarity"
    measure = "hellinger"

    @property
    def dimension(self) -> int:
        return _BINS**3

    @property
    def side(self) -> int:
        return _SIDE

    def vector(self, image: Image) -> Floats:
        polarity, anisotropy, contrast, _ = _maps(image)
        relative = contrast / (contrast.mean() + _FLAT)
        octaves = np.log2(np.maximum(relative, 2.0**-_OCTAVES)) / _OCTAVES + 0.5
        places = np.stack([plane.ravel() for plane in (polarity, anisotropy, octaves)])
        return _shared(np.clip(places * _BINS - 0.5, 0, _BINS - 1))

    def seen(self, image: Image) -> Sequence[Panel]:
        polarity, anisotropy, contrast, scale = _maps(image)
        return [
            Drawing("polarity", shown(polarity), "Bright where gradients point one way, as along an edge."),
            Drawing("anisotropy", shown(anisotropy), "Bright where gradients lie along one line, as in stripes."),
            Drawing("contrast", shown(np.sqrt(contrast)), "Bright where gradients are strong."),
            Drawing("scale", shown(scale), "Bright where a wide window is needed before polarity settles."),
        ]


@once
def _maps(image: Image) -> Maps:
    return polarity_maps(gray(image, _SIDE))


def polarity_maps(gray: Floats) -> Maps:
    """Polarity, anisotropy and contrast of the texture around each pixel, and the scale at which they were taken.

    :param gray: (H, W) float32 in 0..1.
    :return: four (H, W) float32 planes: polarity in 0..1, which is 1 where all gradients point to the
        same side of a line; anisotropy in 0..1, which is 1 where all gradients lie along one line; contrast, twice the
        root mean square of the gradients per pixel, in 0..1.5 or so; and the window's standard deviation, 1 to
        3.5 pixels. Where there is no gradient all but the scale are 0.
    """
    moments, last = _moments(gray), 0.0
    settled = np.zeros(gray.shape, bool)
    smooth: Floats = np.zeros(gray.shape, np.float32)
    chosen = np.zeros((4, *gray.shape), np.float32)
    for scale in _SCALES:
        # A Gaussian of a Gaussian: their variances add up.
        moments, last = _blurred(moments, np.sqrt(scale**2 - last**2)), scale
        found = _measured(moments)
        before, smooth = smooth, _blurred(found[0], 2 * scale)
        if scale == _SCALES[0]:
            continue
        chosen = np.where(settled, chosen, np.stack([*found, np.full_like(smooth, scale)]))
        settled |= np.abs(smooth - before) < _STABLE
    polarity, anisotropy, contrast, scales = chosen
    return polarity, anisotropy, contrast, scales


def _moments(plane: Floats) -> Floats:
    """(H, W, 10) of each pixel's gradient, of magnitude m and angle t: its x and y, m, m cos 2t, m sin 2t, m cos 4t,
    m sin 4t, m^2, m^2 cos 2t and m^2 sin 2t.
    """
    import cv2

    x, y = (cv2.Scharr(plane, cv2.CV_32F, 1 - k, k, scale=1 / 32) for k in range(2))
    m = np.hypot(x, y)
    safe = np.maximum(m, _TINY)
    cos2, sin2 = (x * x - y * y) / safe, 2 * x * y / safe
    cos4, sin4 = (cos2 * cos2 - sin2 * sin2) / safe, 2 * cos2 * sin2 / safe
    return np.dstack([x, y, m, cos2, sin2, cos4, sin4, m * m, m * cos2, m * sin2])


def _blurred(planes: Floats, deviation: float) -> Floats:
    import cv2

    return np.asarray(cv2.GaussianBlur(planes, (0, 0), deviation), np.float32)


def _measured(moments: Floats) -> tuple[Floats, Floats, Floats]:
    """Polarity, anisotropy and contrast from windowed moments."""
    import cv2

    x, y, m, cos2, sin2, cos4, sin4, energy, energy_cos2, energy_sin2 = cv2.split(moments)
    # The eigenvalues of the second-moment matrix are half of energy +- coherent, and its first eigenvector
    # has the direction d: p = cos 2d, q = sin 2d.
    coherent = np.hypot(energy_cos2, energy_sin2)
    p, q = energy_cos2 / np.maximum(coherent, _TINY**2), energy_sin2 / np.maximum(coherent, _TINY**2)
    along = np.sqrt(np.maximum(1 + p, 0) / 2) * x + np.copysign(np.sqrt(np.maximum(1 - p, 0) / 2), q) * y
    # Of a gradient at the angle t to d, |cos t| = 2 / pi (1 + 2/3 cos 2t - 2/15 cos 4t + ...).
    either = m + 2 / 3 * (p * cos2 + q * sin2) - 2 / 15 * ((p * p - q * q) * cos4 + 2 * p * q * sin4)
    polarity = np.minimum(np.abs(along) / np.maximum(2 / np.pi * either, _TINY), 1)
    anisotropy = np.minimum(2 * coherent / np.maximum(energy + coherent, _TINY**2), 1)
    return polarity, anisotropy, 2 * np.sqrt(np.maximum(energy, 0))


def _shared(places: Floats) -> Floats:
    """Histogram of points (3, N) that lie between the bins' centres, split linearly among the eight around each."""
    lower = np.minimum(places.astype(np.int64), _BINS - 2)
    upper_share = places - lower
    cells = np.ravel_multi_index(tuple(lower), (_BINS,) * 3)
    histogram = np.zeros(_BINS**3)
    for corner in product((0, 1), repeat=3):
        shares = np.prod([part if up else 1 - part for up, part in zip(corner, upper_share, strict=True)], axis=0)
        step = int(np.ravel_multi_index(corner, (_BINS,) * 3))
        histogram += np.bincount(cells + step, shares, minlength=_BINS**3)
    return np.asarray(histogram / places.shape[1], np.float32)
