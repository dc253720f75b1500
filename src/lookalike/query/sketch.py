"""Query by sketch: a drawing of lines."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING

import numpy as np

from lookalike.parameters import literal
from lookalike.query.base import Spoken
from lookalike.query.strokes import strokes_drawing, svg_drawing
from lookalike.spec import Descriptor, DrawingEncoder
from lookalike.types import Bytes, Floats, Image, LookalikeError

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
        (:func:`lookalike.query.strokes.strokes_drawing` says how these are written).
    """

    kind = "sketches"
    presets = ("sketch", "everything")

    source: str

    def drawing(self) -> Image:
        """The drawing on white paper, its longer side 1,024 px at most.

        :raises LookalikeError: the file cannot be read, or nothing is drawn.
        """
        path = Path(self.source)
        pixels = _on_paper(path)
        if int(pixels.max()) - int(pixels.min()) < _CONTRAST:
            raise LookalikeError(f"Nothing is drawn on {path}: draw dark lines on light paper.")
        return Image(pixels)

    def asked_of(self, descriptor: Descriptor) -> Floats | None:
        return descriptor.drawing_vector(self.drawing()) if isinstance(descriptor, DrawingEncoder) else None

    def __str__(self) -> str:
        return f"sketch({literal(self.source)})"


def _on_paper(path: Path) -> Bytes:
    from PIL import Image as Pillow

    read, form = _READERS.get(path.suffix.lower(), (_picture, "a PNG of dark lines on light paper"))
    try:
        strokes = read(path)
    except (OSError, ValueError, SyntaxError, Pillow.DecompressionBombError) as error:
        raise LookalikeError(f"Cannot read the sketch {path}: give {form}.") from error
    paper = Pillow.new("RGBA", strokes.size, "white")
    return np.asarray(Pillow.alpha_composite(paper, strokes).convert("RGB"), np.uint8)


def _picture(path: Path) -> Pillow.Image:
    from PIL import Image as Pillow
    from PIL import ImageOps

    with Pillow.open(path) as file:
        file.thumbnail((_SIDE, _SIDE))
        return ImageOps.exif_transpose(file).convert("RGBA")


_SVG = (svg_drawing, "an SVG file of dark shapes")
_READERS: Mapping[str, tuple[Callable[[Path], Pillow.Image], str]] = MappingProxyType(
    {".svg": _SVG, ".svgz": _SVG, ".json": (strokes_drawing, "strokes, as in [[[0, 0], [5, 9]], [[2, 1], [2, 7]]]")}
)
