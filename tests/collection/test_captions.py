import os

import pytest
from PIL import Image
from PIL.ExifTags import IFD, Base

from lookalike.collection.captions import LONGEST, note_beside, read_note
from lookalike.collection.decode import Picture
from lookalike.collection.scan import scan
from tests.pictures import encoded, scene

XMP = """<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
<rdf:Description xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:photoshop="http://ns.adobe.com/photoshop/1.0/"
 photoshop:City="Zürich"><dc:subject><rdf:Bag><rdf:li>lake</rdf:li><rdf:li>boat</rdf:li></rdf:Bag></dc:subject>
<dc:description><rdf:Alt><rdf:li xml:lang="x-default">Evening at the lake</rdf:li></rdf:Alt></dc:description>
<dc:creator><rdf:Seq><rdf:li>Somebody</rdf:li></rdf:Seq></dc:creator></rdf:Description></rdf:RDF></x:xmpmeta>"""


def told(content):
    return Picture.open(content).told


def exif(**values):
    data = Image.Exif()
    for name, value in values.items():
        if name == "UserComment":
            data.get_ifd(IFD.Exif)[Base.UserComment] = value
        else:
            data[Base[name]] = value
    return data.tobytes()


def iptc(*fields):
    records = b"".join(b"\x1c\x02" + bytes([n]) + len(v).to_bytes(2, "big") + v for n, v in fields)
    records += b"\0" * (len(records) % 2)
    block = b"8BIM\x04\x04\0\0" + len(records).to_bytes(4, "big") + records
    content = b"Photoshop 3.0\0" + block
    return b"\xff\xed" + (len(content) + 2).to_bytes(2, "big") + content


def with_iptc(*fields):
    plain = encoded(scene(1))
    return plain[:2] + iptc(*fields) + plain[2:]


def test_nothing_is_told_of_a_plain_picture():
    assert told(encoded(scene(1))) == ("", ())


@pytest.mark.parametrize(
    ("name", "value", "expected"),
    [
        ("ImageDescription", "A dog on a beach", ("A dog on a beach", ())),
        ("ImageDescription", "Am Café".encode(), ("Am Café", ())),
        ("ImageDescription", "Am Café".encode("latin-1"), ("Am Café", ())),
        ("XPTitle", "Strand\0".encode("utf-16-le"), ("Strand", ())),
        ("XPKeywords", "dog;beach;dog\0".encode("utf-16-le"), ("", ("dog", "beach"))),
        ("UserComment", b"ASCII\0\0\0By the sea", ("By the sea", ())),
        ("UserComment", b"UNICODE\0" + "海边".encode("utf-16"), ("海边", ())),
    ],
)
def test_exif_tells(name, value, expected):
    assert told(encoded(scene(1), exif=exif(**{name: value}))) == expected


def test_iptc_tells():
    fields = (25, b"sea"), (25, b"Ebbe"), (120, "Küste bei Nacht".encode()), (90, b"Brest"), (80, b"Somebody")
    found = told(with_iptc(*fields))
    assert found.keywords == ("sea", "Ebbe")
    assert set(found.caption.split("\n")) == {"Küste bei Nacht", "Brest"}


def test_iptc_in_latin_1_is_read():
    assert told(with_iptc((120, "Küste bei Nacht".encode("latin-1")))).caption == "Küste bei Nacht"


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_xmp_tells(kind):
    if kind == "PNG":
        from PIL.PngImagePlugin import PngInfo

        info = PngInfo()
        info.add_itxt("XML:com.adobe.xmp", XMP)
        content = encoded(scene(1), kind, pnginfo=info)
    else:
        content = encoded(scene(1), kind, xmp=XMP.encode())
    assert told(content).keywords == ("lake", "boat")
    assert set(told(content).caption.split("\n")) == {"Zürich", "Evening at the lake"}


@pytest.mark.parametrize(
    "xmp",
    [
        b"<x:xmpmeta",
        b"\xff\xfe\0nonsense",
        b'<!DOCTYPE x [<!ENTITY a "ha">]>' + XMP.replace("Evening", "&a;").encode(),
        XMP.encode() + b" " * 2_000_000,
    ],
)
def test_broken_and_hostile_xmp_tells_nothing(xmp):
    kind = "WEBP" if len(xmp) > 65_000 else "JPEG"  # a segment of a JPEG is no longer
    assert told(encoded(scene(1), kind, xmp=xmp)) == ("", ())


def test_the_same_text_counts_once_and_long_ones_are_cut():
    content = encoded(scene(1), exif=exif(ImageDescription="Evening at the lake"), xmp=XMP.encode())
    assert told(content).caption.split("\n").count("Evening at the lake") == 1
    assert len(told(encoded(scene(1), exif=exif(ImageDescription="long " * 5000))).caption) == LONGEST


def test_a_text_beside_a_picture_speaks_of_it(tmp_path):
    picture = tmp_path / "a.jpg"
    assert note_beside(picture) is None
    assert read_note(picture) == ""
    (tmp_path / "a.txt").write_text("by its\nstem", encoding="utf-8")
    assert read_note(picture) == "by its stem"
    (tmp_path / "a.jpg.txt").write_text("by its name", encoding="utf-8")
    assert read_note(picture) == "by its name"


def test_long_and_foreign_notes_are_read(tmp_path):
    (tmp_path / "a.txt").write_text("海" * 20_000, encoding="utf-8")
    assert read_note(tmp_path / "a.jpg") == "海" * LONGEST
    (tmp_path / "b.txt").write_bytes("Küste".encode("latin-1"))
    assert read_note(tmp_path / "b.jpg") == "Küste"
    (tmp_path / "d.txt").write_bytes("Café".encode("latin-1"))
    assert read_note(tmp_path / "d.jpg") == "Café"
    (tmp_path / "c.txt").mkdir()
    assert read_note(tmp_path / "c.jpg") == ""


def test_the_scan_tells_when_a_note_changed(tmp_path):
    (tmp_path / "a.jpg").write_bytes(encoded(scene(1)))
    [before] = scan([tmp_path])
    assert before.note_ns == 0
    (tmp_path / "a.txt").write_text("a note")
    os.utime(tmp_path / "a.txt", ns=(5, 5_000_000_000))
    [after] = scan([tmp_path])
    assert after.note_ns == 5_000_000_000
