"""Files that are meant to do harm to what decodes them."""

from __future__ import annotations

import io
import struct
import zlib
from collections.abc import Iterator, Mapping
from functools import cache

import numpy as np
from PIL import Image

_HUGE = 60_000_000
_BOUND = "xxboundaryxx"


def bodies(rng: np.random.Generator) -> Iterator[tuple[Mapping[str, str], bytes]]:
    """Headers and bodies without end: raw, as forms, and as forms that are broken."""
    while True:
        content = _content(rng)
        kind = str(rng.choice(["image/jpeg", "image/png", "image/svg+xml", "image/x", "text/html", "application/json"]))
        yield {"Content-Type": kind}, content
        yield {"Content-Type": f"multipart/form-data; boundary={_BOUND}"}, _form(rng, content)
        broken = str(rng.choice(["", "; boundary=", f"; boundary={'a' * 5000}", '; boundary="', "; boundary=\x01"]))
        yield {"Content-Type": f"multipart/form-data{broken}"}, _form(rng, content)


def _content(rng: np.random.Generator) -> bytes:
    made = [_bomb(), _header_only(), photo(), _frames(), _entities(), _layers(), b"", b"GIF89a", b"\xff\xd8\xff\xe0"]
    if rng.random() < 0.01:
        return bytes(_HUGE)
    content = made[int(rng.integers(len(made)))]
    if rng.random() < 0.5 and content:
        return _damaged(rng, content)
    return content


def _damaged(rng: np.random.Generator, content: bytes) -> bytes:
    """Cut off, or with some bytes changed, most of them in the head."""
    if rng.random() < 0.3:
        return content[: int(rng.integers(len(content)))]
    changed = bytearray(content)
    for place in rng.integers(min(len(content), 600), size=int(rng.integers(1, 20))):
        changed[place] = int(rng.integers(256))
    return bytes(changed)


def _form(rng: np.random.Generator, content: bytes) -> bytes:
    name = str(rng.choice(["a.jpg", "../../etc/passwd", "a" * 5000, "\\..\\a", 'a";b="', "\x00"]))
    field = str(rng.choice(["file", "files", "x", ""]))
    part = f'--{_BOUND}\r\nContent-Disposition: form-data; name="{field}"; filename="{name}"\r\n\r\n'.encode()
    parts = (part + content + b"\r\n") * (1 if rng.random() < 0.9 else 3)
    if rng.random() < 0.05:
        parts += (part + b"a\r\n") * 2000
    return parts + (f"--{_BOUND}--\r\n".encode() if rng.random() < 0.8 else b"")


@cache
def photo(seed: int = 0) -> bytes:
    """A good picture, another one for each seed."""
    coarse = np.random.default_rng(seed).integers(0, 256, (5, 6, 3), dtype=np.uint8)
    return _saved(Image.fromarray(coarse).resize((96, 72), Image.Resampling.BICUBIC), "JPEG")


def _saved(image: Image.Image, form: str, **options: object) -> bytes:
    file = io.BytesIO()
    image.save(file, form, **options)
    return file.getvalue()


def _chunk(name: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + name + content + struct.pack(">I", zlib.crc32(name + content))


@cache
def _bomb(side: int = 30_000) -> bytes:
    """A small PNG file of side x side black pixels, complete with all its rows."""
    packer = zlib.compressobj(9)
    row = bytes(1 + side // 8 + (side % 8 > 0))
    rows = b"".join(packer.compress(row) for _ in range(side)) + packer.flush()
    header = struct.pack(">IIBBBBB", side, side, 1, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + _chunk(b"IHDR", header) + _chunk(b"IDAT", rows) + _chunk(b"IEND", b"")


@cache
def _header_only() -> bytes:
    """A PNG file that promises the largest picture that there can be, and has none of it."""
    header = struct.pack(">IIBBBBB", 2**31 - 1, 2**31 - 1, 16, 6, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + _chunk(b"IHDR", header) + _chunk(b"IDAT", zlib.compress(bytes(100)))


@cache
def _frames() -> bytes:
    """A GIF of many frames."""
    frames = [Image.new("P", (300, 300), i % 256) for i in range(300)]
    return _saved(frames[0], "GIF", save_all=True, append_images=frames[1:])


@cache
def _layers() -> bytes:
    """A TIFF file of which each page leads to the next, and the last to the first."""
    page = bytearray(_saved(Image.new("L", (8, 8)), "TIFF"))
    first = struct.unpack_from("<I", page, 4)[0]
    entries = struct.unpack_from("<H", page, first)[0]
    struct.pack_into("<I", page, first + 2 + 12 * entries, first)
    return bytes(page)


@cache
def _entities() -> bytes:
    """An SVG drawing that asks for a file of the server, and for more memory than there is."""
    lines = "".join(f'<!ENTITY a{i} "{f"&a{i - 1};" * 10}">' for i in range(1, 12))
    return (
        f'<!DOCTYPE svg [<!ENTITY a0 "ha"><!ENTITY file SYSTEM "file:///etc/passwd">{lines}]>'
        '<svg xmlns="http://www.w3.org/2000/svg" width="1e9" height="1e9"><text>&file;&a11;</text>'
        '<image href="file:///etc/passwd" width="10" height="10"/></svg>'
    ).encode()
