"""The parts of a query, one by one."""

from __future__ import annotations

from typing import Any

from lookalike.app.server import models
from lookalike.app.server.asked import UPLOAD
from lookalike.query.base import Query, Sum
from lookalike.query.color import Color
from lookalike.query.colors import Colors
from lookalike.query.concept import Concept
from lookalike.query.example import Region, Whole
from lookalike.query.feedback import Feedback
from lookalike.query.sketch import Sketch
from lookalike.query.words import Words


def terms(query: Query | None) -> list[models.Term]:
    """What a query sums up; what is joined in other ways is one part, a group."""
    if query is None:
        return []
    return [_term(weight, part) for weight, part in (query.terms if isinstance(query, Sum) else ((1.0, query),))]


def _term(weight: float, query: Query) -> models.Term:
    text = query.text if isinstance(query, Words) else str(query)
    return models.Term(weight=weight, text=text, **_fields(query))


def _fields(query: Query) -> dict[str, Any]:  # noqa: PLR0911
    match query:
        case Words():
            return {"kind": "words"}
        case Whole(picture):
            return {"kind": "image", **_picture(picture)}
        case Region(picture, left, top, width, height, corners):
            return {"kind": "image", "box": (left, top, width, height), "corners": corners or None, **_picture(picture)}
        case Sketch(source):
            return {"kind": "sketch", **_picture(source)}
        case Color(name):
            return {"kind": "color", "places": [{"at": "anywhere", "color": name}]}
        case Colors(painted, canvas):
            places = [{"at": at, "color": color} for at, color in painted]
            return {"kind": "color", "places": places, **(_picture(canvas) if canvas else {})}
        case Concept(name, at):
            return {"kind": "concept", "name": name, "at": at}
        case Feedback(liked, disliked):
            return {"kind": "feedback", "liked": liked, "disliked": disliked}
    return {"kind": "group"}


def _picture(picture: object) -> dict[str, Any]:
    """What a query names a picture by: an upload's hash or an id."""
    name = str(picture)
    return {"upload": name.removeprefix(UPLOAD)} if name.startswith(UPLOAD) else {"id": name}
