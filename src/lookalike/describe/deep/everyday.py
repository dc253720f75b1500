"""Names of things that people can be offered to ask for: everyday ones, and the classes of ImageNet."""

from __future__ import annotations

import re
from functools import cache

from lookalike.describe.deep.classes import imagenet_classes

_EVERYDAY = """
person, sky, horse, dog, car, sea, tree, house, cat, beach, grass, mountain, flower, bird, boat, bicycle, bus, train,
airplane, motorcycle, truck, road, river, lake, snow, forest, sunset, building, bridge, field, child, baby, crowd, cow,
sheep, elephant, bear, giraffe, fish, butterfly, chair, table, bed, sofa, window, door, lamp, book, bottle, cup, bowl,
plate, food, fruit, apple, cake, bread, vegetables, phone, computer, clock, bag, shoe, hat, ball, kite, ski, surfboard,
toy, statue, sign, rock, desert, waterfall, garden, street, kitchen
"""

_PLAIN = re.compile(r"[\w' -]+")


@cache
def concept_names() -> tuple[str, ...]:
    """What concepts may be called, what is asked for most often first; many more words are understood."""
    everyday = [name.strip() for name in _EVERYDAY.replace("\n", " ").split(",")]
    classes = sorted((name for name in imagenet_classes() if _PLAIN.fullmatch(name)), key=str.lower)
    return tuple(dict.fromkeys([*everyday, *classes]))
