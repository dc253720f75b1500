"""What a fine-tuned network says of itself: data, loss and figures, kept in its file."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from lookalike.types import LookalikeError

if TYPE_CHECKING:
    from onnx import ModelProto

KEY = "lookalike.card"


@dataclass(frozen=True, kw_only=True)
class Card:
    """How a network was trained, and what came of it.

    :param network: what training started from.
    :param layers: those that are joined, and ``frozen`` the last one that stayed as it was, "" where all did.
    :param side: pictures are squashed to side x side px.
    :param representation: what it is best used in, where "{}" stands for the file's path in quotes.
    :param source: where it was known from what belongs together.
    :param pictures, groups: how many there were, and ``classes`` the groups' names where they have some.
    :param settings: loss, views, seed and so on.
    :param figures: mean average precision on held-out pictures: "untrained", "start" and "best" on one held-out part,
        the means of several for "preset", "whitened" and "together", and "share", the network's of a score.
    :param curve: loss and held-out precision of each epoch.
    """

    network: str
    layers: tuple[str, ...]
    frozen: str
    side: int
    source: str
    pictures: int
    groups: int
    representation: str = ""
    classes: tuple[str, ...] = ()
    settings: Mapping[str, Any] = field(default_factory=dict)
    figures: Mapping[str, float | None] = field(default_factory=dict)
    curve: Mapping[str, list[float | None]] = field(default_factory=dict)

    def put_into(self, model: ModelProto) -> None:
        """Keep the card in a model."""
        from onnx import helper

        helper.set_model_props(model, {KEY: json.dumps(asdict(self))})


def card_of(path: Path) -> dict[str, Any] | None:
    """The card that a network's file holds, None where it holds none.

    :raises LookalikeError: it cannot be read.
    """
    from lookalike.describe.deep.onnx_file import read_model

    model = read_model(path)
    said = next((entry.value for entry in model.metadata_props if entry.key == KEY), None)
    if said is None:
        return None
    try:
        card = json.loads(said)
    except ValueError as error:
        raise LookalikeError(f"The card in {path} cannot be read: {error}.") from error
    return card if isinstance(card, dict) else None
