"""From any of Pillow's modes and any colour profile to sRGB."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cache, lru_cache
from io import BytesIO
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
from PIL import Image

if TYPE_CHECKING:
    from PIL.ImageCms import ImageCmsProfile, ImageCmsTransform

_DEEP = frozenset(("I;16", "I;16B", "I;16L", "I;16N", "I", "F"))
_OPAQUE = frozenset(("L", "RGB", "CMYK", "LAB"))
_BAND = 4_000_000
"""Pixels converted at a time, which bounds the memory that the steps in between take."""

_SAME = 2
"""Levels by which a profile's colours may differ from sRGB's and still count as sRGB."""


def to_srgb(image: Image.Image, factor: int = 1) -> npt.NDArray[np.uint8]:
    """Colours of a decoded picture, its alpha laid over white.

    :param image: of any mode; its ``info`` may hold a profile and a transparent colour.
    :param factor: by how much to reduce each side, averaging; sizes are rounded up.
    :return: (H, W, 3) uint8.
    """
    width, height = image.size
    if image.mode == "RGB" and factor == 1 and not image.info.keys() & {"icc_profile", "transparency"}:
        return np.asarray(image)  # most pictures: nothing to convert, so nothing is copied
    pixels = np.empty((-(-height // factor), -(-width // factor), 3), dtype=np.uint8)
    profile = image.info.get("icc_profile") or None
    white = _white(image) if image.mode in _DEEP else 0.0
    for top, band in _bands(image, factor):
        flat = _gray(band, white) if image.mode in _DEEP else _flat(band)
        if factor > 1:
            flat = flat.reduce(factor)
        transform = _transform(profile, flat.mode) if profile or flat.mode == "LAB" else None
        rgb = transform.apply(flat) if transform else flat.convert("RGB")
        pixels[top // factor : top // factor + rgb.height] = np.asarray(rgb)
    return pixels


def _bands(image: Image.Image, factor: int) -> Iterator[tuple[int, Image.Image]]:
    width, height = image.size
    rows = max(1, _BAND // (width * factor)) * factor
    if rows >= height:
        yield 0, image
        return
    for top in range(0, height, rows):
        yield top, image.crop((0, top, width, min(top + rows, height)))


def _flat(image: Image.Image) -> Image.Image:
    if image.has_transparency_data:
        over = image.convert("RGBA")
        flat = Image.new("RGB", image.size, "white")
        flat.paste(over, mask=over.getchannel("A"))
        return flat
    if image.mode in _OPAQUE:
        return image
    return image.convert("L" if image.mode == "1" else "RGB")


def _white(image: Image.Image) -> float:
    """The value that stands for white: files of 32 bits do not say, so the least usual one that fits."""
    if image.mode.startswith("I;16"):
        return 65535.0
    peak = max(_finite_peak(np.asarray(band)) for _, band in _bands(image, 1))
    return next((usual for usual in (1.0, 255.0, 65535.0) if peak <= usual), peak)


def _finite_peak(values: npt.NDArray[np.generic]) -> float:
    return float(np.max(values, where=np.isfinite(values), initial=0))


def _gray(image: Image.Image, white: float) -> Image.Image:
    levels = np.asarray(image).astype(np.float64) * (255.0 / white)
    return Image.fromarray(np.rint(np.nan_to_num(levels, nan=0.0)).clip(0, 255).astype(np.uint8))


@cache
def _srgb() -> ImageCmsProfile:
    from PIL import ImageCms

    return ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB"))


@lru_cache(maxsize=64)
def _transform(profile: bytes | None, mode: str) -> ImageCmsTransform | None:
    """What takes the profile's colours to sRGB; None where they are sRGB, or the profile is of no use."""
    from PIL import ImageCms

    try:
        source = ImageCms.ImageCmsProfile(BytesIO(profile) if profile else ImageCms.createProfile("LAB"))
        transform = ImageCms.buildTransform(source, _srgb(), mode, "RGB")
    except (ImageCms.PyCMSError, OSError, TypeError, ValueError):
        return None
    return None if mode in {"L", "RGB"} and _changes_nothing(transform, mode) else transform


def _changes_nothing(transform: ImageCmsTransform, mode: str) -> bool:
    probe = Image.frombytes(mode, *_probe(range(0, 256, 15) if mode == "RGB" else range(256), len(mode)))
    before = np.asarray(probe.convert("RGB")).astype(np.int16)
    return bool(np.abs(np.asarray(transform.apply(probe)) - before).max() <= _SAME)


def _probe(levels: Iterable[int], channels: int) -> tuple[tuple[int, int], bytes]:
    """Size and content of a picture one pixel high with every combination of levels."""
    grid = np.stack(np.meshgrid(*[np.fromiter(levels, np.uint8)] * channels), axis=-1).reshape(-1, channels)
    return (len(grid), 1), grid.tobytes()
