"""Query by sketch: a drawing of lines."""

from __future__ import annotations

from dataclasses import dataclass

from lookalike.parameters import literal
from lookalike.query.base import Query


@dataclass(frozen=True)
class Sketch(Query):
    """A line drawing, dark on light.

    :param source: the file of a picture, or of an SVG drawing.
    """

    source: str

    def __str__(self) -> str:
        return f"sketch({literal(self.source)})"
