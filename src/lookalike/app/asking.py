"""What the user shows to be looked for: pictures, parts of them, colours, and words."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from PIL import Image as Pillow

from lookalike.app.matches import side_by_side
from lookalike.app.output import printable
from lookalike.collection.decode import Picture, read_picture
from lookalike.collection.paths import named_path
from lookalike.engine.collection import Collection
from lookalike.engine.online import Example
from lookalike.geometry import cut
from lookalike.query.color import flat
from lookalike.query.example import Region
from lookalike.query.words import Words
from lookalike.types import Image, LookalikeError, Match, Record

_PROOF = 480
"""Pixels of the longer side of a picture in which features are shown."""


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
            whole = _small(read_picture(named_path(str(self.example.picture))).thumbnail())
            return _jpeg(cut(whole, self.example.box))
        named = str(self.example)
        return stored.get(named) or read_picture(named_path(named)).thumbnail()

    def whole(self, collection: Collection, stored: Mapping[str, bytes]) -> Seen:
        """The whole picture, small, of an example that may be a part of one."""
        if isinstance(self.example, Image):
            return Seen(self.example, (self.example.width, self.example.height))
        if self.ids:
            return seen(stored[self.ids[0]], collection[self.ids[0]])
        named = self.example.picture if isinstance(self.example, Region) else self.example
        return Seen.of(read_picture(named_path(str(named))))


class Seen(NamedTuple):
    """A small picture, and the width and height of the picture that it is of."""

    image: Image
    size: tuple[int, int]

    @classmethod
    def of(cls, picture: Picture) -> Seen:
        """A picture's own thumbnail."""
        return cls(_small(picture.thumbnail(_PROOF)), picture.size)


def seen(thumbnail: bytes, record: Record) -> Seen:
    """An image of a collection."""
    return Seen(_small(thumbnail), (record.facts.width, record.facts.height))


def proof(sought: Seen, found: Seen, match: Match) -> bytes:
    """A JPEG file of both pictures and the features that belong together."""
    return _jpeg(Image(side_by_side((sought.image, found.image), (sought.size, found.size), match)))


def _small(thumbnail: bytes) -> Image:
    return Picture.open(thumbnail).image(None)


def shown(
    images: Sequence[str], colors: Sequence[str] = (), region: str | None = None, words: Sequence[str] = ()
) -> list[Shown]:
    """The examples that a command names.

    :param region: "x,y,w,h", a part of the only image.
    :raises LookalikeError: a colour, the region or a text is wrong.
    """
    said = [Shown(text, Words(text)) for text in words]
    if region is not None:
        return [Shown(f"a part of {_name(images[0])}", _region(images, region)), *said] if images else _no_picture()
    pictures = [*(Shown(_name(image), image) for image in images), *(Shown(color, flat(color)) for color in colors)]
    return [*pictures, *said]


def captions(examples: Sequence[Shown]) -> str:
    """All names in one line."""
    return ", ".join(example.caption for example in examples)


def _name(image: str) -> str:
    return printable(Path(image).name)


def _region(images: Sequence[str], region: str) -> Region:
    try:
        numbers = [float(number) for number in region.split(",")]
    except ValueError:
        numbers = []
    if len(numbers) < 4 or len(numbers) % 2:
        raise LookalikeError(
            f"--region takes four numbers, such as 0.25,0,0.5,1, or the x and y of three corners or more, "
            f"not {region!r}."
        )
    if len(images) != 1 or not Path(images[0]).exists():
        _no_picture()
    try:
        if len(numbers) > 4:
            return Region.polygon(images[0], list(zip(numbers[::2], numbers[1::2], strict=True)))
        left, top, width, height = numbers
        return Region(images[0], left, top, width, height)
    except LookalikeError as error:
        raise LookalikeError(f"--region {region}: {error}") from error


def _no_picture() -> list[Shown]:
    raise LookalikeError("--region is a part of one picture: name one file with it.")


def _jpeg(image: Image) -> bytes:
    buffer = io.BytesIO()
    Pillow.fromarray(image.pixels).save(buffer, "JPEG", quality=90)
    return buffer.getvalue()
