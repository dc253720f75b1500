"""Follow detectors through sequences and changes."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence

import numpy as np

from lookalike.bench.invariance import sequences
from lookalike.bench.invariance.changes import CHANGES, Change, Pixels
from lookalike.bench.invariance.detectors import Detector
from lookalike.bench.invariance.figures import Figures, View, figures
from lookalike.bench.invariance.results import Curve, Followed
from lookalike.types import Image, Progress


class _Count:
    """Tells how many views have been taken of how many."""

    def __init__(self, total: int, update: Progress) -> None:
        self._done, self._total, self._update = 0, total, update

    def view(self, detector: Detector, image: Image) -> View:
        view = detector.view(image)
        self._done += 1
        self._update(self._done, self._total)
        return view


def followed(wanted: Sequence[sequences.Sequence], detectors: Sequence[Detector], update: Progress) -> list[Followed]:
    """The figures of every pair of every sequence.

    :raises LookalikeError: a picture cannot be read.
    """
    count = _Count(sum(1 + len(each.others) for each in wanted) * len(detectors), update)
    return [result for each in wanted for result in _follow(each, detectors, count)]


def _follow(sequence: sequences.Sequence, detectors: Sequence[Detector], count: _Count) -> list[Followed]:
    reference = sequences.read(sequence.reference)
    firsts = [count.view(detector, reference) for detector in detectors]
    pairs: dict[str, dict[str, Figures]] = {detector.name: {} for detector in detectors}
    for file, homography in sequence.others.items():
        image = sequences.read(file)
        for detector, first in zip(detectors, firsts, strict=True):
            pairs[detector.name][file.stem] = figures(first, count.view(detector, image), homography)
    return [Followed(sequence.name, name, found) for name, found in pairs.items()]


def curves(
    photographs: Mapping[str, Pixels],
    detectors: Sequence[Detector],
    update: Progress,
    changes: Sequence[Change] = tuple(CHANGES.values()),
) -> list[Curve]:
    """The figures of every change at every level, as means over the photographs."""
    views = sum(1 + len(change.levels) for change in changes)
    count = _Count(views * len(photographs) * len(detectors), update)
    found: dict[tuple[str, str], dict[float, list[Figures]]] = defaultdict(lambda: defaultdict(list))
    for pixels in photographs.values():
        for change in changes:
            unchanged = Image(np.ascontiguousarray(change.unchanged(pixels)))
            firsts = [count.view(detector, unchanged) for detector in detectors]
            for level in change.levels:
                changed = change.changed(pixels, level)
                image = Image(np.ascontiguousarray(changed.pixels))
                for detector, first in zip(detectors, firsts, strict=True):
                    measured = figures(first, count.view(detector, image), changed.homography)
                    found[change.name, detector.name][level].append(measured)
    return [
        Curve(change, detector, {level: Figures.mean(several) for level, several in levels.items()})
        for (change, detector), levels in found.items()
    ]
