"""Drawings whose files are named by what they show, and photographs that are not."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path
from typing import NamedTuple

import numpy as np
from PIL import Image as Pillow

from lookalike.collection.decode import read_picture
from lookalike.collection.scan import picture_files
from lookalike.describe.deep.imagenet import mixtures
from lookalike.query.strokes import svg_drawing
from lookalike.types import Image, LookalikeError, UnknownWords

VECTORS = (".svg", ".svgz")
_CODE = re.compile(r"[0-9A-Fa-f]{4,6}")
_WORD = re.compile(r"(?<![^\W_])[^\W\d_]{3,}")
"""Three letters or more, of which no digit stands in front: numbers in base 16 are no words."""


class Named(NamedTuple):
    """A picture, and what its file's name says that it shows; "": nothing."""

    path: Path
    name: str

    def image(self, side: int) -> Image:
        """The picture, or the drawing on white paper, its longer side ``side`` px.

        :raises LookalikeError: it cannot be read.
        """
        if self.path.suffix.lower() not in VECTORS:
            return read_picture(self.path).image(None)
        try:
            drawn = svg_drawing(self.path, side)
        except (OSError, ValueError) as error:
            raise LookalikeError(f"Cannot read the drawing {self.path}: {error}.") from error
        if not np.asarray(drawn)[..., 3].any():
            raise LookalikeError(f"Nothing is drawn in {self.path}: draw dark shapes.")
        paper = Pillow.new("RGBA", drawn.size, "white")
        return Image(np.asarray(Pillow.alpha_composite(paper, drawn).convert("RGB"), np.uint8))


def named(paths: Sequence[Path]) -> Iterator[Named]:
    """The pictures and SVG drawings in some folders; drawings without a name are left out."""
    vectors = {f for root in paths for f in root.rglob("*") if f.suffix.lower() in VECTORS and f.is_file()}
    for path in sorted(vectors.union(picture_files(paths))):
        found = Named(path, name_of(path.stem))
        if found.name or path.suffix.lower() not in VECTORS:
            yield found


def name_of(stem: str) -> str:
    """The words of a file's name, or those by which Unicode names the one sign whose number it is; "": none is known.

    >>> name_of("1F434"), name_of("rocking-chair_2"), name_of("1F434-1F3FD")
    ('horse face', 'rocking chair', '')
    """
    text = unicodedata.name(chr(int(stem, 16)), "") if _CODE.fullmatch(stem) and int(stem, 16) < 0x110000 else stem
    words = " ".join(_WORD.findall(text.lower()))
    return words if words and _known(words) else ""


@cache
def _known(text: str) -> bool:
    try:
        mixtures([text])
    except UnknownWords:
        return False
    return True
