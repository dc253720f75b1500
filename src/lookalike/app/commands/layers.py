"""``lookalike layers``."""

from __future__ import annotations

from typing import Annotated

import typer

from lookalike.app.options import Json
from lookalike.app.output import note, show_json, show_table


def layers(
    network: Annotated[
        str, typer.Argument(metavar="NET", help="A built-in network, the path of an .onnx file, or one of your own.")
    ],
    json: Json = False,
) -> None:
    """List the layers of a network, in order of depth, with what they give of one picture.

    Any of them can be had as in cnn("resnet50", layer="layer3.0"), whether or not its weights are here yet.

    \b
    Examples:
      lookalike layers efficientnet_lite0
      lookalike layers googlenet --json
    """
    from lookalike.describe.deep.networks import network as named

    net = named(network)
    shapes = net.shapes()
    if json:
        listed = [{"name": name, "shape": list(shape[1:])} for name, shape in shapes.items()]
        show_json({"network": net.name, "side": net.side, "fixed": net.fixed, "head": net.head, "layers": listed})
        return
    rows = [(name, f"{shape[1]:,}", " x ".join(map(str, shape[2:]))) for name, shape in shapes.items()]
    show_table(("Layer", "Channels", "Places"), rows, numeric=("Channels", "Places"))
    one = "and no others" if net.fixed else "others have other places"
    note(f"Of pictures of {net.side} x {net.side} px, {one}; head is {net.head}.")
