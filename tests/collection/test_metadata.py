"""What is read from EXIF data, and what is disbelieved."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest
from PIL import Image

from lookalike.collection.decode import Picture
from lookalike.collection.metadata import facts, orientation
from lookalike.types import Facts
from tests.pictures import broken_exif, encoded, exif, exif_data, scene

pytestmark = pytest.mark.filterwarnings(r"ignore:::PIL\.")

DEGREES = (48.0, 51.0, 29.88)
PARIS = {
    "GPSLatitude": DEGREES,
    "GPSLatitudeRef": "N",
    "GPSLongitude": (2.0, 17.0, 40.2),
    "GPSLongitudeRef": "E",
}


def read(**values: Any) -> Facts:
    """What is made of EXIF data that went through a file."""
    return Picture.open(encoded(scene(0), exif=exif(**values))).facts


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "TIFF", "AVIF", "HEIF"])
def test_every_format_that_holds_exif(kind: str) -> None:
    data = exif(Make="Canon", Model="EOS 80D", DateTimeOriginal="2020:02:29 23:59:58", **PARIS)
    got = Picture.open(encoded(scene(0), kind, exif=data)).facts
    assert (got.taken, got.camera) == (datetime(2020, 2, 29, 23, 59, 58), "Canon EOS 80D")
    assert got.latitude == pytest.approx(48.858300, abs=1e-6)
    assert got.longitude == pytest.approx(2.294500, abs=1e-6)


def test_the_time_of_the_picture_comes_before_that_of_the_file() -> None:
    assert read(DateTime="2021:01:01 00:00:00").taken == datetime(2021, 1, 1)
    both = read(DateTime="2021:01:01 00:00:00", DateTimeOriginal="2019:01:01 00:00:00")
    assert both.taken == datetime(2019, 1, 1)


@pytest.mark.parametrize(
    "text",
    [
        "0000:00:00 00:00:00",
        "0001:01:01 00:00:00",
        "2020:13:01 00:00:00",
        "2020:02:30 10:00:00",
        "2020:01:01 24:61:00",
        "    :  :     :  :  ",
        "yesterday",
        "2020",
        "\0\0\0\0",
        "",
    ],
)
def test_impossible_times(text: str) -> None:
    assert read(DateTimeOriginal=text, Make="A").taken is None


@pytest.mark.parametrize(
    ("make", "model", "camera"),
    [
        ("Canon", "Canon EOS 80D", "Canon EOS 80D"),
        ("NIKON CORPORATION", "NIKON D90", "NIKON D90"),
        ("Apple", "iPhone 12", "Apple iPhone 12"),
        ("SONY  \0junk", " DSC\tRX100 ", "SONY DSC RX100"),
        ("", "X100", "X100"),
        ("Leica", "", "Leica"),
        (" ", "\0", None),
    ],
)
def test_camera(make: str, model: str, camera: str | None) -> None:
    assert read(Make=make, Model=model).camera == camera


def test_south_and_west_are_negative() -> None:
    got = read(**PARIS | {"GPSLatitudeRef": "S", "GPSLongitudeRef": "W"})
    assert got.latitude is not None and got.longitude is not None
    assert got.latitude < 0 and got.longitude < 0


@pytest.mark.parametrize(
    "wrong",
    [
        {"GPSLatitude": (200.0, 0.0, 0.0)},
        {"GPSLongitude": (180.0, 1.0, 0.0)},
        {"GPSLatitude": (float("nan"), 0.0, 0.0)},
        {"GPSLatitude": (1.0, 2.0)},
        {"GPSLatitudeRef": "X"},
        {"GPSLongitudeRef": ""},
    ],
)
def test_impossible_places(wrong: dict[str, Any]) -> None:
    data = exif_data(Make="A", **PARIS | wrong)
    got = facts(1, 1, "JPEG", data)
    assert (got.latitude, got.longitude, got.camera) == (None, None, "A")


@pytest.mark.parametrize("value", [0, 9, -1, 65535, "6", None, (6,)])
def test_impossible_orientations(value: object) -> None:
    data = Image.Exif()
    data[0x0112] = value
    assert orientation(data) == 1


def test_broken_exif_leaves_the_picture() -> None:
    picture = Picture.open(broken_exif())
    assert picture.facts == Facts(96, 72, "JPEG")
    assert picture.image(None).pixels.shape == (72, 96, 3)
