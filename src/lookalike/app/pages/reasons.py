"""Why a picture answers a query, as an object of JSON and as one HTML page that holds its drawings."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from lookalike.app.output import printable
from lookalike.app.pages.matches import Scaled, as_object, proof
from lookalike.app.pages.overlays import lighted, named_cells, png, small, tiles
from lookalike.app.pages.page import COLORS, Figure, encoded, template
from lookalike.app.pages.parts import named, part_picture, whole
from lookalike.collection.decode import Picture
from lookalike.engine.collection import Collection
from lookalike.engine.explain.why import Reason, Why
from lookalike.query.concept import Concept
from lookalike.query.example import Region, Whole
from lookalike.seen import Heat
from lookalike.types import Image


def why_object(why: Why, text: str, path: str) -> dict[str, Any]:
    """The whole as an object of JSON.

    :param text: the query, and ``path`` the picture.
    """
    return {
        "query": text,
        "id": why.hit.id,
        "path": path,
        "score": why.hit.score,
        "why": dict(why.hit.why),
        "probability": why.hit.probability,
        "parts": [_part(reason) for reason in why.reasons],
    }


def why_page(why: Why, text: str, name: str, picture: Picture, collection: Collection, notes: Sequence[str]) -> str:
    """An HTML document that needs no other file, host or script; any text in it is escaped.

    :param name: of the picture.
    :param notes: what people should know of how the query is answered, as sentences.
    """
    shown = small(picture)
    sections = [
        {
            "title": named(reason.query),
            "score": reason.hit.score,
            "why": reason.hit.why,
            "usual": reason.usual,
            "figures": list(_figures(reason, shown, picture, collection)),
        }
        for reason in why.reasons
    ]
    return template("why.html").render(
        title=f"Why {name} answers",
        text=text,
        picture=png(shown.pixels),
        name=name,
        score=why.hit.score,
        added=why.hit.why,
        sections=sections,
        notes=notes,
        colors=COLORS,
    )


def heat_object(heat: Heat) -> dict[str, Any]:
    """What each place of both pictures adds to a similarity."""
    return {"asked": _rounded(heat.asked), "picture": _rounded(heat.kept)}


def _part(reason: Reason) -> dict[str, Any]:
    cells, swatches = reason.cells, reason.swatches
    return {
        "query": str(reason.query),
        "score": reason.hit.score,
        "why": dict(reason.hit.why),
        "usual": dict(reason.usual),
        "heats": {chain: heat_object(heat) for chain, heat in reason.heats.items()},
        "where": None if reason.where is None else _rounded(reason.where),
        "cells": cells
        and {
            "grid": list(cells.grid),
            "seen": [
                dict(zip(names, map(float, scores), strict=True))
                for names, scores in zip(cells.names, cells.scores.round(3), strict=True)
            ],
        },
        "colors": swatches
        and {
            "asked": [
                [_css(color) if known else None for color, known in zip(*row, strict=True)]
                for row in zip(swatches.asked, swatches.known, strict=True)
            ],
            "picture": [[_css(color) for color in row] for row in swatches.kept],
            "alike": _rounded(swatches.alike),
        },
        "match": reason.match and as_object(reason.match),
    }


def _figures(reason: Reason, shown: Image, picture: Picture, collection: Collection) -> Iterator[Figure]:
    """What a page draws of a reason, the picture beside what was asked for."""
    leaf = reason.query
    asked = part_picture(leaf, collection)
    if reason.match is not None and isinstance(leaf, Whole | Region):
        note = "A line joins each pair; the outline is that of what was looked for."
        joined = encoded(proof(whole(leaf, collection), Scaled.of(picture), reason.match))
        yield Figure(f"{reason.match.inliers} local features agree", note, joined, wide=True)
    if reason.strokes is not None:
        for drawing in reason.strokes:
            yield Figure(drawing.title, drawing.note, png(drawing.pixels))
    for chain, heat in reason.heats.items():
        note = "Bright places add most to the similarity."
        if asked is not None:
            yield Figure("what was looked for", f"By {chain}. {note}", lighted(asked, heat.asked))
        yield Figure("the picture", f"By {chain}. {note}", lighted(shown, heat.kept))
    if reason.where is not None:
        said = leaf.name if isinstance(leaf, Concept) else named(leaf)
        yield Figure(f"where {printable(said)} is", "Bright places say so most.", lighted(shown, reason.where))
    if reason.cells is not None:
        concept = leaf if isinstance(leaf, Concept) else None
        yield Figure(
            "what is seen in the cells",
            "The strongest concept of each." + (" The box is where it was looked for." if concept else ""),
            drawing=named_cells(shown, reason.cells, concept),
        )
    if reason.swatches is not None:
        notes = ("Where nothing was painted, any colour will do.", "", "The lighter a cell, the more.")
        titles = ("the colours that were asked for", "the colours that are there", "how alike they are")
        for title, note, tile in zip(titles, notes, tiles(reason.swatches), strict=True):
            yield Figure(title, note, tile)


def _rounded(values: npt.NDArray[np.floating]) -> list[list[float]]:
    rounded: list[list[float]] = np.asarray(values, np.float64).round(4).tolist()
    return rounded


def _css(color: npt.NDArray[np.uint8]) -> str:
    return "#" + bytes(color).hex()
