"""The parts of a query as people see them: pictures, drawings, painted colours, boxes with words in them."""

from __future__ import annotations

import io
from collections.abc import Iterable, Mapping
from pathlib import Path

import numpy as np
from markupsafe import Markup
from PIL import Image as Pillow

from lookalike.app.output import printable
from lookalike.app.pages.matches import Scaled, jpeg, small
from lookalike.app.pages.page import Part
from lookalike.collection.decode import read_picture
from lookalike.collection.paths import named_path
from lookalike.engine.collection import Collection
from lookalike.geometry import cut
from lookalike.query.base import Either, Every, Query, Sum, Without
from lookalike.query.color import Color, flat
from lookalike.query.colors import Colors
from lookalike.query.concept import Concept
from lookalike.query.example import Region, Whole
from lookalike.query.feedback import Feedback
from lookalike.query.places import Place
from lookalike.query.sketch import Sketch
from lookalike.query.words import Seen, Written
from lookalike.types import Image

_WIDTH, _HEIGHT = 240, 180
_SWATCH = 48


def caption(query: Query) -> str:
    """A query in one line."""
    if any(isinstance(query, kind) for kind in (Every, Either, Without)):
        return printable(query)
    if isinstance(query, Sum) and any(isinstance(leaf, Every | Either | Without) for _, leaf in query.terms):
        return printable(query)
    wanted, less = ([named(leaf) for leaf, is_wanted in query.signed() if is_wanted is side] for side in (True, False))
    return ", ".join(wanted) + (f", unlike {', '.join(less)}" if less else "")


def named(leaf: Query) -> str:
    """A query that is not made of others, in a few words."""
    match leaf:
        case Whole(picture) | Sketch(picture):
            label = _name(picture)
        case Region(picture):
            label = f"a part of {_name(picture)}"
        case Seen(text) | Written(text):
            label = f"“{text}”"
        case Color(name):
            label = name
        case Colors(painted, canvas):
            label = ", ".join(_placed(*each) for each in painted) or _name(canvas)
        case Concept(name, at):
            label = _placed(at, name)
        case Feedback():
            label = "what was liked"
        case _:
            label = str(leaf)
    return printable(label)


def parts(query: Query, collection: Collection) -> list[Part]:
    """The parts of a query with their pictures; concepts on one canvas, the unwanted on another.

    :raises LookalikeError: a picture cannot be read.
    """
    leaves = dict.fromkeys(query.signed())
    stored = collection.thumbnails(ids(query))
    shown = [
        Part(named(leaf), picture=_picture(leaf, stored), unwanted=not wanted)
        for leaf, wanted in leaves
        if not isinstance(leaf, Concept | Feedback)
    ]
    for side in (True, False):
        concepts = [leaf for leaf, wanted in leaves if isinstance(leaf, Concept) and wanted is side]
        if concepts:
            label = ", ".join(map(named, concepts))
            shown.append(Part(label, drawing=boxes(concepts, label), unwanted=not side))
    return shown


def ids(query: Query) -> list[str]:
    """The ids of the collection that a query names."""
    named = (str(leaf.picture) for leaf in query.leaves() if isinstance(leaf, Whole))
    return [name for name in named if not named_path(name).exists()]


def whole(leaf: Whole | Region, collection: Collection) -> Scaled:
    """The whole picture, small, of an example that may be a part of one."""
    name = str(leaf.picture)
    if named_path(name).exists():
        return Scaled.of(read_picture(named_path(name)))
    return Scaled.stored(collection.thumbnails([name])[name], collection[name])


def part_picture(leaf: Query, collection: Collection) -> Image | None:
    """The example, the part of one, or the sketch that a query is, small; None: it is none of these."""
    if isinstance(leaf, Sketch):
        return leaf.drawing()
    if not isinstance(leaf, Whole | Region):
        return None
    seen = whole(leaf, collection).image
    return cut(seen, leaf.box) if isinstance(leaf, Region) else seen


def boxes(concepts: Iterable[Concept], label: str) -> Markup:
    """Concepts where they are to be, as SVG."""
    drawn = [
        Markup(
            '<rect class="box c{}" x="{:.1f}" y="{:.1f}" width="{:.1f}" height="{:.1f}" rx="4"/>'
            '<text x="{:.1f}" y="{:.1f}" text-anchor="middle" dominant-baseline="central">{}</text>'
        ).format(
            place % 8,
            _WIDTH * (concept.box.cx - concept.box.w / 2) + 2,
            _HEIGHT * (concept.box.cy - concept.box.h / 2) + 2,
            _WIDTH * concept.box.w - 4,
            _HEIGHT * concept.box.h - 4,
            _WIDTH * concept.box.cx,
            _HEIGHT * concept.box.cy,
            concept.name,
        )
        for place, concept in enumerate(concepts)
    ]
    return Markup('<svg class="layout" viewBox="0 0 {} {}" role="img" aria-label="{}">{}</svg>').format(
        _WIDTH, _HEIGHT, label, Markup("").join(drawn)
    )


def canvas(colors: Colors) -> bytes:
    """What is painted, as a PNG file that is transparent where nothing is."""
    pixels, painted = colors.pixels()
    layers = np.dstack([pixels, np.where(painted, 255, 0).astype(np.uint8)])
    picture = Pillow.fromarray(layers)
    if not colors.canvas:
        picture = picture.resize((_WIDTH, _HEIGHT), Pillow.Resampling.NEAREST)
    picture.thumbnail((_WIDTH, _WIDTH))
    file = io.BytesIO()
    picture.save(file, "PNG")
    return file.getvalue()


def _picture(leaf: Query, stored: Mapping[str, bytes]) -> bytes | None:
    match leaf:
        case Whole(picture):
            name = str(picture)
            return stored.get(name) or read_picture(named_path(name)).thumbnail()
        case Region(picture):
            return jpeg(cut(small(read_picture(named_path(str(picture))).thumbnail()), leaf.box))
        case Sketch():
            drawing = Pillow.fromarray(leaf.drawing().pixels)
            drawing.thumbnail((_WIDTH, _WIDTH))
            return jpeg(Image(np.asarray(drawing)))
        case Color(name):
            return jpeg(Image(flat(name).pixels[:_SWATCH, :_SWATCH]))
        case Colors():
            return canvas(leaf)
    return None


def _name(picture: object) -> str:
    return printable(Path(str(picture)).name)


def _placed(place: Place, thing: str) -> str:
    if place == "anywhere":
        return thing
    if isinstance(place, str):
        return f"{thing} at the {place.replace('_', ' ')}"
    return f"{thing} in a box"
