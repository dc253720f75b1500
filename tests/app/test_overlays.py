"""What is drawn over pictures."""

from __future__ import annotations

import base64
import io
import re

import numpy as np
from PIL import Image as Pillow

from lookalike.app.pages.overlays import named_cells, tiles
from lookalike.seen import Cells, Swatches
from lookalike.types import Image


def test_white_can_be_told_from_what_is_not_painted() -> None:
    white = np.full((2, 2, 3), 255, np.uint8)
    known = np.array([[False, False], [True, True]])
    asked, kept, alike = tiles(Swatches(white, known, white, known.astype(np.float32)))
    for drawn in (asked, alike):
        pixels = np.asarray(Pillow.open(io.BytesIO(base64.b64decode(drawn.uri.partition(",")[2]))))
        assert (pixels[40:] == 255).all()
        assert pixels[:40].max() < 255
        assert len(np.unique(pixels[:40])) == 2
    assert (np.asarray(Pillow.open(io.BytesIO(base64.b64decode(kept.uri.partition(",")[2])))) == 255).all()


def test_names_stay_within_their_cells() -> None:
    """An upright picture, whose cells are narrow: bold letters are up to two thirds as wide as high."""
    names, scores = [("snowplow",), ("ski",), ("a very long name",), ("dog sled",)], np.ones((4, 1), np.float32)
    drawn = named_cells(Image(np.zeros((300, 100, 3), np.uint8)), Cells((1, 4), names, scores), None)
    sizes = re.findall(r'<text [^>]*font-size="([\d.]+)"[^>]*>([^<]+)<', drawn)
    assert [name for _, name in sizes] == ["snowplow", "ski", "a very long na", "dog sled"]
    assert all(float(size) * 0.65 * len(name) <= 25.1 for size, name in sizes)
