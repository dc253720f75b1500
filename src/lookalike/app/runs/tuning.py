"""Fine-tuning for ``lookalike finetune``: what is learnt from, how far it is, and what came of it."""

from __future__ import annotations

import importlib
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from lookalike.app.output import note, show_json, show_table, write
from lookalike.app.progress import progress
from lookalike.types import LookalikeError, Progress

if TYPE_CHECKING:
    from lookalike.learn.card import Card
    from lookalike.learn.course import Curve
    from lookalike.learn.examples import Examples

ENDING = ".onnx"

_STYLE = (
    "text {font: 11px sans-serif} .axis {stroke: #ccc} .curve {fill: none; stroke: currentColor; stroke-width: 1.5}"
    " .mark {fill: currentColor} .c0 {color: #1f77b4} .c1 {color: #d62728}"
)


class Wanted(NamedTuple):
    """What is learnt from, and what is written."""

    paths: Sequence[Path]
    learn_from: str | None
    feedback: Path | None
    output: Path
    curve: Path | None


class _Told:
    """Tells on stderr how far training is."""

    def __init__(self, looking: Progress) -> None:
        self.looking = looking

    def epoch(self, curve: Curve, total: int) -> None:
        number = len(curve.loss) - 1
        note(f"Epoch {number} of {total} at the most: loss {curve.loss[-1]:.4f}, mAP {curve.held_out[-1]:.4f}")

    def again(self, done: int, total: int) -> None:
        note(f"With all pictures: epoch {done} of {total}")


def finetuned(wanted: Wanted, json: bool, *, pace: Mapping[str, Any], **plan: Any) -> None:
    """Train, and tell what came of it.

    :raises LookalikeError: PyTorch is missing, or pictures or names cannot be used.
    """
    if wanted.output.suffix != ENDING:
        raise LookalikeError(f"--output ends in {ENDING}, and {wanted.output} does not: give it that ending.")
    if wanted.learn_from == "names":
        _named(wanted, json, plan)
        return
    try:
        # Our own package first: it says how PyTorch's threads wait, which PyTorch reads when it is imported.
        for needed in ("lookalike.learn", "torch", "pytorch_metric_learning"):
            importlib.import_module(needed)
    except ImportError as error:
        raise LookalikeError("Fine-tuning needs PyTorch: pip install 'lookalike[train]'.") from error
    from lookalike.learn.course import Pace
    from lookalike.learn.finetune import finetune
    from lookalike.learn.plan import Plan

    made = Plan(pace=Pace(**pace), **plan)
    made.trainee()
    examples = _examples(wanted)
    with progress("Looking at") as update:
        card = finetune(examples, made, wanted.output, _Told(update))
    if wanted.curve is not None:
        write(wanted.curve, _drawn(card))
    if json:
        show_json(asdict(card))
    else:
        _show(card, wanted.output)


def _named(wanted: Wanted, json: bool, plan: Mapping[str, Any]) -> None:
    """Learn from drawings by their names, in one step and without PyTorch."""
    from lookalike.learn.named import named
    from lookalike.learn.sketching import Plan, sketching

    if not plan["sketch"] or plan["frozen"] or plan["d"] or wanted.feedback or wanted.curve:
        raise LookalikeError(
            "--from names is for --sketch and learns in one step: leave out --frozen, --d, --feedback and --curve."
        )
    if not plan["views"]:
        raise LookalikeError("--from names learns from drawings that it makes: ask for one of each or more by --views.")
    if not wanted.paths:
        raise LookalikeError("There is nothing to learn from: name folders of drawings.")
    made = Plan(**{name: plan[name] for name in ("network", "layers", "size", "views", "seed")})
    with progress("Looking at") as update:
        card = sketching(list(named(wanted.paths)), made, wanted.output, update)
    if json:
        show_json(asdict(card))
        return
    note(f"{card.pictures:,} pictures, drawings of {card.groups:,} names among them.")
    note(f"What drawings show that were held out: mean reciprocal rank {card.figures['best']:.3f} among all names.")
    note(f"Wrote {wanted.output}: use it as drawn_concepts({str(wanted.output)!r}), best with the preset sketch.")


def _examples(wanted: Wanted) -> Examples:
    from lookalike.app.runs.measuring import pictures
    from lookalike.bench.harness.datasets import Dataset
    from lookalike.collection.labels import GROUND_TRUTH
    from lookalike.learn.examples import Examples

    if wanted.feedback is not None:
        if wanted.paths or wanted.learn_from:
            raise LookalikeError("--feedback names its own pictures: leave out the paths and --from.")
        return Examples.feedback(wanted.feedback)
    if not wanted.paths:
        raise LookalikeError("There is nothing to learn from: name folders of pictures, or a file as --feedback.")
    labelled = all((path / GROUND_TRUTH).is_file() for path in wanted.paths)
    source = wanted.learn_from or ("labels" if labelled else "folders")
    if source == "labels":
        datasets = [Dataset.read(path) for path in wanted.paths]
        entries = [(dataset.folder / e.path, "|".join(e.labels)) for dataset in datasets for e in dataset.entries]
        return Examples.labelled([path for path, _ in entries], [label for _, label in entries], source)
    if source == "folders":
        return Examples.folders(wanted.paths)
    files = sorted(pictures(wanted.paths))
    if source == "views":
        return Examples.joined(files, [], source)
    from lookalike.learn.mined import mined

    with progress("Comparing") as update:
        return Examples.joined(files, mined(files, update), source)


def _show(card: Card, output: Path) -> None:
    figures = {name: "" if value is None else f"{value:.3f}" for name, value in card.figures.items()}
    show_table(
        ("mAP on held-out pictures", "layers as they are", "learnt whitening", "trained"),
        [(card.source, figures["untrained"], figures["start"], figures["best"])],
    )
    note(f"{card.pictures:,} pictures of {card.groups:,} groups, {card.figures['epochs']} epochs were best.")
    if "{}" in card.representation:
        note(f"Wrote {output}: use it as {card.representation.format(repr(str(output)))}")
    else:
        note(
            f"Wrote {output}, but on held-out pictures it adds nothing to the preset {card.representation}: keep that."
        )


def _drawn(card: Card) -> str:
    """Precision of each epoch, and loss as a share of the largest, as SVG."""
    from lookalike.app.pages.curves import Lines, marks, svg

    precisions, losses = ([value or 0.0 for value in card.curve[name]] for name in ("held_out", "loss"))
    most = max(losses) or 1.0
    lines = {"mAP, held out": precisions, "loss, of its largest": [value / most for value in losses]}
    step = max(1, len(precisions) // 10)
    ticks = [str(place) if place % step == 0 else "" for place in range(len(precisions))]
    opening, closing, drawn = svg(Lines("epoch", "mAP (blue) and loss (red)", ticks, lines), list(lines)).partition(">")
    return f'{opening} xmlns="http://www.w3.org/2000/svg"{closing}<style>{_STYLE}</style>{marks()}{drawn}'
