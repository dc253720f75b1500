"""How well a search tells what matches, and that nothing does: ``python -m lookalike.bench.cutoff FOLDER``.

The folder is a dataset each of whose pictures is a query and ranked, with one label. It is measured as it is, each
picture against all others; and with every second label taken out of the database, whose pictures are asked all the same
and should find nothing. What the probabilities are learnt from is the database alone, without its labels. The rival is
the one fixed threshold of scores that is best on another dataset, ``--rival FOLDER``, as it is.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self

import numpy as np
import numpy.typing as npt

from lookalike.bench.harness.datasets import Dataset, DatasetError
from lookalike.bench.harness.measures import Bools, Values
from lookalike.engine.represent.scoring import FileScorer
from lookalike.engine.represent.trained import represented
from lookalike.presets import DEFAULT_PRESET
from lookalike.rerank.cutoff import RELEVANT, Cutoff, around, standing
from lookalike.types import Floats, LookalikeError

PAGE = 20
"""Calibration is that of so many first hits of every query."""

_CLASSES = 10
_THRESHOLDS = np.linspace(0, 1, 201)


@dataclass(frozen=True, eq=False)
class Asked:
    """Queries against a database.

    :param scores: (Q, N) float32; -inf for the query itself.
    :param relevance: (Q, N), False for the query itself.
    :param usual: (N, N) float32, scores of the database's pictures against each other; -inf on the diagonal.
    """

    scores: Floats
    relevance: Bools
    usual: Floats

    @classmethod
    def of(cls, scores: Floats, same: Bools, database: Bools) -> Self:
        """All pictures against some of them.

        :param scores, same: (P, P) of all pictures against each other, and whether they share a label.
        :param database: (P,), those that are ranked.
        """
        itself = np.eye(len(scores), dtype=np.bool_)
        ranked = np.where(itself, np.float32(-np.inf), scores)[:, database]
        return cls(ranked, (same & ~itself)[:, database], ranked[database])

    def judged(self) -> Values:
        """(Q, N): how likely each is a match."""
        crowd = around(self.usual)
        usual, asked = standing(self.usual, crowd), standing(self.scores, crowd)
        cutoff = Cutoff.of(usual[np.isfinite(usual)])
        return np.where(np.isfinite(asked), cutoff.probability(asked), 0)


def figures(asked: Asked, threshold: float) -> dict[str, Any]:
    """What is measured; ``threshold`` is the rival's.

    F1 is that of the whole set of answers, all queries together (micro) and as the mean over queries, of which one
    that rightly finds nothing counts as 1.
    """
    likely = asked.judged()
    found, rival = likely >= RELEVANT, asked.scores >= threshold
    first = np.argsort(-asked.scores, axis=1, kind="stable")[:, :PAGE]
    shown = np.take_along_axis(likely, first, 1).ravel()
    right = np.take_along_axis(asked.relevance, first, 1).ravel()
    measured = {
        "F1 micro": f1(found, asked.relevance),
        "F1 mean": mean_f1(found, asked.relevance),
        "threshold F1 micro": f1(rival, asked.relevance),
        "threshold F1 mean": mean_f1(rival, asked.relevance),
        "Brier": float(((shown - right) ** 2).mean()),
        "ECE": calibration_error(shown, right),
        "reliability": reliability(shown, right),
    }
    present = np.asarray(asked.relevance.any(axis=1))
    return measured if present.all() else {"AUROC": auroc(likely.max(axis=1), present), **measured}


def f1(found: Bools, relevance: Bools) -> float:
    """Of all answers of all queries together; 0 to 1."""
    return float(2 * (found & relevance).sum() / max(1, found.sum() + relevance.sum()))


def mean_f1(found: Bools, relevance: Bools) -> float:
    """The mean over queries; 1 where nothing is rightly found, 0 to 1."""
    sizes = found.sum(axis=1) + relevance.sum(axis=1)
    both = 2 * (found & relevance).sum(axis=1)
    return float(np.where(sizes > 0, both / np.maximum(sizes, 1), 1).mean())


def auroc(scores: Values, positive: Bools) -> float:
    """The chance that a positive scores higher than a negative, ties counting half."""
    above, below = scores[positive][:, None], scores[~positive][None]
    return float((above > below).mean() + (above == below).mean() / 2)


def calibration_error(likely: Values, right: Bools) -> float:
    """Expected calibration error in ten classes of equal width (Naeini, Cooper & Hauskrecht, AAAI 2015)."""
    classes = _classes(likely)
    gaps = [abs(float((likely - right)[classes == each].sum())) for each in range(_CLASSES)]
    return sum(gaps) / len(likely)


def reliability(likely: Values, right: Bools) -> list[dict[str, float]]:
    """For the same classes, but empty ones: the mean probability, the share that is right, and how many there are."""
    classes = _classes(likely)
    chosen = (classes == each for each in np.unique(classes))
    return [
        {"told": round(float(likely[c].mean()), 3), "right": round(float(right[c].mean()), 3), "hits": int(c.sum())}
        for c in chosen
    ]


def _classes(likely: Values) -> npt.NDArray[np.intp]:
    return np.minimum((likely * _CLASSES).astype(np.intp), _CLASSES - 1)


def best_threshold(asked: Asked) -> float:
    """The threshold of scores, to 0.005, whose micro F1 is best."""
    return float(max(_THRESHOLDS, key=lambda threshold: f1(asked.scores >= threshold, asked.relevance)))


def compared(dataset: Dataset, representation: str) -> tuple[Floats, Bools]:
    """Scores (P, P) of all pictures against each other, and whether they share a label.

    :raises DatasetError: not every picture is a query and ranked, with one label.
    """
    if not dataset.has_classes:
        raise DatasetError(f"{dataset.name} cannot be halved: each picture needs one label and the role 'both'.")
    paths = dataset.paths(dataset.database)
    labels = np.array([entry.labels[0] for entry in dataset.entries])
    return FileScorer(represented(representation)).similarities(paths, paths).scores, labels[:, None] == labels


def every_second(same: Bools) -> Bools:
    """(P,): the pictures of every second label, in the order in which labels first come."""
    first = same.argmax(axis=1)
    return np.asarray(np.unique(first, return_inverse=True)[1] % 2 == 0)


def main(arguments: Sequence[str] | None = None) -> None:
    """Print the figures as JSON."""
    parser = argparse.ArgumentParser(prog="python -m lookalike.bench.cutoff", description=__doc__)
    parser.add_argument("folder", type=Path, help="a dataset, there or under $LOOKALIKE_DATA")
    parser.add_argument("--rival", type=Path, default=Path("corel1k"), help="where the fixed threshold comes from")
    parser.add_argument("-r", "--representation", default=DEFAULT_PRESET)
    options = parser.parse_args(arguments)
    scores, same = compared(Dataset.read(options.rival), options.representation)
    threshold = best_threshold(Asked.of(scores, same, np.ones(len(scores), np.bool_)))
    scores, same = compared(Dataset.read(options.folder), options.representation)
    cases = {"all in the database": np.ones(len(scores), np.bool_), "half of the labels removed": every_second(same)}
    measured = {name: figures(Asked.of(scores, same, kept), threshold) for name, kept in cases.items()}
    print(json.dumps({"threshold": threshold} | measured, indent=2))


if __name__ == "__main__":
    try:
        main()
    except LookalikeError as error:
        sys.exit(f"Error: {error}")
