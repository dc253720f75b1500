"""``lookalike finetune``."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

import typer

from lookalike.app.options import Json, writable


def finetune(
    paths: Annotated[
        list[Path] | None,
        typer.Argument(metavar="PATH", exists=True, show_default=False, help="Folders of pictures to learn from."),
    ] = None,
    output: Annotated[
        Path,
        typer.Option(
            "--output", "-o", metavar="FILE", dir_okay=False, callback=writable, help="Where to, ending in .onnx."
        ),
    ] = Path("my-model.onnx"),
    learn_from: Annotated[
        Literal["labels", "folders", "views", "geometry", "names"] | None,
        typer.Option(
            "--from",
            show_default="labels where there is a groundtruth.csv, else folders",
            help="What belongs together: pictures of one label of groundtruth.csv, or of one folder; without any of "
            "that, views of one picture, or pictures in which geometry finds the same; with --sketch, names: a drawing "
            "shows what its file is named by.",
        ),
    ] = None,
    feedback: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE", exists=True, dir_okay=False, help="A CSV file of query, picture and liked, 1 or 0."
        ),
    ] = None,
    network: Annotated[
        str, typer.Option(metavar="NET", help="What to start from: a network by its name, or an ONNX file.")
    ] = "efficientnet_lite0",
    layers: Annotated[
        str, typer.Option(metavar="A,B", show_default="ends of the last stages", help="The layers to join.")
    ] = "",
    frozen: Annotated[
        str,
        typer.Option(
            metavar="LAYER",
            show_default="all layers, a projection is learnt",
            help="The last layer that stays as it is; pixels for none.",
        ),
    ] = "",
    loss: Annotated[
        Literal["contrastive", "triplet", "multi_similarity", "arcface", "proxy_anchor", "smooth_ap"],
        typer.Option(help="What is made small."),
    ] = "multi_similarity",
    sketch: Annotated[bool, typer.Option("--sketch", help="Learn to find photos by drawings of them.")] = False,
    views: Annotated[int, typer.Option(min=0, max=100, help="Changed views of every picture.")] = 4,
    size: Annotated[int, typer.Option(min=64, max=1024, help="Pixels of a side of what the network sees.")] = 256,
    d: Annotated[int, typer.Option(min=0, max=4096, help="The vector's length at the most; 0: 512.")] = 0,
    epochs: Annotated[int, typer.Option(min=0, help="At the most; none learns the whitening alone.")] = 30,
    rate: Annotated[float, typer.Option(min=1e-7, max=1, help="How fast it learns.")] = 1e-4,
    curve: Annotated[
        Path | None,
        typer.Option(metavar="FILE", dir_okay=False, callback=writable, help="Draw loss and precision, as SVG."),
    ] = None,
    seed: Annotated[int, typer.Option(min=0, help="Of all that is drawn by chance.")] = 0,
    json: Json = False,
) -> None:
    """Train a network so that it finds what belongs together in your pictures.

    The result is one ONNX file that is used like any other network, with a card of how it was made. A run
    that was stopped goes on where it was when the same command is given again. It needs the extra train:
    pip install 'lookalike\\[train]'.

    \b
    Examples:
      lookalike finetune photos -o photos.onnx
      lookalike index photos -r 'cnn("photos.onnx")'
      lookalike finetune photos --from views
      lookalike finetune photos --frozen block14 --loss smooth_ap
      lookalike finetune --feedback liked.csv
      lookalike finetune photos --sketch --from views --frozen block10
      lookalike finetune drawings photos --sketch --from names
    """
    from lookalike.app.runs import tuning

    tuning.finetuned(
        tuning.Wanted(paths or [], learn_from, feedback, output, curve),
        json,
        network=network,
        layers=tuple(name.strip() for name in layers.split(",") if name.strip()),
        frozen=frozen,
        size=size,
        views=views,
        d=d,
        seed=seed,
        sketch=sketch,
        pace={"loss": loss, "epochs": epochs, "rate": rate},
    )
