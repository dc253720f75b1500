"""What people wrote of a picture: in the file, by EXIF, IPTC and XMP, and in a text beside it."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple
from xml.etree import ElementTree

from PIL import IptcImagePlugin
from PIL.ExifTags import IFD, Base
from PIL.Image import Exif
from PIL.ImageFile import ImageFile

LONGEST = 10_000
"""Characters of a caption that are kept."""

_LARGEST_XMP = 1_000_000
_XMP_KEYS = ("xmp", "XML:com.adobe.xmp")
_XMP_TAG = 700
_CAPTIONS = (Base.ImageDescription, Base.XPTitle, Base.XPSubject, Base.XPComment)
_CHARSETS = {b"ASCII\0\0\0": "utf-8", b"UNICODE\0": "utf-16", b"JIS\0\0\0\0\0": "iso2022_jp", b"\0" * 8: "utf-8"}
"""Of EXIF's user comments, by their first eight bytes."""

_IPTC_CAPTIONS = {(2, number) for number in (5, 105, 120, 90, 92, 95, 101)}
"""Title, headline and caption; city, place, province and country."""
_IPTC_KEYWORDS = (2, 25)
_XMP_CAPTIONS = frozenset(("title", "description", "Headline", "City", "Location", "State", "Country"))
_XMP_KEYWORDS = "subject"
_DUBLIN_CORE, _PHOTOSHOP = "http://purl.org/dc/elements/1.1/", "http://ns.adobe.com/photoshop/1.0/"
_PLACE = "http://iptc.org/std/Iptc4xmpCore/1.0/xmlns/"
_OURS = re.compile(rf"\{{(?:{'|'.join(map(re.escape, (_DUBLIN_CORE, _PHOTOSHOP, _PLACE)))})\}}(\w+)")


class Told(NamedTuple):
    """What a file says of its picture.

    :param caption: titles, descriptions and named places, a line each; "" where there are none.
    """

    caption: str
    keywords: tuple[str, ...]


def told(file: ImageFile, exif: Exif | None) -> Told:
    """What a file says of its picture in its EXIF, IPTC and XMP data; nothing where these are broken."""
    captions, keywords = list[str](), list[str]()
    for source in (_by_exif(exif), _by_iptc(file), _by_xmp(file, exif)):
        try:
            for is_keyword, text in source:
                (keywords if is_keyword else captions).append(_plain(text))
        except Exception:  # broken metadata raises errors of nearly any type, and stops nothing
            continue
    return Told(joined(captions)[:LONGEST], tuple(filter(None, dict.fromkeys(keywords))))


def note_beside(path: str | Path) -> tuple[str, os.stat_result] | None:
    """The text file that speaks of a picture, ``a.jpg.txt`` or ``a.txt`` for ``a.jpg``, and its state."""
    for place in (f"{path}.txt", f"{os.path.splitext(path)[0]}.txt"):
        try:
            return place, os.stat(place)
        except OSError:
            continue
    return None


def read_note(path: Path) -> str:
    """What a text file beside a picture says of it; "" where there is none, or it cannot be read."""
    found = note_beside(path)
    if found is None:
        return ""
    try:
        with open(found[0], "rb") as file:
            content = file.read(4 * LONGEST)
    except OSError:
        return ""
    # What is cut may end within a character.
    return _plain(content if len(content) < 4 * LONGEST else content.decode(errors="ignore"))[:LONGEST]


def joined(captions: Iterable[str | None]) -> str:
    """Captions as one, without lines that come again."""
    return "\n".join(dict.fromkeys(line for caption in captions for line in (caption or "").split("\n") if line))


def _by_exif(exif: Exif | None) -> Iterator[tuple[bool, object]]:
    if not exif:
        return
    for tag in (*_CAPTIONS, Base.XPKeywords):
        value = exif.get(tag)
        text = value.decode("utf-16-le", "ignore") if isinstance(value, bytes) and tag.name.startswith("XP") else value
        if tag is Base.XPKeywords:
            yield from ((True, each) for each in str(text or "").split(";"))
        else:
            yield False, _as_meant(text)
    comment = exif.get_ifd(IFD.Exif).get(Base.UserComment)
    if isinstance(comment, bytes) and comment[:8] in _CHARSETS:
        yield False, comment[8:].decode(_CHARSETS[comment[:8]], "ignore")


def _as_meant(text: object) -> object:
    """EXIF's texts are ASCII, and read as Latin-1 where they are not; most of these were written in UTF-8."""
    try:
        return text.encode("latin-1") if isinstance(text, str) else text
    except UnicodeEncodeError:
        return text


def _by_iptc(file: ImageFile) -> Iterator[tuple[bool, object]]:
    for key, value in (IptcImagePlugin.getiptcinfo(file) or {}).items():
        for each in value if isinstance(value, list) else [value]:
            if key == _IPTC_KEYWORDS or key in _IPTC_CAPTIONS:
                yield key == _IPTC_KEYWORDS, each


def _by_xmp(file: ImageFile, exif: Exif | None) -> Iterator[tuple[bool, object]]:
    packet = next((file.info[key] for key in _XMP_KEYS if key in file.info), None)
    packet = exif.get(_XMP_TAG) if packet is None and exif else packet
    text = packet.decode("utf-8", "ignore") if isinstance(packet, bytes) else packet
    # What declares entities of its own could stand for anything of any length.
    if not isinstance(text, str) or len(text) > _LARGEST_XMP or "<!" in text:
        return
    for node in ElementTree.fromstring(text.strip("\0 \n\r\t\ufeff")).iter():
        for name, value in ((node.tag, node), *node.attrib.items()):
            ours = _OURS.fullmatch(name)
            if ours is None or (ours[1] != _XMP_KEYWORDS and ours[1] not in _XMP_CAPTIONS):
                continue
            for said in value.itertext() if isinstance(value, ElementTree.Element) else [value]:
                yield ours[1] == _XMP_KEYWORDS, said


def _plain(text: object) -> str:
    """On one line, without what cannot be printed."""
    said = _decoded(text) if isinstance(text, bytes) else text
    if not isinstance(said, str):
        return ""
    return " ".join("".join(c if c.isprintable() else " " for c in said).split())


def _decoded(content: bytes) -> str:
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("latin-1")
