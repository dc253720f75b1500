"""What the laboratory has found."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any, NamedTuple

from lookalike.bench.invariance.changes import CHANGES, Change
from lookalike.bench.invariance.figures import Figures

OVERALL = "all pairs"

HOLDS = 0.5
"""A change is survived as long as this share of what matches at its mildest level matches."""


@dataclass(frozen=True)
class Followed:
    """A detector on a sequence.

    :param pairs: figures by the name of the picture that the reference was compared with.
    """

    sequence: str
    detector: str
    pairs: Mapping[str, Figures]

    @property
    def mean(self) -> Figures:
        return Figures.mean(list(self.pairs.values()))

    def to_json(self) -> dict[str, Any]:
        """One object of JSON's own types."""
        pairs = {name: figures.to_json() for name, figures in self.pairs.items()}
        return {
            "sequence": self.sequence,
            "representation": self.detector,
            "mean": self.mean.to_json(),
            "pairs": pairs,
        }


class Limit(NamedTuple):
    """The strongest level on one side of a change that a detector survives.

    :param last: it is the strongest of all that were tried.
    """

    level: float
    last: bool


@dataclass(frozen=True)
class Curve:
    """A detector under a change: the means over the photographs at each of its levels."""

    change: str
    detector: str
    levels: Mapping[float, Figures]

    @property
    def what(self) -> Change:
        return CHANGES[self.change]

    def matched(self, level: float) -> float:
        """Matches within 3 px as a share of the features that there were to be found again.

        These are the unchanged picture's in the part that both show; where the change leaves fewer by
        its nature, as a smaller picture does, the smaller number of both.
        """
        figures = self.levels[level]
        fewer = min(figures.common_first, figures.common_second)
        there = fewer if self.what.shows_less else figures.common_first
        return figures.close / there if there else 0.0

    @property
    def limits(self) -> list[Limit | None]:
        """For each side of the change how far it is survived; None: nothing matches at the mildest level.

        Beyond the first level that is not survived none is.
        """
        return [self._limit(side) for side in self.what.sides]

    def _limit(self, side: Sequence[float]) -> Limit | None:
        mildest = self.matched(side[0])
        if not mildest:
            return None
        survived = [self.matched(level) >= HOLDS * mildest for level in side]
        count = len(side) if all(survived) else survived.index(False)
        return Limit(side[count - 1], count == len(side))

    def to_json(self) -> dict[str, Any]:
        """One object of JSON's own types."""
        levels = [
            {"level": level, "matched": self.matched(level), **figures.to_json()}
            for level, figures in self.levels.items()
        ]
        return {
            "change": self.change,
            "unit": self.what.unit,
            "representation": self.detector,
            "holds_to": [limit and limit._asdict() for limit in self.limits],
            "levels": levels,
        }


@dataclass(frozen=True)
class Findings:
    """All that was measured.

    :param commands: gives the same figures again, by the detector; ``command`` gives all of them.
    :param photographs: the names of those that were changed.
    """

    followed: Sequence[Followed]
    curves: Sequence[Curve]
    command: str
    commands: Mapping[str, str]
    photographs: Sequence[str]
    versions: Mapping[str, str]

    @property
    def detectors(self) -> list[str]:
        return list(self.commands)

    @property
    def software(self) -> str:
        """The versions in words."""
        return ", ".join(f"{package} {number}" for package, number in self.versions.items())

    @property
    def table(self) -> dict[str, dict[str, Figures]]:
        """Means by sequence and detector, and over the pairs of all sequences if there are several."""
        means: dict[str, dict[str, Figures]] = {}
        for each in self.followed:
            means.setdefault(each.sequence, {})[each.detector] = each.mean
        if len(means) > 1:
            means[OVERALL] = {name: self._overall(name) for name in self.detectors}
        return means

    def _overall(self, detector: str) -> Figures:
        return Figures.mean([f for each in self.followed if each.detector == detector for f in each.pairs.values()])

    @property
    def limits(self) -> dict[str, dict[str, list[Limit | None]]]:
        """How far changes are survived, by detector and change."""
        found: dict[str, dict[str, list[Limit | None]]] = {}
        for curve in self.curves:
            found.setdefault(curve.detector, {})[curve.change] = curve.limits
        return found

    def to_json(self) -> dict[str, Any]:
        """One object of JSON's own types."""
        return {
            "command": self.command,
            "commands": dict(self.commands),
            "sequences": [each.to_json() for each in self.followed],
            "overall": {name: asdict(figures) for name, figures in self.table.get(OVERALL, {}).items()},
            "photographs": list(self.photographs),
            "synthetic": [curve.to_json() for curve in self.curves],
            "versions": dict(self.versions),
        }
