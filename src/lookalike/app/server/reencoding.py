"""What a decoding process does with a picture."""

from __future__ import annotations

import codecs
import io
from typing import Any

import numpy as np
from PIL import Image as Pillow
from PIL import ImageCms
from PIL.ExifTags import Base

from lookalike.collection.decode import Picture
from lookalike.collection.unreadable import Unreadable

_QUALITY = 90
_TRANSPARENT = frozenset(("PNG", "WEBP"))
"""Formats whose transparency means what is not painted."""
_KINDS = ("JPEG", "PNG", "WEBP", "GIF", "BMP", "TIFF", "AVIF")


def warm_up() -> None:
    """Import all that decoding takes, colour profiles and EXIF data included: later no file can be opened."""
    import cv2
    import pillow_heif

    for codec in ("utf-8-sig", "utf-16-le"):  # of captions
        codecs.lookup(codec)
    cv2.setNumThreads(1)
    pillow_heif.register_heif_opener()
    Pillow.init()
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    exif = Pillow.Exif()
    exif[Base.Orientation] = 6
    for kind in _KINDS:
        for told in ({}, {"icc_profile": profile, "exif": exif}):
            file = io.BytesIO()
            Pillow.new("RGB", (16, 16)).save(file, kind, **told)
            reencoded(file.getvalue(), 8, 1000)


def reencoded(content: bytes, side: int, pixels: int) -> tuple[dict[str, Any], bytes | None]:
    """What is said of a picture, and its content anew; or the reason why it cannot be had.

    :param side: pixels of the longer side, at most.
    :param pixels: of the largest picture that is decoded.
    """
    try:
        picture = Picture.open(content)
        width, height = picture.size
        if width * height > pixels:
            return {"reason": f"it has {width} x {height} pixels, of at most {pixels:,}"}, None
        return {"width": width, "height": height}, _transparent(content, picture, side) or _opaque(picture, side)
    except Unreadable as error:
        return {"reason": error.reason}, None
    except MemoryError:
        return {"reason": "it takes too much memory"}, None


def _opaque(picture: Picture, side: int) -> bytes:
    import cv2

    width, height = picture.size
    share = min(1.0, side / max(width, height))
    image = picture.image(max(1, round(share * min(width, height)))).pixels
    size = [max(1, round(share * length)) for length in (width, height)]
    small = cv2.resize(image, size, interpolation=cv2.INTER_AREA) if share < 1 else image
    _, file = cv2.imencode(".jpg", cv2.cvtColor(small, cv2.COLOR_RGB2BGR), [cv2.IMWRITE_JPEG_QUALITY, _QUALITY])
    return file.tobytes()


def _transparent(content: bytes, picture: Picture, side: int) -> bytes | None:
    """A PNG file of a picture with transparent parts; None of any other."""
    if picture.facts.format not in _TRANSPARENT:
        return None
    with Pillow.open(io.BytesIO(content), formats=[picture.facts.format]) as file:
        if "A" not in file.getbands() and "transparency" not in file.info:
            return None
        file.thumbnail((side, side))
        layers = file.convert("RGBA")
    if np.asarray(layers)[..., 3].min() == 255:
        return None
    anew = io.BytesIO()
    Pillow.fromarray(np.asarray(layers)).save(anew, "PNG", compress_level=1)
    return anew.getvalue()
