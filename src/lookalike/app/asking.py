"""What the user shows to be looked for: pictures, parts of them, and colours."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from PIL import Image as Pillow

from lookalike.app.output import printable
from lookalike.collection.decode import Picture, read_picture
from lookalike.collection.paths import named_path
from lookalike.engine.online import Example
from lookalike.geometry import cut
from lookalike.query.color import flat
from lookalike.query.example import Region
from lookalike.types import Image, LookalikeError


@dataclass(frozen=True)
class Shown:
    """An example, and how it is named to people."""

    caption: str
    example: Example

    @property
    def ids(self) -> list[str]:
        """The id that is meant, if the example is no file."""
        return [self.example] if isinstance(self.example, str) and not Path(self.example).exists() else []

    def thumbnail(self, stored: Mapping[str, bytes]) -> bytes:
        """A JPEG file; ``stored`` are the collection's, by id."""
        if isinstance(self.example, Image):
            return _jpeg(self.example)
        if isinstance(self.example, Region):
            whole = Picture.open(read_picture(named_path(str(self.example.picture))).thumbnail()).image(None)
            return _jpeg(cut(whole, self.example.box))
        named = str(self.example)
        return stored.get(named) or read_picture(named_path(named)).thumbnail()


def shown(images: Sequence[str], colors: Sequence[str], region: str | None) -> list[Shown]:
    """The examples that a command names.

    :param region: "x,y,w,h", a part of the only image.
    :raises LookalikeError: a colour or the region is wrong.
    """
    if region is not None:
        return [Shown(f"a part of {_name(images[0])}", _region(images, region))] if images else _no_picture()
    return [*(Shown(_name(image), image) for image in images), *(Shown(color, flat(color)) for color in colors)]


def captions(examples: Sequence[Shown]) -> str:
    """All names in one line."""
    return ", ".join(example.caption for example in examples)


def _name(image: str) -> str:
    return printable(Path(image).name)


def _region(images: Sequence[str], region: str) -> Region:
    try:
        left, top, width, height = map(float, region.split(","))
    except ValueError:
        raise LookalikeError(f"--region takes four numbers, such as 0.25,0,0.5,1, not {region!r}.") from None
    if len(images) != 1 or not Path(images[0]).exists():
        _no_picture()
    return Region(images[0], left, top, width, height)


def _no_picture() -> list[Shown]:
    raise LookalikeError("--region is a part of one picture: name one file with it.")


def _jpeg(image: Image) -> bytes:
    buffer = io.BytesIO()
    Pillow.fromarray(image.pixels).save(buffer, "JPEG", quality=90)
    return buffer.getvalue()
