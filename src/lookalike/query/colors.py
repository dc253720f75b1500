"""Query by colour layout: which colours are where; what is not painted may have any colour."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from lookalike.abilities import CanvasEncoder, ColorEncoder
from lookalike.parameters import literal
from lookalike.query.base import Spoken
from lookalike.query.color import Color, flat
from lookalike.query.pictures import opened_of, text_of
from lookalike.query.places import Place, box_of, plain, read_place
from lookalike.query.shades import shaded
from lookalike.spec import Descriptor
from lookalike.types import Bools, Bytes, Floats, Image, LookalikeError

CANVAS = 64
"""Pixels of a side of what named colours are painted on."""

_MOST_COLORS = 16
"""So many colours of a canvas are looked for where places are not kept, the most frequent ones."""

_PAINTED = re.compile(r"(?:([\d.\s]+(?:,[\d.\s]+){3}|[^:,]*):)?((?:[^,(]|\([^)]*\))*)")
"""A place, which may be four numbers, and a colour, which may have its numbers in parentheses."""


@dataclass(frozen=True)
class Colors(Spoken):
    """Colours at places; where no part of a representation keeps places, pictures that have the colours anywhere.

    :param painted: pairs of a place and a colour; where places overlap, the later one counts.
    :param canvas: the file of a painted picture, by its path, or its content; its transparent parts may have any
        colour. "" for none.
    :raises LookalikeError: there is no such place or colour, or neither or both are given.
    """

    kind = "places of colours"
    presets = ("layout", "everything")

    painted: tuple[tuple[Place, str], ...] = ()
    canvas: str | bytes = ""

    def __post_init__(self) -> None:
        if bool(self.painted) == bool(self.canvas):
            raise LookalikeError('A colour layout is either colours at places, as in color(top="blue"), or a canvas.')
        for place, color in self.painted:
            box_of(place)
            flat(color)
        object.__setattr__(self, "painted", tuple((plain(place), color) for place, color in self.painted))

    @classmethod
    def read(cls, text: str) -> Spoken:
        """Read "top:sky blue, 0,0.5,0.5,0.5:rgb(0, 128, 0)"; or "sky blue", for that colour wherever it is.

        :raises LookalikeError: it cannot be read.
        """
        if ":" not in text and not re.search(r",(?![^(]*\))", text):
            return Color(text.strip())
        if ":" not in text:
            raise LookalikeError(
                f"{text!r} names several colours: ask for each by itself, or say where they are, as in left:red, "
                "right:green."
            )
        pairs = [found.groups(default="") for found in _PAINTED.finditer(text) if found[0].strip()]
        painted = tuple((plain(read_place(place)), color.strip()) for place, color in pairs)
        places = [place for place, _ in painted]
        twice = [place for place in places if places.count(place) > 1]
        if twice:
            raise LookalikeError(f"Two colours are asked for at {twice[0]}: give a place one, or name boxes in it.")
        return cls(painted)

    def pixels(self) -> tuple[Bytes, Bools]:
        """The painted canvas: (H, W, 3) uint8 sRGB, and (H, W) whether a pixel is painted.

        :raises LookalikeError: the canvas cannot be read, or nothing is painted on it.
        """
        return _opened(self.canvas) if self.canvas else _painted(self.painted)

    def asked_of(self, descriptor: Descriptor) -> Floats | None:
        if not isinstance(descriptor, CanvasEncoder):
            return None
        pixels, painted = self.pixels()
        return descriptor.canvas_vector(Image(pixels), painted)

    def asked_of_each(self, descriptors: Sequence[Descriptor]) -> list[Floats | None]:
        if any(isinstance(each, CanvasEncoder) for each in descriptors):
            return super().asked_of_each(descriptors)
        gathered = _gathered(*self.pixels())
        return [each.color_vector(gathered) if isinstance(each, ColorEncoder) else None for each in descriptors]

    def __str__(self) -> str:
        if self.canvas:
            return f"color(canvas={text_of(self.canvas)})"
        if len({place for place, _ in self.painted if isinstance(place, str)}) == len(self.painted):
            return f"color({', '.join(f'{place}={literal(color)}' for place, color in self.painted)})"
        return f"color({', '.join(literal(pair) for pair in self.painted)})"


def _painted(pairs: Sequence[tuple[Place, str]]) -> tuple[Bytes, Bools]:
    pixels, known = np.zeros((CANVAS, CANVAS, 3), np.uint8), np.zeros((CANVAS, CANVAS), np.bool_)
    for place, color in pairs:
        box = box_of(place)
        left, right = (round(CANVAS * (box.cx + sign * box.w / 2)) for sign in (-1, 1))
        top, bottom = (round(CANVAS * (box.cy + sign * box.h / 2)) for sign in (-1, 1))
        area = slice(top, max(bottom, top + 1)), slice(left, max(right, left + 1))
        pixels[area], known[area] = flat(color).pixels[0, 0], True
    return pixels, known


def _gathered(pixels: Bytes, painted: Bools) -> Image:
    """A picture of the colours that are painted and their shades, each as much as there is of it."""
    colors, counts = np.unique(pixels[painted], axis=0, return_counts=True)
    most = np.argsort(-counts, kind="stable")[:_MOST_COLORS]
    shares = counts[most] / counts[most].sum()
    strips = [shaded(Image(color[None, None])).pixels for color in colors[most]]
    cut = [strip[: max(1, round(len(strip) * float(share)))] for strip, share in zip(strips, shares, strict=True)]
    return Image(np.concatenate(cut))


def _opened(canvas: str | bytes) -> tuple[Bytes, Bools]:
    from PIL import Image

    try:
        with Image.open(opened_of(canvas)) as file:
            layers = np.asarray(file.convert("RGBA"), np.uint8)
    except FileNotFoundError as error:
        raise LookalikeError(f"Cannot read the canvas {text_of(canvas)}: no such file or directory.") from error
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError) as error:
        raise LookalikeError(
            f"Cannot read the canvas {text_of(canvas)}: give a PNG whose unpainted part is transparent."
        ) from error
    known = layers[..., 3] >= 128
    if not known.any():
        raise LookalikeError(f"Nothing is painted on {text_of(canvas)}: paint some colour where one is wanted.")
    return np.ascontiguousarray(layers[..., :3]), known
