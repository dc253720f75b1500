"""Decodes pictures: safely, in bounded memory, and no finer than is asked for."""

from __future__ import annotations

import hashlib
import importlib
import os
import stat
import struct
import threading
import warnings
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from functools import cache, cached_property
from io import BytesIO
from pathlib import Path
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import PIL.Image
from PIL.Image import DecompressionBombError, Exif
from PIL.ImageFile import ImageFile

from lookalike.collection.captions import Told, told
from lookalike.collection.color import to_srgb
from lookalike.collection.formats import HEAD, sniff
from lookalike.collection.metadata import facts, orientation
from lookalike.collection.unreadable import Unopenable, Unreadable, os_reason
from lookalike.types import Facts, Image

__all__ = ["Picture", "Unopenable", "Unreadable", "content_id", "read_picture"]

# Pillow warns of broken metadata, which stops nothing here. Once for the whole
# process, because warnings.catch_warnings is not safe among threads.
warnings.filterwarnings("ignore", module=r"PIL\.")

MAX_FILE = 300_000_000
"""Bytes of the largest file that is read."""

MAX_DECODED = 600_000_000
"""Bytes that decoding one picture may take: 150 megapixels for most formats."""

THUMBNAIL = 256
"""Pixels of a thumbnail's longer side."""

_BIG = 100_000_000
_one_big_at_a_time = threading.Lock()

_PLUGINS = {
    "JPEG": ("PIL.JpegImagePlugin", "JpegImageFile"),
    "PNG": ("PIL.PngImagePlugin", "PngImageFile"),
    "GIF": ("PIL.GifImagePlugin", "GifImageFile"),
    "BMP": ("PIL.BmpImagePlugin", "BmpImageFile"),
    "TIFF": ("PIL.TiffImagePlugin", "TiffImageFile"),
    "WEBP": ("PIL.WebPImagePlugin", "WebPImageFile"),
    "AVIF": ("PIL.AvifImagePlugin", "AvifImageFile"),
    "HEIF": ("pillow_heif", "HeifImageFile"),
}
_ALREADY_UPRIGHT = {"TIFF", "HEIF"}
"""Formats whose decoders apply the orientation themselves."""

_BYTES_PER_PIXEL = {"WEBP": 16, "AVIF": 10, "HEIF": 8}
"""Memory that decoding takes at its peak, as measured; 4 for the other formats."""

_TRANSPOSING = frozenset((5, 6, 7, 8))
_EXIF_KEYS = ("exif", "xmp", "XML:com.adobe.xmp", "Raw profile type exif")

Pixels = npt.NDArray[np.uint8]

_VIEWS: dict[int, Callable[[Pixels], Pixels]] = {
    2: lambda p: p[:, ::-1],
    3: lambda p: p[::-1, ::-1],
    4: lambda p: p[::-1],
    5: lambda p: p.transpose(1, 0, 2),
    6: lambda p: p[::-1].transpose(1, 0, 2),
    7: lambda p: p[::-1, ::-1].transpose(1, 0, 2),
    8: lambda p: p[:, ::-1].transpose(1, 0, 2),
}
"""What turns pixels upright, by EXIF's orientation."""


class _Plan(NamedTuple):
    """How to make a picture smaller: by the JPEG decoder's scale, then by averaging."""

    scale: int
    factor: int


class Picture:
    """The content of a picture file, of which pixels are decoded when asked for.

    :ivar facts: size, format and what the camera wrote.
    :ivar told: what people wrote into the file.
    """

    facts: Facts
    told: Told

    def __init__(self, data: bytes, name: Path | str = "the picture") -> None:
        kind = sniff(data[:HEAD])
        if kind is None:
            raise Unreadable("not a picture" if data else "empty file", name)
        self._data, self._name, self._kind = data, name, kind
        self._images: dict[_Plan, Image] = {}
        with _reported(name):
            file = _plugin(kind)(BytesIO(data))
            _check(file, kind, scale=8)
            exif = _exif(file, kind, data)
            self._size = file.size
        self._fresh: ImageFile | None = file
        self._turn = 1 if kind in _ALREADY_UPRIGHT else orientation(exif)
        width, height = reversed(self._size) if self._turn in _TRANSPOSING else self._size
        self.facts = facts(width, height, kind, exif)
        self.told = told(file, exif)

    @classmethod
    def open(cls, data: bytes, name: Path | str = "the picture") -> Picture:
        """Read the header of a file's content.

        :param name: what to call it in errors.
        :raises Unreadable: for what is no picture, is damaged or too large. Most
            damage shows only when pixels are asked for.
        """
        return cls(data, name)

    @cached_property
    def id(self) -> str:
        """The content's hash, as :func:`content_id` gives it."""
        return content_id(self._data)

    @property
    def size(self) -> tuple[int, int]:
        """Width and height in pixels, upright, at full resolution."""
        return self.facts.width, self.facts.height

    def image(self, side: int | None) -> Image:
        """The pixels, of the first frame where there are several.

        :param side: how many pixels the shorter side needs. What comes is as
            small as the decoder's scales and averaging by whole factors make it
            without going below (a smaller picture stays as it is). None asks for
            full resolution.
        :raises Unreadable: for a picture that is damaged or too large.
        """
        plan = self._plan(side)
        if plan not in self._images:
            self._decode(plan)
        return self._images[plan]

    def thumbnail(self, pixels: int = THUMBNAIL) -> bytes:
        """A small JPEG file of the picture, whose longer side has at most ``pixels`` pixels."""
        import cv2

        image = self.image(pixels).pixels
        share = min(1.0, pixels / max(image.shape))
        size = [max(1, round(length * share)) for length in image.shape[1::-1]]
        small = image if share == 1 else cv2.resize(image, size, interpolation=cv2.INTER_AREA)
        # OpenCV writes a small JPEG in half of Pillow's time.
        _, file = cv2.imencode(".jpg", cv2.cvtColor(small, cv2.COLOR_RGB2BGR), [cv2.IMWRITE_JPEG_QUALITY, 80])
        return file.tobytes()

    def _plan(self, side: int | None) -> _Plan:
        if side is None:
            return _Plan(1, 1)
        shorter = min(self._size)
        scales = (8, 4, 2) if self._kind == "JPEG" else ()
        scale = next((s for s in scales if shorter // s >= side), 1)
        return _Plan(scale, max(1, -(-shorter // scale) // side))

    def _decode(self, plan: _Plan) -> None:
        with _reported(self._name):
            for each, pixels in self._stored(plan).items():
                self._images[each] = Image(_upright(pixels, self._turn))

    def _stored(self, plan: _Plan) -> dict[_Plan, Pixels]:
        """Pixels as the file stores them, with the thumbnail's where they take no decoding of their own."""
        wanted = {p for p in (plan, self._plan(THUMBNAIL)) if p.scale == plan.scale}
        file = self._file()
        with _check(file, self._kind, plan.scale):
            if plan.scale > 1:
                file.draft(None, (file.width // plan.scale, file.height // plan.scale))
            file.load()
            return {each: to_srgb(file, each.factor) for each in wanted}

    def _file(self) -> ImageFile:
        """The file with its header read and nothing decoded: the first one, or another."""
        file, self._fresh = self._fresh, None
        return file or _plugin(self._kind)(BytesIO(self._data))


def content_id(data: bytes) -> str:
    """BLAKE2b hash of a file's content: 128 bits as 32 hexadecimal digits."""
    return hashlib.blake2b(data, digest_size=16).hexdigest()


def read_picture(path: Path) -> Picture:
    """Read a picture file; nothing but a regular file is opened.

    :raises Unreadable: naming the file, where it cannot be read or is no picture.
    """
    try:
        status = os.stat(path)
        if stat.S_ISDIR(status.st_mode):
            raise Unreadable("it is a folder", path)
        if not stat.S_ISREG(status.st_mode):
            raise Unreadable("not a regular file", path)
        if status.st_size > MAX_FILE:
            raise Unreadable(f"too large: {status.st_size / 1e6:.0f} MB", path)
        data = path.read_bytes()
    except OSError as error:
        raise Unopenable(os_reason(error), path) from error
    return Picture.open(data, path)


@cache
def _plugin(kind: str) -> Callable[[BytesIO], ImageFile]:
    # The decoders themselves, rather than PIL.Image.open: nothing else is
    # imported or tried, and no process-wide registry or limit comes into play.
    module, name = _PLUGINS[kind]
    plugin: Callable[[BytesIO], ImageFile] = getattr(importlib.import_module(module), name)
    return plugin


@contextmanager
def _reported(name: Path | str) -> Iterator[None]:
    try:
        yield
    except Unreadable as error:
        raise Unreadable(error.reason, name) from error
    except Exception as error:  # decoders raise errors of nearly any type on hostile bytes
        raise Unreadable(_reason(error), name) from error


def _reason(error: Exception) -> str:
    text = str(error)
    if isinstance(error, DecompressionBombError | MemoryError):
        return "too large"
    ran_out = isinstance(error.__cause__ or error, EOFError | IndexError | struct.error)
    if ran_out or "truncated" in text.lower() or "end of file" in text.lower():
        return "truncated"
    return f"damaged ({' '.join(text.split())[:80] or type(error).__name__})"


def _upright(pixels: Pixels, turn: int) -> Pixels:
    if turn == 1:
        return pixels
    view = _VIEWS[turn](pixels)
    upright = np.empty(view.shape, np.uint8)
    for channel in range(3):  # many times faster than all three at once
        upright[..., channel] = view[..., channel]
    return upright


def _check(file: ImageFile, kind: str, scale: int) -> AbstractContextManager[object]:
    """What to hold while the picture is decoded at a scale: a lock if it is big.

    :raises Unreadable: for a picture that takes too much memory.
    """
    width, height = file.size
    pixels = width * height
    size = pixels * _BYTES_PER_PIXEL.get(kind, 4)
    if kind == "JPEG":
        # Coefficients of all scans are held at full size, two bytes each.
        size = 4 * pixels // scale**2 + (2 * len(file.getbands()) * pixels if _is_buffered(file) else 0)
    if size > MAX_DECODED:
        raise Unreadable(f"too large: {width} x {height} px")
    return _one_big_at_a_time if size > _BIG else nullcontext()


def _is_buffered(file: ImageFile) -> bool:
    """Whether a JPEG has several scans, which the decoder must gather before it gives pixels."""
    assert file.fp is not None
    if "progressive" in file.info:
        return True
    channels = len(file.getbands())
    file.fp.seek(-6 - 2 * channels, os.SEEK_CUR)
    return file.fp.read(6 + 2 * channels)[:3] != bytes((0, 6 + 2 * channels, channels))


def _exif(file: ImageFile, kind: str, data: bytes) -> Exif | None:
    if kind == "PNG" and "exif" not in file.info:
        # It may come after the pixels, where Pillow finds it only by decoding them.
        at = data.rfind(b"eXIf")
        if at > 0:
            length = int.from_bytes(data[at - 4 : at], "big")
            file.info["exif"] = data[at + 4 : at + 4 + length]
    if kind != "TIFF" and not any(key in file.info for key in _EXIF_KEYS):
        return None
    try:
        return PIL.Image.Image.getexif(file)
    except Exception:  # broken metadata of any kind stops nothing
        return None
