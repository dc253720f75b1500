"""What is found in pictures, drawn over them."""

from __future__ import annotations

import io

import numpy as np
from markupsafe import Markup
from PIL import Image as Pillow

from lookalike.app.pages.page import Encoded, encoded
from lookalike.collection.decode import Picture
from lookalike.describe.drawing import enlarged, lit
from lookalike.query.concept import Concept
from lookalike.seen import Cells, Pixels, Swatches
from lookalike.types import Bools, Floats, Image

SIDE = 480
"""Pixels of the longer side of what is drawn over."""

_SHORT = 14
"""Letters of a name that have room in a cell."""
_LINE, _LETTER = 30, 0.65
"""Letters' height: this part of the picture's width at the most, and how wide one is of its height."""

_TILE, _CHEQUER = 40, 10


def small(picture: Picture) -> Image:
    """The picture as it is drawn over."""
    return Picture.open(picture.thumbnail(SIDE)).image(None)


def png(pixels: Pixels) -> Encoded:
    """Pixels as an ``img`` element takes them."""
    buffer = io.BytesIO()
    Pillow.fromarray(pixels).save(buffer, "PNG")
    return encoded(buffer.getvalue())


def lighted(image: Image, heat: Floats) -> Encoded:
    """A picture that is dark where a map (h, w), of places that add to a similarity, is low."""
    return png(lit(image.pixels, np.maximum(heat, 0)))


def named_cells(image: Image, cells: Cells, concept: Concept | None) -> Markup:
    """A picture with the strongest name in each of its cells, and where a concept is to be, as SVG."""
    rows, columns = cells.grid
    width, height = image.width, image.height
    step, down = width / columns, height / rows
    texts = [
        Markup('<text x="{:.1f}" y="{:.1f}" font-size="{:.2f}" text-anchor="middle">{}<title>{}</title></text>').format(
            step * (place % columns + 0.5),
            down * (place // columns + 0.55),
            min(width / _LINE, step / (_LETTER * len(names[0][:_SHORT]))),
            names[0][:_SHORT],
            ", ".join(f"{name} {score:.1f}" for name, score in zip(names, scores, strict=True)),
        )
        for place, (names, scores) in enumerate(zip(cells.names, cells.scores, strict=True))
        if len(names) and scores[0] > 0
    ]
    lines = [
        *(Markup('<path d="M{:.1f} 0V{}"/>').format(step * column, height) for column in range(1, columns)),
        *(Markup('<path d="M0 {:.1f}H{}"/>').format(down * row, width) for row in range(1, rows)),
    ]
    box = Markup("")
    if concept is not None:
        at = concept.box
        box = Markup('<rect x="{:.1f}" y="{:.1f}" width="{:.1f}" height="{:.1f}"/>').format(
            width * (at.cx - at.w / 2), height * (at.cy - at.h / 2), width * at.w, height * at.h
        )
    return Markup('<svg class="cells" viewBox="0 0 {} {}"><image href="{}" width="{}" height="{}"/>{}</svg>').format(
        width, height, png(image.pixels).uri, width, height, Markup("").join([*lines, box, *texts])
    )


def tiles(swatches: Swatches) -> tuple[Encoded, Encoded, Encoded]:
    """The colours that were asked for, those that are there, and how alike they are, the lighter the more."""
    grey = np.repeat((swatches.alike * 255).round().astype(np.uint8)[..., None], 3, axis=2)
    known = swatches.known
    return _tiled(swatches.asked, known), _tiled(swatches.kept, np.ones_like(known)), _tiled(grey, known)


def _tiled(colors: Pixels, known: Bools) -> Encoded:
    """(rows, columns, 3) as tiles, chequered where nothing is known, so that white can be told from it."""
    rows, columns = known.shape
    across, down = columns * _TILE, rows * _TILE
    y, x = np.indices((down, across)) // _CHEQUER
    chequer = np.where((y + x) % 2, 205, 235).astype(np.uint8)[..., None]
    there = enlarged(known.astype(np.uint8), down, across).astype(np.bool_)[..., None]
    return png(np.where(there, enlarged(colors, down, across), chequer))
