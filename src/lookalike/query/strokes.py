"""Drawings that are kept as lines and not as pixels: SVG files, and strokes in JSON."""

from __future__ import annotations

import gzip
import io
import json
import zlib
from pathlib import Path
from typing import TYPE_CHECKING, Any
from xml.etree import ElementTree

import numpy as np
import numpy.typing as npt

if TYPE_CHECKING:
    from PIL import Image

_SIDE = 1024
"""Pixels of the longer side."""

_MARGIN, _PEN = 0.05, 0.025
"""Around strokes, and the width of their lines, as parts of the paper's longer side: as broad as a felt pen's, so that
outlines have as much ink as the edges of photographs, which they are compared with."""

_MOST_BYTES = 20_000_000
_MOST_POINTS = 1_000_000

_SVG = "{http://www.w3.org/2000/svg}"
_DRAWN = {_SVG + tag for tag in ("svg", "g", "path", "line", "polyline", "polygon", "rect", "circle", "ellipse")}
"""What draws by itself. Pictures, links, texts and filters are left out: they reach for other files, or multiply."""

_DEEPEST = 100
"""Groups within groups."""


def svg_drawing(path: Path, side: int = _SIDE) -> Image.Image:
    """The shapes of an SVG file, which may be packed as .svgz: RGBA, its longer side ``side`` px.

    No other file is read, whatever the drawing refers to.

    :raises ValueError: it cannot be read, or has no size.
    """
    import resvg_py
    from PIL import Image

    text = ElementTree.tostring(_shapes(_bytes(path)), encoding="unicode")
    content = resvg_py.svg_to_bytes(svg_string=text, skip_system_fonts=True, width=side, height=side)
    return Image.open(io.BytesIO(content)).convert("RGBA")


def strokes_drawing(path: Path) -> Image.Image:
    """Strokes from a JSON file, black on a transparent ground: RGBA, its longer side 1,024 px.

    The file holds a list of strokes, each a list of points (x, y) with y pointing down, or that list as ``strokes``;
    or, as ``drawing``, strokes as the Quick, Draw! data set has them, each a list of its xs and a list of its ys.

    :raises ValueError: it holds something else, or no point.
    """
    from PIL import Image, ImageDraw

    try:
        strokes = _strokes(json.loads(_bytes(path)))
    except (TypeError, KeyError, IndexError, RecursionError) as error:
        raise ValueError("these are no strokes") from error
    points = np.concatenate(strokes) if strokes else np.empty((0, 2))
    if points.shape[1:] != (2,) or not 0 < len(points) <= _MOST_POINTS or not np.isfinite(points).all():
        raise ValueError("there are no points, too many, or some that lie nowhere")
    low, high = points.min(axis=0), points.max(axis=0)
    scale = _SIDE * (1 - 2 * _MARGIN) / max(float((high - low).max()), 1e-9)
    edge, pen = _MARGIN * _SIDE, round(_PEN * _SIDE)
    width, height = (int(length) for length in np.ceil((high - low) * scale + 2 * edge))
    paper = Image.new("RGBA", (width, height), (0, 0, 0, 0))
    pencil = ImageDraw.Draw(paper)
    for stroke in strokes:
        places = [(float(x), float(y)) for x, y in (stroke - low) * scale + edge]
        pencil.line(places, "black", pen, joint="curve")
        for x, y in (places[0], places[-1]):
            pencil.ellipse((x - pen / 2, y - pen / 2, x + pen / 2, y + pen / 2), "black")
    return paper


def _bytes(path: Path) -> bytes:
    with path.open("rb") as file:
        content = file.read(_MOST_BYTES + 1)
    if content[:2] == b"\x1f\x8b":
        try:
            with gzip.GzipFile(fileobj=io.BytesIO(content)) as packed:
                content = packed.read(_MOST_BYTES + 1)
        except (EOFError, zlib.error) as error:
            raise ValueError("it is damaged") from error
    if len(content) > _MOST_BYTES:
        raise ValueError("it is too large")
    return content


def _shapes(content: bytes) -> ElementTree.Element:
    try:
        root = ElementTree.fromstring(content)
    except ElementTree.ParseError as error:
        raise ValueError(str(error)) from error
    if root.tag != f"{_SVG}svg":
        raise ValueError("it is no SVG")
    layer = [root]
    for _ in range(_DEEPEST):
        for element in layer:
            element[:] = [child for child in element if child.tag in _DRAWN]
        layer = [child for element in layer for child in element]
    if layer:
        raise ValueError("its groups are too deep")
    return root


def _strokes(said: Any) -> list[npt.NDArray[np.float64]]:
    if isinstance(said, dict) and "drawing" in said:
        strokes = [np.column_stack([stroke[0], stroke[1]]) for stroke in said["drawing"]]
    else:
        strokes = [np.array([point[:2] for point in s]) for s in (said["strokes"] if isinstance(said, dict) else said)]
    return [np.asarray(stroke, np.float64) for stroke in strokes if len(stroke)]
