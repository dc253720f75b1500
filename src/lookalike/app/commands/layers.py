"""``lookalike layers``."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from lookalike.app.options import Json
from lookalike.app.output import note, show_facts, show_json, show_table

if TYPE_CHECKING:
    from lookalike.describe.deep.network import Network


def layers(
    network: Annotated[
        str, typer.Argument(metavar="NET", help="A built-in network, the path of an .onnx file, or one of your own.")
    ],
    json: Json = False,
) -> None:
    """List the layers of a network, in order of depth, with what they give of one picture.

    Of one that was fine-tuned, it tells how: the pictures, the loss, and what came of it. Any layer can be had as in
    cnn("resnet50", layer="layer3.0"), whether or not its weights are here yet.

    \b
    Examples:
      lookalike layers efficientnet_lite0
      lookalike layers googlenet --json
    """
    from lookalike.describe.deep.networks import network as named

    net = named(network)
    shapes, card = net.shapes(), _card(net)
    if json:
        listed = [{"name": name, "shape": list(shape[1:])} for name, shape in shapes.items()]
        facts = {"network": net.name, "side": net.side, "fixed": net.fixed, "head": net.head, "card": card}
        show_json({**facts, "layers": listed})
        return
    rows = [(name, f"{shape[1]:,}", " x ".join(map(str, shape[2:]))) for name, shape in shapes.items()]
    show_table(("Layer", "Channels", "Places"), rows, numeric=("Channels", "Places"))
    one = "and no others" if net.fixed else "others have other places"
    if card is not None:
        show_facts(_told(card))
    note(f"Of pictures of {net.side} x {net.side} px, {one}; head is {net.head}.")


def _card(net: Network) -> dict[str, Any] | None:
    """How a network of a file was made, if it says so."""
    from lookalike.learn.card import card_of

    if net.folder is None:
        return None
    file = Path(net.name)
    return card_of(file if file.suffix == ".onnx" else net.folder / f"{net.name}.onnx")


def _told(card: dict[str, Any]) -> list[tuple[str, str]]:
    figures, settings = card.get("figures", {}), card.get("settings", {})
    precision = [f"{name} {figures[name]:.3f}" for name in ("untrained", "start", "best") if figures.get(name)]
    return [
        ("Made of", f"{card.get('network')}: {', '.join(card.get('layers', ()))}"),
        ("Learnt from", f"{card.get('pictures'):,} pictures of {card.get('groups'):,} groups, by {card.get('source')}"),
        ("Loss", f"{settings.get('loss')}, {figures.get('epochs')} epochs"),
        ("mAP on held-out pictures", ", ".join(precision) or "not known"),
    ]
