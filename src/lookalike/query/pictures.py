"""Pictures in queries, as their texts name them."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Self

from lookalike.parameters import literal
from lookalike.types import Image


class Named(bytes):
    """A picture file's content under a name, by which the text of a query tells it from others.

    :ivar name: what the text says.
    """

    name: str

    def __new__(cls, content: bytes, name: str) -> Self:
        made = super().__new__(cls, content)
        made.name = name
        return made


def text_of(picture: str | Path | bytes | Image) -> str:
    """A picture as the text of a query writes it; one that is in memory without a name cannot be read again."""
    if isinstance(picture, Named):
        return literal(picture.name)
    return literal(str(picture)) if isinstance(picture, str | Path) else f"<{type(picture).__name__.lower()}>"


def opened_of(picture: str | bytes) -> Path | io.BytesIO:
    """What Pillow opens: a file by its path, or its content."""
    return io.BytesIO(picture) if isinstance(picture, bytes) else Path(picture)
