"""Pictures for tests, drawn on the spot, and a folder full of trouble."""

from __future__ import annotations

import io
import os
import struct
import zlib
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pillow_heif
from PIL import Image, ImageCms
from PIL.ExifTags import GPS, IFD, Base

Pixels = npt.NDArray[np.uint8]

CORNERS = ((200, 40, 40), (40, 200, 40), (40, 40, 200), (220, 220, 60))
"""Colours of the quarters of :func:`quarters`: top left, top right, bottom left, bottom right."""


def quarters(width: int = 64, height: int = 48) -> Pixels:
    """(H, W, 3) uint8 of four plain quarters, which tells every orientation apart."""
    pixels = np.empty((height, width, 3), np.uint8)
    pixels[: height // 2, : width // 2], pixels[: height // 2, width // 2 :] = CORNERS[0], CORNERS[1]
    pixels[height // 2 :, : width // 2], pixels[height // 2 :, width // 2 :] = CORNERS[2], CORNERS[3]
    return pixels


def scene(seed: int, width: int = 96, height: int = 72) -> Pixels:
    """(H, W, 3) uint8 of soft random blobs: unlike that of any other seed."""
    coarse = np.random.default_rng(seed).integers(0, 256, (5, 6, 3), dtype=np.uint8)
    return np.asarray(Image.fromarray(coarse).resize((width, height), Image.Resampling.BICUBIC))


def encoded(pixels: npt.NDArray[Any] | Image.Image, kind: str = "JPEG", **options: Any) -> bytes:
    """The content of a picture file of a format, named as Pillow does."""
    if kind == "HEIF":
        pillow_heif.register_heif_opener()
    file = io.BytesIO()
    image = pixels if isinstance(pixels, Image.Image) else Image.fromarray(pixels)
    image.save(file, kind, **options)
    return file.getvalue()


def exif_data(**values: Any) -> Image.Exif:
    """EXIF data by tag names: plain ones such as ``Make``, and those of the camera's and the place's directories."""
    data = Image.Exif()
    for name, value in values.items():
        if name.startswith("GPS"):
            data.get_ifd(IFD.GPSInfo)[GPS[name]] = value
        elif name == "DateTimeOriginal":
            data.get_ifd(IFD.Exif)[Base[name]] = value
        else:
            data[Base[name]] = value
    return data


def exif(**values: Any) -> bytes:
    """The same as the content of a file's EXIF block."""
    return exif_data(**values).tobytes()


def swapped_profile() -> bytes:
    """An ICC profile whose red is sRGB's green and the other way round."""
    profile = bytearray(ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes())
    count = struct.unpack_from(">I", profile, 128)[0]
    entries = {bytes(profile[at : at + 4]): at for at in range(132, 132 + 12 * count, 12)}
    red, green = (bytes(profile[entries[tag] + 4 : entries[tag] + 12]) for tag in (b"rXYZ", b"gXYZ"))
    profile[entries[b"rXYZ"] + 4 : entries[b"rXYZ"] + 12] = green
    profile[entries[b"gXYZ"] + 4 : entries[b"gXYZ"] + 12] = red
    return bytes(profile)


def png_chunk(name: bytes, content: bytes) -> bytes:
    """A chunk of a PNG file."""
    return struct.pack(">I", len(content)) + name + content + struct.pack(">I", zlib.crc32(name + content))


def png_bomb(side: int = 50_000) -> bytes:
    """A small PNG file of side x side black pixels, complete with all its rows."""
    packer = zlib.compressobj(1)
    row = bytes(1 + side // 8 + (side % 8 > 0))
    block = row * 100
    rows = b"".join(packer.compress(block) for _ in range(side // 100)) + packer.compress(row * (side % 100))
    header = struct.pack(">IIBBBBB", side, side, 1, 0, 0, 0, 0)
    chunks = ((b"IHDR", header), (b"IDAT", rows + packer.flush()), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(png_chunk(*chunk) for chunk in chunks)


def broken_exif() -> bytes:
    """A good JPEG file whose EXIF data is nonsense."""
    directory = b"II*\0\x08\0\0\0" + struct.pack("<H", 40) + bytes(range(200))
    return encoded(scene(70), exif=b"Exif\0\0" + directory)


def cut(content: bytes) -> bytes:
    """The first half of a file."""
    return content[: len(content) // 2]


def hostile_folder(folder: Path) -> dict[str, str]:
    """Fill a folder with the files that trouble an indexer.

    :return: for the name of each file, "picture" if it is to be found and
        decoded, "skipped" if it is to be reported with a reason. Anything else in the
        folder is to be passed over in silence. No two pictures have the same content.
    """
    folder.mkdir(parents=True, exist_ok=True)
    pictures = _good_ones()
    skipped = {
        "empty.jpg": b"",
        "truncated.jpg": cut(encoded(scene(1))),
        "truncated.png": cut(encoded(scene(2), "PNG")),
        "truncated.webp": cut(encoded(scene(3), "WEBP", lossless=True)),
        "truncated.gif": cut(encoded(scene(4), "GIF")),
        "truncated.heic": cut(encoded(scene(5), "HEIF")),
        "text.jpg": b"This is no picture at all.\n",
        "page.png": b"<!DOCTYPE html><title>404</title>",
        "magic only.jpg": b"\xff\xd8\xff\xe0",
        "bomb.png": png_bomb(),
    }
    for name, content in (pictures | skipped).items():
        (folder / name).write_bytes(content)
    (folder / "notes.txt").write_text("Not a picture, and not said to be one.")
    (folder / ".hidden.jpg").write_bytes(encoded(scene(60)))
    links = {"dangling.jpg": "nowhere.jpg", "ring.jpg": "ring.jpg", "loop": ".", "up": ".."}
    for name, target in links.items():
        (folder / name).symlink_to(target)
    (folder / "same picture again.png").symlink_to("one pixel.png")
    os.mkfifo(folder / "pipe.jpg")
    refused = [*skipped, *links, "pipe.jpg"]
    if os.geteuid() != 0:  # root may read everything
        (folder / "secret.jpg").write_bytes(encoded(scene(61)))
        (folder / "secret.jpg").chmod(0)
        (folder / "locked").mkdir(mode=0)
        refused += ["secret.jpg", "locked"]
    return dict.fromkeys(pictures, "picture") | dict.fromkeys(refused, "skipped")


def _good_ones() -> dict[str, bytes]:
    frames = [Image.fromarray(scene(seed)) for seed in (20, 21, 22)]
    return {
        "plain.jpg": encoded(scene(10)),
        "a JPEG inside.png": encoded(scene(11)),
        "no suffix": encoded(scene(12), "PNG"),
        "odd suffix.dat": encoded(scene(13), "WEBP"),
        "one pixel.png": encoded(scene(14)[:1, :1], "PNG"),
        "one row.png": encoded(scene(15)[:1], "PNG"),
        "animated.gif": encoded(frames[0], "GIF", save_all=True, append_images=frames[1:]),
        "animated.webp": encoded(frames[0], "WEBP", save_all=True, append_images=frames[1:]),
        "cmyk.jpg": encoded(Image.fromarray(scene(16)).convert("CMYK")),
        "broken exif.jpg": broken_exif(),
        "new\nline.jpg": encoded(scene(17)),
        os.fsdecode(b"not \xff\xfe unicode.jpg"): encoded(scene(18)),
        "16 bits.png": encoded(scene(19)[:, :, 0].astype(np.uint16) * 257, "PNG"),
        "palette.png": encoded(Image.fromarray(scene(23)).convert("P"), "PNG", transparency=0),
        "alpha.png": encoded(np.dstack([scene(24), scene(25)[:, :, 0]]), "PNG"),
        "UPPER.JPG": encoded(scene(26)),
    }
