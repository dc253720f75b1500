"""Named boxes of objects, read from a file that comes with the pictures."""

from __future__ import annotations

import json
import math
from pathlib import Path
from typing import Any

from lookalike.geometry import Thing
from lookalike.types import Box, LookalikeError

_FORM = 'a box is {"name": "dog", "cx": 0.5, "cy": 0.6, "w": 0.2, "h": 0.3}, in fractions of the picture'
_SIDES = ("cx", "cy", "w", "h")


def read_boxes(file: str | Path) -> dict[str, tuple[Thing, ...]]:
    """What is in each picture, by the picture's path from the folder of the file.

    The file is JSON: an object with, for each picture, a list of boxes
    ``{"name": "dog", "cx": 0.5, "cy": 0.6, "w": 0.2, "h": 0.3}``: the centre from the top
    left, the width and the height, as fractions of the upright picture's sides.

    :raises LookalikeError: naming the file, the picture and the box that is wrong.
    """
    file = Path(file)
    try:
        content = json.loads(file.read_text(encoding="utf-8-sig"))
    except OSError as error:
        raise LookalikeError(f"Cannot read {file}: {(error.strerror or str(error)).lower()}.") from error
    except (ValueError, RecursionError) as error:
        raise LookalikeError(f"Cannot read {file}: it is not JSON ({error}); write it anew.") from error
    if not isinstance(content, dict):
        raise LookalikeError(f'{file} must be one JSON object of lists of boxes by picture, {{"dog.jpg": [...]}}.')
    return {picture: _things(file, picture, listed) for picture, listed in content.items()}


def _things(file: Path, picture: str, listed: Any) -> tuple[Thing, ...]:
    if not isinstance(listed, list):
        raise LookalikeError(f"{file} has no list of boxes for {picture}: write [] where there are none.")
    return tuple(_thing(f"Box {i} of {picture} in {file}", entry) for i, entry in enumerate(listed, 1))


def _thing(which: str, entry: Any) -> Thing:
    if not isinstance(entry, dict):
        raise LookalikeError(f"{which} is not an object: {_FORM}.")
    name = entry.get("name")
    if not isinstance(name, str) or not name.strip():
        raise LookalikeError(f"{which} has no name: {_FORM}.")
    cx, cy, w, h = (_fraction(which, side, entry.get(side)) for side in _SIDES)
    if not (w and h):
        raise LookalikeError(f"{which} has no area: give w and h above 0, or leave it out.")
    return Thing(" ".join(name.split()), Box(cx, cy, w, h))


def _fraction(which: str, side: str, value: Any) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        raise LookalikeError(f"{which} has no number {side}: {_FORM}.")
    if not 0 <= value <= 1:
        raise LookalikeError(f"{which} has {side} = {value:g}: divide pixels by the picture's size to get 0 to 1.")
    return float(value)
