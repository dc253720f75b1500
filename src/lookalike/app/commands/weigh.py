"""``lookalike weigh``."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from lookalike.app.options import Json, LearnOn
from lookalike.app.output import note, say, show_json, show_table

if TYPE_CHECKING:
    from lookalike.bench.harness.weighing import Weighed
    from lookalike.spec import Representation


def weigh(
    dataset: Annotated[Path, typer.Argument(metavar="DATASET", help="A folder with pictures and a groundtruth.csv.")],
    representation: Annotated[
        str, typer.Option("--representation", "-r", metavar="SPEC", help="A preset or an expression of several parts.")
    ],
    learn_on: LearnOn = None,
    seed: Annotated[int, typer.Option(min=0, help="Of the deal into halves.")] = 0,
    json: Json = False,
) -> None:
    """Learn the weights of a fusion from one half of labelled pictures, and try them on the other.

    The expression that is printed can be given to index, bench and explain.

    \b
    Examples:
      lookalike weigh dataset -r handcrafted
      lookalike weigh dataset -r 'color_histogram() + cnn("efficientnet_lite0")'
    """
    from lookalike.app.progress import progress
    from lookalike.app.runs.measuring import pictures
    from lookalike.bench.harness.datasets import Dataset
    from lookalike.bench.harness.weighing import weigh as weighed
    from lookalike.engine.represent.scoring import FileScorer
    from lookalike.reading import parse
    from lookalike.types import LookalikeError

    chosen = parse(representation)
    if len(chosen.parts) < 2:
        raise LookalikeError(f"{representation} has one part, and so nothing to weigh: join several with +.")
    labelled = Dataset.read(dataset)
    with progress(f"Describing for {representation}") as update:
        parts = FileScorer(chosen, pictures(learn_on or []), seed, update).parts(labelled.paths(labelled.database))
    found = weighed(labelled, chosen, parts, seed)
    if json:
        show_json(_object(chosen, found))
        return
    _show(chosen, found)


def _object(chosen: Representation, found: Weighed) -> dict[str, object]:
    return {
        "representation": str(found.representation),
        "weights": {part.chain: weight for part, weight in zip(chosen.parts, found.weights, strict=True)},
        "mAP": {"learnt_on": found.learnt, "before": found.before, "after": found.after},
        "queries": found.queries,
    }


def _show(chosen: Representation, found: Weighed) -> None:
    heaviest = max(part.weight for part in chosen.parts)
    rows = [
        (part.chain, f"{part.weight / heaviest:.3f}", f"{weight:.3f}")
        for part, weight in zip(chosen.parts, found.weights, strict=True)
    ]
    show_table(("Part", "Before", "After"), rows, numeric=("Before", "After"))
    say(str(found.representation))
    note(
        f"mAP of the {found.queries:,} queries of the other half: {found.before:.3f} before, {found.after:.3f} after; "
        f"{found.learnt:.3f} on the half that the weights were learnt from."
    )
