"""Query by sketch: a drawing of lines."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

import numpy as np

from lookalike.query.base import Spoken
from lookalike.query.pictures import opened_of, text_of
from lookalike.query.strokes import strokes_drawing, svg_drawing
from lookalike.types import Bytes, Image, LookalikeError

if TYPE_CHECKING:
    from PIL import Image as Pillow

_SIDE = 1024
"""Pixels of the longer side that are looked at."""

_CONTRAST = 16
"""Levels of 255 between paper and pencil, at the least."""


@dataclass(frozen=True)
class Sketch(Spoken):
    """A line drawing, dark on light; what is transparent is paper.

    :param source: the file of a picture, of an SVG drawing, or of strokes in JSON
        (:func:`lookalike.query.strokes.strokes_drawing` says how these are written); or a picture's content.
    """

    kind = "sketches"
    presets = ("sketch", "everything")

    source: str | bytes

    def drawing(self) -> Image:
        """The drawing on white paper, its longer side 1,024 px at most.

        :raises LookalikeError: the file cannot be read, or nothing is drawn.
        """
        pixels = _on_paper(self.source)
        if int(np.ptp(pixels, axis=(0, 1)).max()) < _CONTRAST:
            raise LookalikeError(f"Nothing is drawn on {text_of(self.source)}: draw dark lines on light paper.")
        return Image(pixels)

    def drawn(self) -> Image:
        return self.drawing()

    def __str__(self) -> str:
        return f"sketch({text_of(self.source)})"


def _on_paper(source: str | bytes) -> Bytes:
    from PIL import Image as Pillow

    kind = Path(source).suffix.lower() if isinstance(source, str) else ""
    read, form = _READERS.get(kind, (_picture, "a PNG of dark lines on light paper"))
    try:
        strokes = read(opened_of(source))
    except FileNotFoundError as error:
        raise LookalikeError(f"Cannot read the sketch {text_of(source)}: no such file or directory.") from error
    except (OSError, ValueError, SyntaxError, Pillow.DecompressionBombError) as error:
        raise LookalikeError(f"Cannot read the sketch {text_of(source)}: give {form}.") from error
    paper = Pillow.new("RGBA", strokes.size, "white")
    return np.asarray(Pillow.alpha_composite(paper, strokes).convert("RGB"), np.uint8)


def _picture(file: Path | BytesIO) -> Pillow.Image:
    from PIL import Image as Pillow
    from PIL import ImageOps

    with Pillow.open(file) as opened:
        opened.thumbnail((_SIDE, _SIDE))
        return ImageOps.exif_transpose(opened).convert("RGBA")


_SVG = (svg_drawing, "an SVG file of dark shapes")
_READERS: Mapping[str, tuple[Callable[[Any], Pillow.Image], str]] = MappingProxyType(
    {".svg": _SVG, ".svgz": _SVG, ".json": (strokes_drawing, "strokes, as in [[[0, 0], [5, 9]], [[2, 1], [2, 7]]]")}
)
