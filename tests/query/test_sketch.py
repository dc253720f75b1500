"""Drawings in pixels and in lines."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

import numpy as np
import pytest
from PIL import Image as Pillow

from lookalike import LookalikeError
from lookalike.query.sketch import Sketch
from lookalike.types import Bytes

HEAD = '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" width="40" height="20">'
CROSS = '<path d="M5 5 L35 15 M5 15 L35 5" stroke="black" stroke-width="2"/>'


def drawn(folder: Path, name: str, content: str | bytes) -> Bytes:
    file = folder / name
    file.write_bytes(content if isinstance(content, bytes) else content.encode())
    return Sketch(str(file)).drawing().pixels


def test_the_shapes_of_an_svg_are_drawn_dark_on_white(tmp_path: Path) -> None:
    pixels = drawn(tmp_path, "cross.svg", f"{HEAD}<g>{CROSS}</g></svg>")
    assert pixels.shape == (512, 1024, 3)
    assert pixels[256, 512].max() < 10
    assert (pixels[0] == 255).all()
    assert 0.02 < (pixels < 128).mean() < 0.2


def test_a_packed_svg_is_the_same(tmp_path: Path) -> None:
    text = f"{HEAD}{CROSS}</svg>"
    plain, packed = drawn(tmp_path, "a.svg", text), drawn(tmp_path, "a.svgz", gzip.compress(text.encode()))
    assert (plain == packed).all()


@pytest.mark.parametrize("reference", ["{file}", "file://{file}", "red.png"])
def test_an_svg_reads_no_other_file(tmp_path: Path, reference: str) -> None:
    Pillow.new("RGB", (40, 20), "red").save(tmp_path / "red.png")
    picture = f'<image xlink:href="{reference.format(file=tmp_path / "red.png")}" width="40" height="20"/>'
    pixels = drawn(tmp_path, "a.svg", f"{HEAD}{picture}{CROSS}</svg>")
    assert (pixels == drawn(tmp_path, "b.svg", f"{HEAD}{CROSS}</svg>")).all()


def test_an_svg_that_multiplies_is_soon_drawn(tmp_path: Path) -> None:
    uses = "".join(f'<g id="g{i}">{f"""<use xlink:href="#g{i - 1}"/>""" * 10 if i else CROSS}</g>' for i in range(12))
    assert drawn(tmp_path, "a.svg", f'{HEAD}{uses}<use xlink:href="#g11"/></svg>').shape == (512, 1024, 3)


@pytest.mark.parametrize(
    "content",
    [
        "",
        "no drawing",
        "<html/>",
        b"\x1f\x8b\x08\x00damaged",
        f"{HEAD}{'<g>' * 5000}{CROSS}{'</g>' * 5000}</svg>",
        '<!DOCTYPE svg [<!ENTITY a "aaaaaaaaaa">'
        + "".join(f'<!ENTITY {b} "{f"&{a};" * 10}">' for a, b in zip("abcdefghi", "bcdefghij", strict=True))
        + f"]>{HEAD}<g>&j;</g></svg>",
    ],
)
def test_what_is_no_svg_is_told(tmp_path: Path, content: str | bytes) -> None:
    with pytest.raises(LookalikeError, match=r"Cannot read the sketch .*a\.svg.?: give an SVG file"):
        drawn(tmp_path, "a.svg", content)


def test_an_svg_of_nothing_is_a_blank_sheet(tmp_path: Path) -> None:
    with pytest.raises(LookalikeError, match="Nothing is drawn on"):
        drawn(tmp_path, "a.svg", f"{HEAD}</svg>")


@pytest.mark.parametrize("color", ["white", "red", "#123456"])
def test_a_sheet_of_one_color_is_blank(tmp_path: Path, color: str) -> None:
    Pillow.new("RGB", (40, 30), color).save(tmp_path / "sheet.png")
    with pytest.raises(LookalikeError, match="Nothing is drawn on"):
        Sketch(str(tmp_path / "sheet.png")).drawing()


STROKES = [[[0, 0], [20, 10]], [[0, 10], [20, 0]]]


@pytest.mark.parametrize(
    "said", [STROKES, {"strokes": STROKES}, {"drawing": [[[0, 20], [0, 10], [0, 150]], [[0, 20], [10, 0], [300, 400]]]}]
)
def test_strokes_fill_the_paper_but_for_a_margin(tmp_path: Path, said: object) -> None:
    pixels = drawn(tmp_path, "a.json", json.dumps(said))
    dark = np.argwhere(pixels[..., 0] < 128)
    assert pixels.shape[1] == 1024
    assert dark.min() == pytest.approx(51 - 13, abs=6)  # half of the pen is outside
    assert dark[:, 1].max() == pytest.approx(1024 - 51 + 13, abs=6)
    assert pixels[pixels.shape[0] // 2, 512].max() == 0


def test_a_dot_is_a_stroke(tmp_path: Path) -> None:
    assert drawn(tmp_path, "a.json", "[[[3, 4]]]").min() == 0


@pytest.mark.parametrize(
    "content", ["", "{", "3", "null", "[]", "[[]]", '{"a": 1}', "[[1, 2]]", "[[[1]]]", '[[["a", "b"]]]', "[[[NaN, 1]]]"]
)
def test_what_are_no_strokes_is_told(tmp_path: Path, content: str) -> None:
    with pytest.raises(LookalikeError, match=r"Cannot read the sketch .*a\.json.?: give strokes, as in"):
        drawn(tmp_path, "a.json", content)
