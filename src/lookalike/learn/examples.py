"""What is learnt from: pictures, and which of them belong together."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from lookalike.collection.scan import Found, scan
from lookalike.types import LookalikeError

Pair = tuple[int, int]
Ints = npt.NDArray[np.int64]

_LIKED = {"1": True, "yes": True, "true": True, "0": False, "no": False, "false": False}


@dataclass(frozen=True, eq=False)
class Examples:
    """Pictures in groups that belong together.

    :param paths: N pictures.
    :param groups: (N,) int64, the group of each, from 0.
    :param names: of the groups, where they have some.
    :param against: pairs of groups that people have told apart.
    :param source: what they were taken from, in a few words.
    """

    paths: tuple[Path, ...]
    groups: Ints
    names: tuple[str, ...] = ()
    against: tuple[Pair, ...] = ()
    source: str = ""

    def __len__(self) -> int:
        return len(self.paths)

    @property
    def alone(self) -> bool:
        """Some picture has none that belongs to it, and learns from views of itself."""
        return bool((np.bincount(self.groups) == 1).any())

    @classmethod
    def labelled(cls, paths: Sequence[Path], labels: Sequence[str], source: str) -> Examples:
        """Pictures of one label belong together; those without a label are left out."""
        kept = [(path, label) for path, label in zip(paths, labels, strict=True) if label]
        if not kept:
            raise LookalikeError("No picture has a label to learn from: name folders of them, or leave labels out.")
        names, groups = np.unique([label for _, label in kept], return_inverse=True)
        return cls(tuple(path for path, _ in kept), groups.astype(np.int64), tuple(map(str, names)), source=source)

    @classmethod
    def folders(cls, roots: Sequence[Path]) -> Examples:
        """Pictures of one folder belong together."""
        found = [each for each in scan(roots) if isinstance(each, Found)]
        labels = [str(each.path.parent.relative_to(each.root.parent)) for each in found]
        return cls.labelled([each.path for each in found], labels, "folders")

    @classmethod
    def joined(
        cls, paths: Sequence[Path], pairs: Iterable[Pair], source: str, against: Iterable[Pair] = ()
    ) -> Examples:
        """Pictures that pairs join, directly or by way of others, belong together; all others are by themselves."""
        parent = list(range(len(paths)))

        def root(i: int) -> int:
            while parent[i] != i:
                parent[i] = parent[parent[i]]
                i = parent[i]
            return i

        for a, b in pairs:
            low, high = sorted((root(a), root(b)))
            parent[high] = low
        _, groups = np.unique([root(i) for i in range(len(paths))], return_inverse=True)
        apart = {(int(groups[a]), int(groups[b])) for a, b in against if groups[a] != groups[b]}
        return cls(tuple(paths), groups.astype(np.int64), (), tuple(sorted(apart)), source)

    @classmethod
    def feedback(cls, file: Path) -> Examples:
        """Pairs that people liked or not: a CSV file of the columns query, picture and liked (1 or 0).

        Paths are relative to the file's folder.

        :raises LookalikeError: it cannot be read, or lacks a column or a picture.
        """
        places: dict[Path, int] = {}
        told: dict[bool, list[Pair]] = {True: [], False: []}
        try:
            with file.open(encoding="utf-8-sig", newline="") as lines:
                for row in csv.DictReader(lines, restval=""):
                    pair = [places.setdefault(_picture(file, row, name), len(places)) for name in ("query", "picture")]
                    told[_liked(file, row)].append((pair[0], pair[1]))
        except (OSError, UnicodeDecodeError, csv.Error) as error:
            raise LookalikeError(f"Cannot read {file}: give a CSV file of query, picture and liked.") from error
        if not told[True]:
            raise LookalikeError(f"{file} has no pair that was liked: there is nothing to bring together.")
        return cls.joined(list(places), told[True], "feedback", told[False])

    def part(self, chosen: npt.NDArray[np.bool_]) -> Examples:
        """Some of the pictures, by a mask (N,)."""
        kept, groups = np.unique(self.groups[chosen], return_inverse=True)
        place = {int(group): i for i, group in enumerate(kept)}
        return Examples(
            tuple(path for path, take in zip(self.paths, chosen, strict=True) if take),
            groups.astype(np.int64),
            tuple(self.names[group] for group in kept) if self.names else (),
            tuple((place[a], place[b]) for a, b in self.against if a in place and b in place),
            self.source,
        )


def _picture(file: Path, row: dict[str, str], column: str) -> Path:
    path = file.parent / row.get(column, "")
    if not row.get(column) or not path.is_file():
        raise LookalikeError(f"{file} names no picture {row.get(column, column)!r} that is there: mend the line.")
    return path


def _liked(file: Path, row: dict[str, str]) -> bool:
    said = row.get("liked", "").strip().lower()
    if said not in _LIKED:
        raise LookalikeError(f"{file} says {said!r} under liked: write 1 or 0.")
    return _LIKED[said]


def held_out(examples: Examples, share: float, seed: int) -> npt.NDArray[np.bool_]:
    """A mask (N,) of the pictures that training does not see: whole groups, two at least.

    Where there are fewer than four groups, it is a share of the pictures of each.
    """
    rng = np.random.default_rng(seed)
    groups = int(examples.groups.max()) + 1
    if groups >= 4:
        chosen = rng.permutation(groups)[: max(2, round(share * groups))]
        return np.isin(examples.groups, chosen)
    mask = np.zeros(len(examples), np.bool_)
    for group in range(groups):
        members = rng.permutation(np.flatnonzero(examples.groups == group))
        mask[members[: max(2, round(share * len(members)))]] = True
    return mask
