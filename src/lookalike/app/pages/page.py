"""Queries and their ranked answers as one HTML page that holds its pictures."""

from __future__ import annotations

import base64
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from jinja2 import Environment, PackageLoader, StrictUndefined, Template
from markupsafe import Markup
from PIL import Image as Pillow

from lookalike.types import Box

COLORS = 8
"""Distinct colours that the template has for the parts of a score."""


@dataclass(frozen=True)
class Shown:
    """A hit as the page shows it.

    :param thumbnail: a JPEG file's bytes.
    :param why: what each part of the representation contributed to the score.
    :param href: where the full picture is, if it can be opened.
    :param correct: whether the hit is relevant; None where that is unknown.
    :param likely: how likely the hit is right, for people, if that is known.
    :param note: what is said of it below its name.
    :param boxes: what was found in the picture, to be outlined.
    :param outline: the same as corners (x, y), in fractions of the picture.
    :param proof: a JPEG file's bytes that show why the hit is right, and ``proven`` what they show.
    """

    thumbnail: bytes
    caption: str
    score: float
    why: Mapping[str, float]
    href: str | None = None
    correct: bool | None = None
    likely: str = ""
    note: str = ""
    boxes: Sequence[Box] = ()
    outline: Sequence[tuple[float, float]] = ()
    proof: bytes | None = None
    proven: str = ""


@dataclass(frozen=True)
class Part:
    """A part of a query as the page shows it.

    :param picture: a JPEG or PNG file's bytes, if there is a picture.
    :param drawing: an SVG element, if there is a drawing.
    :param unwanted: hits are to be unlike it.
    """

    caption: str
    picture: bytes | None = None
    drawing: Markup | None = None
    unwanted: bool = False


@dataclass(frozen=True)
class Answer:
    """A query, the parts of it, and its hits, best first.

    :param text: the query as it is written.
    :param notes: what to know of how it is answered, as sentences.
    """

    query_caption: str
    parts: Sequence[Part]
    hits: Sequence[Shown]
    text: str = ""
    notes: Sequence[str] = ()

    @property
    def judged(self) -> list[bool]:
        """Whether each hit of known relevance is right."""
        return [hit.correct for hit in self.hits if hit.correct is not None]


class Encoded(NamedTuple):
    """A picture file as an ``img`` element takes it."""

    uri: str
    width: int
    height: int


@dataclass(frozen=True)
class Figure:
    """A drawing of a page.

    :param wide: it takes a row of its own.
    """

    title: str
    note: str = ""
    picture: Encoded | None = None
    drawing: Markup | None = None
    wide: bool = False


def results_page(title: str, answers: Sequence[Answer]) -> str:
    """An HTML document that needs no other file, host or script; any text in it is escaped."""
    hits = [hit for answer in answers for hit in answer.hits]
    # What says nothing of any hit, as most of a representation does of a colour, takes no line of the legend.
    parts = dict.fromkeys(part for hit in hits for part, value in hit.why.items() if value)
    alike = {part: value for part, value in _alike(hits).items() if part in parts}
    return template("results.html").render(
        alike=alike,
        title=title,
        answers=answers,
        colors={part: place % COLORS for place, part in enumerate(parts)},
        # A score is at most 1, but where unwanted examples subtract, what adds up may be more.
        full=max([1.0, *(sum(value for value in hit.why.values() if value > 0) for hit in hits)]),
        picture=encoded,
    )


def _alike(hits: Sequence[Shown]) -> dict[str, float]:
    """What parts add to every hit alike, where there are several: it tells none from another."""
    first = hits[0].why if len(hits) > 1 else {}
    return {
        part: value for part, value in first.items() if all(abs(hit.why.get(part, 0) - value) < 5e-4 for hit in hits)
    }


def template(name: str) -> Template:
    """A page of the package; what is put into it is escaped."""
    environment = Environment(
        loader=PackageLoader("lookalike.app"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    return environment.get_template(name)


def encoded(picture: bytes) -> Encoded:
    """A JPEG or PNG file as a data URI."""
    with Pillow.open(io.BytesIO(picture)) as opened:
        kind, size = opened.format or "JPEG", opened.size
    return Encoded(f"data:image/{kind.lower()};base64,{base64.b64encode(picture).decode()}", *size)
