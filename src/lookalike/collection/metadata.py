"""What cameras write into pictures: time, camera and place."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from PIL.ExifTags import GPS, IFD, Base
from PIL.Image import Exif

from lookalike.types import Facts

_TIME = re.compile(r"(\d{4})[:/.-](\d\d)[:/.-](\d\d)[ T](\d\d):(\d\d)(?::(\d\d))?")
_FIRST_PHOTOGRAPH = 1826
_MAX_TEXT = 100


def facts(width: int, height: int, format: str, exif: Exif | None) -> Facts:
    """The facts of a picture; what its EXIF data lacks or has impossible values for is None."""
    if not exif:
        return Facts(width, height, format)
    details = _directory(exif, IFD.Exif)
    latitude, longitude = _place(_directory(exif, IFD.GPSInfo))
    return Facts(
        width=width,
        height=height,
        format=format,
        taken=_time(details.get(Base.DateTimeOriginal)) or _time(_value(exif, Base.DateTime)),
        camera=_camera(_text(_value(exif, Base.Make)), _text(_value(exif, Base.Model))),
        latitude=latitude,
        longitude=longitude,
    )


def orientation(exif: Exif | None) -> int:
    """EXIF's orientation, 1 to 8; 1 (upright) where it is missing or impossible."""
    value = _value(exif, Base.Orientation) if exif else None
    return value if isinstance(value, int) and value in range(1, 9) else 1


def _value(exif: Exif, tag: Base) -> object:
    try:
        return exif.get(tag)
    except Exception:  # values are unpacked only now, and broken ones raise errors of nearly any type
        return None


def _directory(exif: Exif, which: IFD) -> Mapping[int, Any]:
    try:
        found = exif.get_ifd(which)
    except Exception:  # as above, on broken offsets too
        return {}
    return found if isinstance(found, Mapping) else {}


def _text(value: object) -> str:
    if isinstance(value, bytes):
        value = value.decode("latin-1")
    if not isinstance(value, str):
        return ""
    printable = "".join(c if c.isprintable() else " " for c in value.split("\0")[0])
    return " ".join(printable.split())[:_MAX_TEXT]


def _time(value: object) -> datetime | None:
    match = _TIME.match(_text(value))
    if not match:
        return None
    try:
        time = datetime(*(int(number or 0) for number in match.groups()))  # type: ignore[arg-type]
    except ValueError:
        return None
    return time if time.year >= _FIRST_PHOTOGRAPH else None


def _camera(make: str, model: str) -> str | None:
    if make and model.casefold().startswith(make.split(maxsplit=1)[0].casefold()):
        return model
    return f"{make} {model}".strip() or None


def _place(gps: Mapping[int, Any]) -> tuple[float | None, float | None]:
    latitude = _degrees(gps.get(GPS.GPSLatitude), gps.get(GPS.GPSLatitudeRef), "NS", 90)
    longitude = _degrees(gps.get(GPS.GPSLongitude), gps.get(GPS.GPSLongitudeRef), "EW", 180)
    return (None, None) if latitude is None or longitude is None else (latitude, longitude)


def _degrees(value: Any, side: object, sides: str, most: int) -> float | None:
    letter = _text(side)[:1].upper()
    if not letter or letter not in sides:
        return None
    try:
        degrees, minutes, seconds = (float(number) for number in value)
    except (TypeError, ValueError, ZeroDivisionError, OverflowError):
        return None
    angle = degrees + minutes / 60 + seconds / 3600
    if not math.isfinite(angle) or not 0 <= angle <= most:
        return None
    return -angle if letter == sides[1] else angle
