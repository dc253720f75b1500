"""The card of an ONNX file: a JSON file of the same name beside it, ``model.json`` for ``model.onnx``.

Everything in it may be left out, and what it says besides is for people::

    {"side": 224, "layout": "NCHW", "mean": [0.485, 0.456, 0.406], "std": [0.229, 0.224, 0.225],
     "classes": ["tench", ...]}
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any, Literal

from annotated_types import Interval

from lookalike.parameters import checked, hints
from lookalike.types import LookalikeError

Channels = tuple[float, float, float]


@dataclass(frozen=True)
class Card:
    """How a network wants its pictures.

    :param side: pixels of a side of the pictures that it was trained on; 0: as its input says, or 224.
    :param layout: the order of its input's axes; "": by which of them is 3 long.
    :param mean, std: of each colour channel, of 0..1; what goes in is (pixels / 255 - mean) / std.
    :param classes: what the numbers of its last layer stand for.
    """

    side: Annotated[int, Interval(ge=0, le=4096)] = 0
    layout: Literal["", "NCHW", "NHWC"] = ""
    mean: Channels = (0.485, 0.456, 0.406)
    std: Annotated[Channels, Interval(gt=0)] = (0.229, 0.224, 0.225)
    classes: tuple[str, ...] = ()

    @classmethod
    def beside(cls, model: Path) -> Card:
        """The card of a model's file, or one that says nothing.

        :raises LookalikeError: it cannot be read.
        """
        path = model.with_suffix(".json")
        try:
            said = json.loads(path.read_text(encoding="utf-8"))
        except FileNotFoundError:
            return cls()
        except (OSError, ValueError, RecursionError) as error:
            raise LookalikeError(f"Cannot read the card {path}: {error}.") from error
        if not isinstance(said, dict):
            raise LookalikeError(f"The card {path} must be one JSON object.")
        return cls(**{name: _value(path, name, said[name]) for name in hints(cls) if name in said})


def _value(path: Path, name: str, value: Any) -> Any:
    if name == "classes":
        if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
            raise LookalikeError(f"The card {path}: classes must be a list of texts.")
        return tuple(value)
    return checked(f"The card {path}", name, value, hints(Card)[name])
