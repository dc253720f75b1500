"""Decoding: every format and colour mode to the right pixels, and every broken file to a reason."""

from __future__ import annotations

import hashlib
import io
import os
import re
import struct
import subprocess
import sys
import threading
import zlib
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import numpy as np
import PIL.Image
import pytest
from PIL import ImageCms

from lookalike.collection import decode
from lookalike.collection.color import to_srgb
from lookalike.collection.decode import Picture, Unreadable, content_id, read_picture
from lookalike.collection.scan import Found, scan
from lookalike.types import LookalikeError
from tests import pictures
from tests.pictures import CORNERS, Pixels, encoded, exif, hostile_folder, quarters, scene, swapped_profile

pytestmark = pytest.mark.filterwarnings(r"ignore:::PIL\.")

FORMATS = ["JPEG", "PNG", "GIF", "BMP", "TIFF", "WEBP", "AVIF", "HEIF"]


def pixels(content: bytes, side: int | None = None) -> Pixels:
    return Picture.open(content).image(side).pixels


def difference(got: Pixels, wanted: Pixels) -> float:
    assert got.shape == wanted.shape
    return float(np.abs(got.astype(int) - wanted).mean())


def corners(p: Pixels) -> Pixels:
    """Colours of the middles of the four quarters."""
    rows, columns = (p.shape[0] // 4, p.shape[0] * 3 // 4), (p.shape[1] // 4, p.shape[1] * 3 // 4)
    return np.array([p[y, x] for y in rows for x in columns])


@pytest.mark.parametrize("kind", FORMATS)
def test_formats(kind: str) -> None:
    content = encoded(scene(1), kind)
    picture = Picture.open(content)
    assert (picture.facts.format, picture.facts.width, picture.facts.height) == (kind, 96, 72)
    assert difference(picture.image(None).pixels, scene(1)) < (0.01 if kind in {"PNG", "BMP", "TIFF"} else 9)


@pytest.mark.parametrize("options", [{"compression": "tiff_lzw"}, {"compression": "jpeg"}, {"big_tiff": True}])
def test_tiff_variants(options: dict[str, Any]) -> None:
    assert difference(pixels(encoded(scene(1), "TIFF", **options)), scene(1)) < 4


@pytest.mark.parametrize("turn", range(1, 9))
@pytest.mark.parametrize("kind", FORMATS[:2] + FORMATS[4:])
def test_orientation(kind: str, turn: int) -> None:
    undo = {
        2: PIL.Image.Transpose.FLIP_LEFT_RIGHT,
        3: PIL.Image.Transpose.ROTATE_180,
        4: PIL.Image.Transpose.FLIP_TOP_BOTTOM,
        5: PIL.Image.Transpose.TRANSPOSE,
        6: PIL.Image.Transpose.ROTATE_90,
        7: PIL.Image.Transpose.TRANSVERSE,
        8: PIL.Image.Transpose.ROTATE_270,
    }
    upright = PIL.Image.fromarray(quarters())
    stored = upright.transpose(undo[turn]) if turn in undo else upright
    picture = Picture.open(encoded(stored, kind, exif=exif(Orientation=turn)))
    assert (picture.facts.width, picture.facts.height) == (64, 48)
    assert np.abs(corners(picture.image(None).pixels) - np.array(CORNERS)).max() < 25


@pytest.mark.parametrize("kind", ["PNG", "JPEG"])
def test_orientation_where_it_is_easily_missed(kind: str) -> None:
    """After the pixels of a PNG file; in XMP only."""
    content = encoded(quarters(), kind)
    if kind == "PNG":
        content = content[:-12] + pictures.png_chunk(b"eXIf", exif(Orientation=3)[6:]) + content[-12:]
    else:
        xmp = b'http://ns.adobe.com/xap/1.0/\0<x tiff:Orientation="3"/>'
        content = content[:2] + b"\xff\xe1" + struct.pack(">H", len(xmp) + 2) + xmp + content[2:]
    assert np.abs(corners(pixels(content)) - np.array(CORNERS[::-1])).max() < 25


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "TIFF", "WEBP"])
def test_icc_profile(kind: str) -> None:
    content = encoded(scene(2), kind, icc_profile=swapped_profile())
    plain = pixels(encoded(scene(2), kind))
    assert difference(pixels(content), plain[:, :, [1, 0, 2]]) < 2
    assert difference(pixels(content), plain) > 20


def test_icc_profiles_of_srgb_and_nonsense_change_nothing() -> None:
    plain = encoded(scene(2), "PNG")
    srgb = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    for profile in (srgb, b"nonsense", srgb[:200]):
        assert np.array_equal(pixels(encoded(scene(2), "PNG", icc_profile=profile)), pixels(plain))
    gray = encoded(scene(2)[:, :, 0], "PNG", icc_profile=srgb)
    assert np.array_equal(pixels(gray), pixels(encoded(scene(2)[:, :, 0], "PNG")))


def test_cmyk() -> None:
    image = PIL.Image.fromarray(quarters()).convert("CMYK")
    for content in (encoded(image), encoded(image, "TIFF")):
        assert np.abs(corners(pixels(content)) - np.array(CORNERS)).max() < 12


def test_lab() -> None:
    transform = ImageCms.buildTransform(ImageCms.createProfile("sRGB"), ImageCms.createProfile("LAB"), "RGB", "LAB")
    lab = ImageCms.applyTransform(PIL.Image.fromarray(quarters()), transform)
    assert lab is not None
    assert np.abs(corners(pixels(encoded(lab, "TIFF"))) - np.array(CORNERS)).max() < 6


RAMP = np.arange(65536, dtype=np.uint16).reshape(256, 256)


@pytest.mark.parametrize("kind", ["PNG", "TIFF"])
@pytest.mark.parametrize("order", ["<u2", ">u2"])
def test_sixteen_bits_of_gray_are_scaled(kind: str, order: str) -> None:
    got = pixels(encoded(RAMP.astype(order), kind))
    assert np.array_equal(got[:, :, 1], np.rint(RAMP / 257).astype(np.uint8))


def test_sixteen_bits_of_colour_are_scaled() -> None:
    rows = np.repeat(RAMP[:, :, None], 3, axis=2).astype(">u2")
    scanlines = b"".join(b"\0" + row.tobytes() for row in rows)
    header = struct.pack(">IIBBBBB", 256, 256, 16, 2, 0, 0, 0)
    chunks = ((b"IHDR", header), (b"IDAT", zlib.compress(scanlines, 1)), (b"IEND", b""))
    content = b"\x89PNG\r\n\x1a\n" + b"".join(pictures.png_chunk(*chunk) for chunk in chunks)
    assert np.abs(pixels(content)[:, :, 0].astype(int) - np.rint(RAMP / 257)).max() <= 1


@pytest.mark.parametrize("white", [1.0, 255.0, 65535.0, 1e9])
def test_floats_are_scaled_by_the_range_they_use(white: float) -> None:
    levels = np.linspace(0, 1, 48 * 64, dtype=np.float32).reshape(48, 64)
    stored = levels * np.float32(white)
    stored[0, :3] = np.nan, np.inf, -np.inf
    got = pixels(encoded(stored, "TIFF"))[:, :, 0]
    assert np.abs(got[1:] - levels[1:] * 255).max() < 0.51
    assert got[0, :3].tolist() == [0, 255, 0]


def test_bilevel_palette_and_gray() -> None:
    image = PIL.Image.fromarray(quarters())
    gray = np.repeat(np.asarray(image.convert("L"))[:, :, None], 3, axis=2)
    assert np.array_equal(pixels(encoded(image.convert("L"), "PNG")), gray)
    assert set(np.unique(pixels(encoded(image.convert("1"), "PNG")))) == {0, 255}
    palette = image.convert("P", palette=PIL.Image.Palette.ADAPTIVE, colors=4)
    assert difference(pixels(encoded(palette, "PNG")), quarters()) < 2


@pytest.mark.parametrize("mode", ["RGBA", "LA", "P", "L", "RGB"])
def test_transparency_lies_over_white(mode: str) -> None:
    """The left half opaque black, the right half transparent."""
    options: dict[str, Any] = {}
    if mode in {"RGBA", "LA"}:
        image = PIL.Image.new(mode, (40, 20), (0, 0, 0, 255) if mode == "RGBA" else (0, 255))
        image.paste((9, 9, 9, 0) if mode == "RGBA" else (9, 0), (20, 0, 40, 20))
    else:
        image = PIL.Image.new(mode, (40, 20), 0)
        image.paste((9, 9, 9) if mode == "RGB" else 9, (20, 0, 40, 20))
        if mode == "P":
            image.putpalette(bytes(30))
        options = {"transparency": (9, 9, 9) if mode == "RGB" else 9}
    got = pixels(encoded(image, "PNG", **options))
    assert (got[:, :20] == 0).all() and (got[:, 20:] == 255).all()


@pytest.mark.parametrize("kind", ["GIF", "WEBP", "PNG", "TIFF", "AVIF"])
def test_the_first_frame_counts(kind: str) -> None:
    frames = [PIL.Image.fromarray(scene(seed)) for seed in (1, 2, 3)]
    content = encoded(frames[0], kind, save_all=True, append_images=frames[1:])
    assert difference(pixels(content), scene(1)) < 8


@pytest.mark.parametrize(
    ("kind", "side", "size"),
    [
        ("JPEG", None, (1200, 900)),
        ("JPEG", 900, (1200, 900)),
        ("JPEG", 450, (600, 450)),
        ("JPEG", 449, (600, 450)),
        ("JPEG", 451, (1200, 900)),
        ("JPEG", 112, (150, 113)),
        ("JPEG", 20, (30, 23)),
        ("PNG", None, (1200, 900)),
        ("PNG", 300, (400, 300)),
        ("PNG", 226, (400, 300)),
        ("PNG", 128, (172, 129)),
        ("PNG", 2000, (1200, 900)),
    ],
)
def test_no_more_is_decoded_than_the_side_needs(kind: str, side: int | None, size: tuple[int, int]) -> None:
    image = Picture.open(encoded(scene(4, 1200, 900), kind)).image(side)
    assert (image.width, image.height) == size
    assert np.abs(image.pixels.astype(int).mean((0, 1)) - scene(4, 1200, 900).mean((0, 1))).max() < 2


@pytest.mark.parametrize("kind", ["JPEG", "PNG"])
def test_earlier_calls_leave_no_trace(kind: str) -> None:
    content = encoded(scene(4, 1200, 900), kind, exif=exif(Orientation=6))
    picture = Picture.open(content)
    picture.thumbnail()
    for side in (100, None, 300, 100):
        assert np.array_equal(picture.image(side).pixels, pixels(content, side))
    assert picture.thumbnail() == Picture.open(content).thumbnail()


def test_bands_do_not_show(monkeypatch: pytest.MonkeyPatch) -> None:
    rgba = PIL.Image.fromarray(np.dstack([scene(5, 301, 203), scene(6, 301, 203)[:, :, 0]]))
    whole = [to_srgb(rgba, factor) for factor in (1, 2, 7)]
    monkeypatch.setattr("lookalike.collection.color._BAND", 5000)
    for factor, expected in zip((1, 2, 7), whole, strict=True):
        assert np.array_equal(to_srgb(rgba, factor), expected)


@pytest.mark.parametrize("size", [(1200, 900), (900, 1200), (100, 60), (1, 1), (1000, 3)])
def test_thumbnail(size: tuple[int, int]) -> None:
    thumbnail = PIL.Image.open(io.BytesIO(Picture.open(encoded(scene(7, *size), "PNG")).thumbnail()))
    assert thumbnail.format == "JPEG"
    assert max(thumbnail.size) == min(256, max(size))
    expected = PIL.Image.fromarray(scene(7, *size)).resize(thumbnail.size)
    assert difference(np.asarray(thumbnail), np.asarray(expected)) < 9


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "empty file"),
        (b"Some text.", "not a picture"),
        (b"\xff\xd8\xff\xe0", "truncated|damaged"),
        (pictures.png_bomb(), "too large: 50000 x 50000 px"),
        *((pictures.cut(encoded(scene(8), kind)), "truncated|damaged") for kind in FORMATS),
    ],
)
def test_reasons(content: bytes, reason: str) -> None:
    with pytest.raises(Unreadable, match=r"^Cannot read a\.jpg: ") as caught:
        Picture.open(content, "a.jpg").image(64)
    assert re.match(reason, caught.value.reason)
    assert isinstance(caught.value, LookalikeError)


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "BMP", "TIFF"])
def test_a_file_cut_short_is_called_truncated(kind: str) -> None:
    with pytest.raises(Unreadable, match="truncated"):
        Picture.open(encoded(scene(8, 300, 300), kind)[:-5000]).image(None)


@pytest.mark.parametrize("kind", FORMATS)
def test_random_damage_gives_a_picture_or_a_reason(kind: str) -> None:
    content = encoded(scene(9), kind, exif=exif(Make="A", Orientation=6, GPSLatitude=(1.0, 2.0, 3.0)))
    random = np.random.default_rng(0)
    for _ in range(60):
        broken = bytearray(content)
        for at in random.integers(4, len(content), 6):
            broken[at] = random.integers(256)
        try:
            picture = Picture.open(bytes(broken))
            assert picture.facts.width > 0
            assert picture.image(64).pixels.any()
        except Unreadable as error:
            assert 0 < len(error.reason) < 120


def test_a_big_jpeg_counts_at_the_scale_it_is_decoded_at(monkeypatch: pytest.MonkeyPatch) -> None:
    content = encoded(scene(9, 1200, 900))
    monkeypatch.setattr(decode, "MAX_DECODED", 1200 * 900)
    assert pixels(content, 300).shape == (450, 600, 3)
    with pytest.raises(Unreadable, match="too large: 1200 x 900 px"):
        pixels(content, None)
    with pytest.raises(Unreadable, match="too large"):
        Picture.open(encoded(scene(9, 1200, 900), progressive=True))
    start = content.index(b"\xff\xda")
    first_of_several_scans = b"\xff\xda\x00\x08\x01\x01\x00\x00\x3f\x00"
    with pytest.raises(Unreadable, match="too large"):
        Picture.open(content[:start] + first_of_several_scans + content[start + 14 :])


def test_two_big_pictures_are_never_decoded_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(decode, "_BIG", 1000)
    inside, most, lock = 0, 0, threading.Lock()
    real = to_srgb

    def counting(*args: Any) -> Pixels:
        nonlocal inside, most
        with lock:
            inside += 1
            most = max(most, inside)
        result = real(*args)
        with lock:
            inside -= 1
        return result

    monkeypatch.setattr(decode, "to_srgb", counting)
    content = encoded(scene(9, 1200, 900), "PNG")
    with ThreadPoolExecutor(4) as threads:
        list(threads.map(lambda _: pixels(content, 100), range(8)))
    assert most == 1


def test_threads_agree() -> None:
    contents = [encoded(scene(n), kind, icc_profile=swapped_profile()) for n, kind in enumerate(FORMATS[:2] * 8)]
    alone = [pixels(content) for content in contents]
    with ThreadPoolExecutor(4) as threads:
        together = list(threads.map(pixels, contents))
    assert all(map(np.array_equal, alone, together))


def test_content_id() -> None:
    assert content_id(b"abc") == hashlib.blake2b(b"abc", digest_size=16).hexdigest()
    assert len(content_id(b"")) == 32 and content_id(b"") != content_id(b"a")


def test_read_picture(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "a.png").write_bytes(encoded(scene(1), "PNG"))
    assert np.array_equal(read_picture(tmp_path / "a.png").image(None).pixels, scene(1))
    os.mkfifo(tmp_path / "pipe.jpg")
    for path, reason in [
        (tmp_path / "none.jpg", "no such file or directory"),
        (tmp_path / "pipe.jpg", "not a regular file"),
        (tmp_path, "it is a folder"),
        (Path("/dev/zero"), "not a regular file"),
    ]:
        with pytest.raises(Unreadable, match=path.name) as caught:
            read_picture(path)
        assert caught.value.reason == reason
    monkeypatch.setattr(decode, "MAX_FILE", 10)
    with pytest.raises(Unreadable, match="too large: 0 MB"):
        read_picture(tmp_path / "a.png")


def test_errors_can_be_printed_for_any_name(tmp_path: Path) -> None:
    name = os.fsdecode(b"\xff\xfe.jpg")
    (tmp_path / name).write_bytes(b"")
    with pytest.raises(Unreadable) as caught:
        read_picture(tmp_path / name)
    assert str(caught.value).encode().endswith(b".jpg: empty file.")


def test_hostile_folder(tmp_path: Path) -> None:
    expected = hostile_folder(tmp_path / "in")
    outcome = {}
    for result in scan([tmp_path / "in"]):
        outcome[result.path.name] = "skipped"
        if isinstance(result, Found):
            try:
                picture = read_picture(result.path)
                picture.image(64)
                PIL.Image.open(io.BytesIO(picture.thumbnail())).load()
                outcome[result.path.name] = "picture"
            except Unreadable as error:
                assert error.reason
    assert outcome == expected


def test_nothing_is_printed_or_warned_of(tmp_path: Path) -> None:
    (tmp_path / "a.jpg").write_bytes(pictures.broken_exif())
    tiff = bytearray(encoded(scene(1), "TIFF"))
    tiff[-40:-20] = b"\xff" * 20
    (tmp_path / "b.tif").write_bytes(tiff)
    code = (
        "import sys; from pathlib import Path; from lookalike.collection.decode import Unreadable, read_picture\n"
        "for name in sys.argv[1:]:\n"
        "    try: read_picture(Path(name)).image(None)\n"
        "    except Unreadable: pass\n"
    )
    command = [sys.executable, "-W", "always", "-c", code, *map(str, sorted(tmp_path.iterdir()))]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert (done.stdout, done.stderr) == ("", "")
