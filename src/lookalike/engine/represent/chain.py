"""Chains, a descriptor and the encoders after it, at work."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence

from lookalike.spec import Descriptor, Part
from lookalike.types import Features


def through(part: Part, features: Features, asked: bool) -> tuple[Features, Features]:
    """The rows that a chain brings together at last of what its descriptor says, and what it makes of them.

    :param asked: they are of a query.
    """
    rows, many = features, part.descriptor.local
    for encoder in part.encoders:
        features = encoder.encode_query(features) if asked else encoder.encode(features)
        many = many and encoder.gives == "rows"
        rows = features if many else rows
    return rows, features


def groups_of(parts: Iterable[Part]) -> Sequence[Sequence[Descriptor]]:
    """The different descriptors of some chains, those side by side that are described in one go."""
    found: dict[object, list[Descriptor]] = defaultdict(list)
    for descriptor in dict.fromkeys(part.descriptor for part in parts):
        found[type(descriptor), descriptor.group].append(descriptor)
    return list(found.values())
