"""What is written of an image, as a text to be searched."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from lookalike.collection.paths import text_path
from lookalike.tokens import written

_MONTHS = (
    *("January", "February", "March", "April", "May", "June", "July"),
    *("August", "September", "October", "November", "December"),
)


def text_of(image: Mapping[str, Any]) -> str:
    """The tokens of an image's names, tags, caption, date and camera.

    :param image: columns of the store by name.
    """
    names = dict.fromkeys(text_path(path).stem for path in (image["path"], *image["copies"]))
    taken = image["taken"]
    day = "" if taken is None else f"{taken.day} {_MONTHS[taken.month - 1]} {taken.year}"
    # A month is asked for by its number as well, but not found by it in what is a phrase.
    month = "" if taken is None else str(taken.month)
    return written([*names, *image["tags"], *image["caption"].split("\n"), day, month, image["camera"] or ""])
