"""Online: what can be said of examples that show next to nothing."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from lookalike.collection.decode import read_picture
from lookalike.collection.paths import named_path
from lookalike.geometry import cut
from lookalike.query.base import Query
from lookalike.query.example import Region, Whole

_SIDE = 64
"""Pixels of the shorter side of a picture that is looked at, or of the part of one."""

_FLAT = 8
"""Levels of 255 that a plain colour varies by at most."""


def bare(query: Query) -> list[str]:
    """A sentence for each file, or part of one, that shows one plain colour: most of what is compared is not in it.

    :raises LookalikeError: a file cannot be read.
    """
    said = []
    for leaf in dict.fromkeys(query.leaves()):
        if isinstance(leaf, Whole | Region) and isinstance(leaf.picture, str | Path):
            path = named_path(leaf.picture)
            color = _color(leaf, path) if path.is_file() else None
            if color is not None:
                said.append(f'{leaf} shows one plain colour and nothing else: color("{color}") looks for that.')
    return said


def _color(leaf: Whole | Region, path: Path) -> str | None:
    """The only colour that there is, as CSS writes it."""
    picture = read_picture(path)
    if isinstance(leaf, Region):
        pixels = cut(picture.image(round(_SIDE / min(leaf.width, leaf.height))), leaf.box).pixels
    else:
        pixels = picture.image(_SIDE).pixels
    if int(np.ptp(pixels, axis=(0, 1)).max()) > _FLAT:
        return None
    return "#" + bytes(pixels.reshape(-1, 3).mean(axis=0).round().astype(np.uint8)).hex()
