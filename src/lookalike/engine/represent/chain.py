"""What the encoders of a chain make, one after the other, of what its descriptor says."""

from __future__ import annotations

from lookalike.spec import Part
from lookalike.types import Features


def through(part: Part, features: Features, asked: bool) -> tuple[Features, Features]:
    """The rows that a chain brings together at last, and what it makes of them.

    :param asked: they are of a query.
    """
    rows, many = features, part.descriptor.local
    for encoder in part.encoders:
        features = encoder.encode_query(features) if asked else encoder.encode(features)
        many = many and encoder.gives == "rows"
        rows = features if many else rows
    return rows, features
