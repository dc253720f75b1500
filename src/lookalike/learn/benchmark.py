"""Fine-tuning measured: ``python -m lookalike.learn.benchmark DATASET``.

A network is trained on one half of a dataset's classes, and the pictures of the other half are ranked for each
other, in five splits that are kept in ``splits/``. Beside it stand presets, and chains of them with whitening that
is learnt on the same half as training.
"""

from __future__ import annotations

import argparse
import csv
import json
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import numpy.typing as npt

from lookalike.bench.harness.datasets import Dataset
from lookalike.bench.harness.run import evaluate
from lookalike.engine.represent.scoring import FileScorer
from lookalike.learn.beside import in_three_sizes
from lookalike.learn.course import Curve
from lookalike.learn.examples import Examples
from lookalike.learn.finetune import taught
from lookalike.learn.looked import looked_at
from lookalike.learn.plan import Plan
from lookalike.reading import parse
from lookalike.types import LookalikeError

SPLITS = Path(__file__).parent / "splits"
_WHITE = "pca(d=256, whiten=0.5)"
_LITE0 = (
    '(cnn("efficientnet_lite0", pool="gem"{0}) >> {2}) + {1} * (cnn("efficientnet_lite0", layer="block15"{0}) >> {2})'
    ' + 0.25 * (cnn("efficientnet_lite0", layer="logits"{0}) >> relu() >> {2})'
)
_COLOR = "color_histogram(soft=False)"
RIVALS = {
    "deep": "deep",
    "deep_fine": "deep_fine",
    "deep, whitened": f"{_LITE0.format('', 0.5, _WHITE)} + 0.25 * {_COLOR}",
    "deep_fine, whitened": (
        f"{_LITE0.format('', 0.75, _WHITE)} + {_LITE0.format(', size=384', 0.75, _WHITE)} + 0.3 * {_COLOR}"
    ),
}
"""What can be had without training the network."""


class Quiet:
    """Tells on stderr that there is progress, at times."""

    def looking(self, done: int, total: int) -> None:
        if done % 100 == 0 or done == total:
            print(f"looked at {done} of {total}", file=sys.stderr)

    def epoch(self, curve: Curve, total: int) -> None:
        print(f"epoch {len(curve.loss) - 1}: {curve.loss[-1]:.4f} {curve.held_out[-1]:.4f}", file=sys.stderr)

    def again(self, done: int, total: int) -> None:
        pass


def splits(name: str) -> list[frozenset[str]]:
    """The classes that are trained on in each split of a dataset.

    :raises LookalikeError: there are no splits of it.
    """
    file = SPLITS / f"{name}.csv"
    if not file.is_file():
        known = ", ".join(sorted(path.stem for path in SPLITS.glob("*.csv")))
        raise LookalikeError(f"There are no splits of {name!r}: measure one of {known}.")
    with file.open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines))
    numbers = sorted({row["split"] for row in rows})
    return [frozenset(row["class"] for row in rows if row["split"] == n and row["part"] == "train") for n in numbers]


def half(dataset: Dataset, chosen: npt.NDArray[np.bool_]) -> Dataset:
    """A dataset of some of the entries."""
    return replace(dataset, entries=tuple(e for e, take in zip(dataset.entries, chosen, strict=True) if take))


def precision(dataset: Dataset, spec: str, learn_on: Sequence[Path]) -> float:
    """Mean average precision of a representation."""
    scorer = FileScorer(parse(spec), list(learn_on), 0)
    return evaluate(dataset, scorer, representation=spec, learnt_on="", command="").measures["mAP"]


def measured(dataset: Dataset, plan: Plan, labels: bool, rivals: Mapping[str, str]) -> dict[str, list[float]]:
    """Mean average precision on the test half of every split, by what was measured.

    "share" is the fine-tuned network's of a score, as training chose it; "seconds" are the processor's, of training.
    """
    names = [entry.labels[0] for entry in dataset.entries]
    everything = Examples.labelled(dataset.paths(np.arange(len(names))), names, "labels")
    alone = Examples.joined(everything.paths, [], "views")
    trainee = plan.trainee()
    begun = time.process_time()
    looked = looked_at(
        trainee, everything if labels else alone, plan.size, plan.views, plan.seed, plan.sketch, Quiet().looking
    )
    looking = time.process_time() - begun
    figures: dict[str, list[float]] = {name: [] for name in (*rivals, "fine-tuned", "by itself", "share", "seconds")}
    for chosen in splits(dataset.name):
        train = np.isin(names, list(chosen))
        test = half(dataset, ~train)
        learn_on = [path for path, take in zip(everything.paths, train, strict=True) if take]
        for rival, spec in rivals.items():
            figures[rival].append(precision(test, spec, learn_on))
        with TemporaryDirectory() as folder:
            file = Path(folder) / "tuned.onnx"
            begun = time.process_time()
            card = taught(
                trainee, looked.part(train), (everything if labels else alone).part(train), plan, file, Quiet()
            )
            figures["seconds"].append(time.process_time() - begun + looking * float(train.mean()))
            itself = in_three_sizes(plan.size).format(repr(str(file)))
            best = card.representation.format(repr(str(file)))
            figures["by itself"].append(precision(test, itself, []))
            figures["fine-tuned"].append(figures["by itself"][-1] if best == itself else precision(test, best, []))
            figures["share"].append(card.figures.get("share", 1.0) or 0.0)
    return figures


def table(figures: Mapping[str, Sequence[float]]) -> str:
    """Markdown: a row for each representation, a column for each split, and the mean."""
    width = len(next(iter(figures.values())))
    lines = [f"| | mean | {' | '.join(f'split {i}' for i in range(width))} |", f"|---|{'---|' * (width + 1)}"]
    for name, values in figures.items():
        form = ".0f" if name == "seconds" else ".3f"
        lines.append(f"| {name} | {np.mean(values):{form}} | {' | '.join(f'{v:{form}}' for v in values)} |")
    return "\n".join(lines)


@dataclass(frozen=True)
class _Arguments:
    dataset: str
    without_labels: bool
    rivals: bool
    json: Path | None


def main(arguments: Sequence[str] | None = None) -> None:
    """Measure and print a table."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("dataset", help="corel1k, dtd400 or ukbench500, or the path of one")
    parser.add_argument("--without-labels", action="store_true", help="train on views of the pictures")
    parser.add_argument("--no-rivals", dest="rivals", action="store_false", help="leave presets out")
    parser.add_argument("--frozen", default="", help="the last layer that stays as it is")
    parser.add_argument("--layers", default="", help="layers to join, with commas")
    parser.add_argument("--loss", default="multi_similarity")
    parser.add_argument("--views", type=int, default=Plan.views)
    parser.add_argument("--json", type=Path, help="save the figures")
    given = parser.parse_args(arguments)
    layers = tuple(given.layers.split(",")) if given.layers else ()
    plan = Plan(layers=layers, frozen=given.frozen, views=given.views, pace=replace(Plan().pace, loss=given.loss))
    figures = measured(Dataset.read(given.dataset), plan, not given.without_labels, RIVALS if given.rivals else {})
    if given.json:
        given.json.write_text(json.dumps(figures, indent=2))
    print(table(figures))


if __name__ == "__main__":
    main()
