"""What the engine answers, as the API tells it."""

from __future__ import annotations

from lookalike.app.server import models
from lookalike.collection.paths import text_path
from lookalike.engine.collection import Collection
from lookalike.types import Box, Hit, Match, Ranking, Record


def picture(record: Record, places: bool = False) -> models.Picture:
    """An image of a collection; where it was taken, only if places are asked for."""
    facts = record.facts
    return models.Picture(
        id=record.id,
        name=text_path(record.path).name,
        width=facts.width,
        height=facts.height,
        format=facts.format,
        bytes=record.bytes,
        tags=list(record.tags),
        taken=facts.taken,
        camera=facts.camera,
        copies=len(record.copies),
        latitude=facts.latitude if places else None,
        longitude=facts.longitude if places else None,
    )


def hits(ranking: Ranking, collection: Collection) -> list[models.Hit]:
    """The hits of an answer; what was removed in the meantime is left out."""
    records = collection.records(ranking.ids)
    return [_hit(each, records[each.id]) for each in ranking if each.id in records]


def _hit(hit: Hit, record: Record) -> models.Hit:
    return models.Hit(
        picture=picture(record),
        score=hit.score,
        before=hit.before,
        why=[models.Share(part=part, share=share) for part, share in hit.why.items()],
        probability=hit.probability,
        box=None if hit.box is None else _fractions(hit.box),
        match=None if hit.match is None else match(hit.match, record),
    )


def _fractions(box: Box) -> models.Fraction:
    return box.cx - box.w / 2, box.cy - box.h / 2, box.w, box.h


def match(found: Match, record: Record) -> models.Match:
    """What geometry found in a picture."""
    outline = (found.outline + 0.5) / (record.facts.width, record.facts.height)
    return models.Match(
        inliers=found.inliers,
        transform=found.transform.tolist(),
        outline=[(float(x), float(y)) for x, y in outline],
    )
