"""Why a picture answers, as the API tells it."""

from __future__ import annotations

import base64
import io
from collections.abc import Mapping
from typing import Self

import numpy as np
import numpy.typing as npt
from PIL import Image as Pillow
from pydantic import BaseModel, Field

from lookalike.app.server import models
from lookalike.engine.explain.why import Reason, Why
from lookalike.seen import Cells, Drawing, Heat, Swatches
from lookalike.types import Match, Record

_SHOWN = 120
"""Pairs of points that are told; more are left out at equal steps."""


class PartShare(BaseModel):
    """What a part of the representation says of two pictures."""

    part: str
    share: float = Field(description="What it adds to the similarity.")
    weight: float = Field(description="The most that it could add.")
    usual: float | None = Field(description="Of an example: what it adds to a picture of the collection in the mean.")


class Plane(BaseModel):
    """Numbers for the places of a grid that is laid over a picture, from the top left, row by row."""

    rows: int
    columns: int
    values: list[float] = Field(description="0 to 1, the greatest of all.")

    @classmethod
    def of(cls, values: npt.NDArray[np.floating]) -> Self:
        """What is below 0 speaks against, and is shown as nothing."""
        positive = np.maximum(values, 0)
        scaled = positive / max(float(positive.max()), 1e-12)
        rows, columns = values.shape
        return cls(rows=rows, columns=columns, values=[round(float(each), 3) for each in scaled.ravel()])


class HeatMap(BaseModel):
    """Where in the example and in the picture is what they have in common."""

    part: str = Field(description="The part of the representation that sees it.")
    asked: Plane
    picture: Plane
    pairs: str = Field(
        description="Base64 of a byte for each place of the example and each of the picture: how alike these are."
    )

    @classmethod
    def of(cls, part: str, heat: Heat) -> Self:
        pairs = np.asarray(np.clip(heat.pairs, 0, 1) * 255, np.uint8)
        encoded = base64.b64encode(pairs.tobytes()).decode()
        return cls(part=part, asked=Plane.of(heat.asked), picture=Plane.of(heat.kept), pairs=encoded)


class Named(BaseModel):
    """A thing by its name, and how clearly it is seen."""

    name: str
    score: float


class CellNames(BaseModel):
    """What is seen in the cells of a grid that is laid over the picture, from the top left, row by row."""

    rows: int
    columns: int
    cells: list[list[Named]]

    @classmethod
    def of(cls, cells: Cells) -> Self:
        said = [
            [Named(name=name, score=round(float(score), 2)) for name, score in zip(names, scores, strict=True)]
            for names, scores in zip(cells.names, cells.scores, strict=True)
        ]
        return cls(rows=cells.grid[0], columns=cells.grid[1], cells=said)


class ColorCells(BaseModel):
    """Colours that were asked for in the cells of a grid, and those that are there."""

    rows: int
    columns: int
    asked: list[str | None] = Field(description="As #rrggbb; null where any colour will do.")
    picture: list[str]
    alike: list[float] = Field(description="0 to 1.")

    @classmethod
    def of(cls, swatches: Swatches) -> Self:
        rows, columns = swatches.known.shape
        asked = zip(_css(swatches.asked), swatches.known.ravel(), strict=True)
        return cls(
            rows=rows,
            columns=columns,
            asked=[color if known else None for color, known in asked],
            picture=_css(swatches.kept),
            alike=[round(float(each), 3) for each in swatches.alike.ravel()],
        )


class Points(BaseModel):
    """Local features of the example and of the picture that belong together."""

    inliers: int
    pairs: list[tuple[float, float, float, float]] = Field(
        description="x and y in the example and in the picture, as fractions; some of them, where there are many."
    )
    outline: list[tuple[float, float]] = Field(description="The example in the picture, as fractions of the picture.")

    @classmethod
    def of(cls, match: Match, asked: tuple[int, int], record: Record) -> Self:
        kept = record.facts.width, record.facts.height
        chosen = np.linspace(0, match.inliers - 1, min(_SHOWN, match.inliers)).astype(int)
        pairs = (match.points[chosen] + 0.5) / np.array([asked, kept])
        return cls(
            inliers=match.inliers,
            pairs=[(x, y, u, v) for x, y, u, v in pairs.reshape(-1, 4).round(4).tolist()],
            outline=[(x, y) for x, y in ((match.outline + 0.5) / kept).round(4).tolist()],
        )


class Because(BaseModel):
    """Why a picture answers a part of the query."""

    term: models.Term
    score: float = Field(description="How well it answers this part alone.")
    parts: list[PartShare]
    heats: list[HeatMap]
    where: Plane | None = Field(description="Where in the picture is what the words say.")
    cells: CellNames | None
    colors: ColorCells | None
    edges: str | None = Field(description="The edges that a drawing is compared with, as a data: URL of a PNG file.")
    match: Points | None


class Explanation(BaseModel):
    """Why a picture answers a query."""

    picture: models.Picture
    score: float
    probability: float | None
    parts: list[models.Share] = Field(description="What each part of the query adds to the score.")
    reasons: list[Because]
    notes: list[str] = Field(description="What to know of how the query is answered, as sentences.")


def explanation(
    why: Why,
    record: Record,
    picture: models.Picture,
    terms: Mapping[str, models.Term],
    weights: Mapping[str, float],
    notes: list[str],
) -> Explanation:
    """What is known of why a picture answers.

    :param terms: the parts of the query as they are told, by their texts.
    :param weights: those of the parts of the representation, by their texts.
    """
    return Explanation(
        picture=picture,
        score=why.hit.score,
        probability=why.hit.probability,
        parts=[models.Share(part=part, share=share) for part, share in why.hit.why.items()],
        reasons=[_because(reason, record, terms[str(reason.query)], weights) for reason in why.reasons],
        notes=notes,
    )


def _because(reason: Reason, record: Record, term: models.Term, weights: Mapping[str, float]) -> Because:
    said = {part: share for part, share in reason.hit.why.items() if part in weights}
    return Because(
        term=term,
        score=reason.hit.score,
        parts=[
            PartShare(part=part, share=share, weight=weights[part], usual=reason.usual.get(part))
            for part, share in said.items()
        ],
        heats=[HeatMap.of(part, heat) for part, heat in reason.heats.items()],
        where=None if reason.where is None else Plane.of(reason.where),
        cells=None if reason.cells is None else CellNames.of(reason.cells),
        colors=None if reason.swatches is None else ColorCells.of(reason.swatches),
        edges=None if reason.strokes is None else _png(reason.strokes[1]),
        match=None if reason.match is None or reason.size is None else Points.of(reason.match, reason.size, record),
    )


def _css(colors: npt.NDArray[np.uint8]) -> list[str]:
    return ["#" + bytes(color).hex() for color in colors.reshape(-1, 3)]


def _png(drawing: Drawing) -> str:
    buffer = io.BytesIO()
    Pillow.fromarray(drawing.pixels[..., 0]).save(buffer, "PNG", optimize=True)
    return f"data:image/png;base64,{base64.b64encode(buffer.getvalue()).decode()}"
