"""Groups of duplicates, and which file of each is to be kept."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import NamedTuple

import numpy as np

from lookalike.collection.paths import text_path
from lookalike.engine.duplicates.finding import Joined, Near
from lookalike.engine.duplicates.values import File, Group, Pair
from lookalike.types import Record

_WHOLE = np.array([(0, 0), (1, 0), (1, 1), (0, 1)], np.float32)

_MADE = re.compile(
    r"\bcopy\b|\(\d+\)|[-_ ](edit(ed)?|small|thumb(nail)?|resized|crop(ped)?|copy)\b|~\d*$", re.IGNORECASE
)
"""What programs and people add to the names of copies."""


class _Merit(NamedTuple):
    """What speaks for keeping a file, the weightiest first; and how that is said of the best."""

    says: str
    of: Callable[[File], float]


def grouped(records: Mapping[str, Record], proven: Sequence[Near]) -> list[Group]:
    """The groups of duplicates among some images, by their ids, the largest first.

    :param proven: pairs of them that show the same.
    """
    joined = Joined()
    for near in proven:
        joined.join(near.one, near.other)
    evidence: dict[str, list[Near]] = defaultdict(list)
    for near in proven:
        evidence[joined.root(near.one)].append(near)
    alone = (record for id, record in records.items() if record.copies and joined.root(id) not in evidence)
    groups = [_group([], [record]) for record in alone]
    for pairs in evidence.values():
        known = dict.fromkeys(id for near in pairs for id in (near.one, near.other))
        groups.append(_group(pairs, [records[id] for id in known]))
    return sorted(groups, key=lambda group: (-len(group.files), group.keep.path))


def _group(near: Sequence[Near], records: Sequence[Record]) -> Group:
    paths = {record.id: record.path for record in records}
    pairs = [*_copies(records), *(_pair(each, paths) for each in near)]
    files = [File(path, record) for record in records for path in (record.path, *record.copies)]
    merits = _merits(near)
    ranked = sorted(files, key=lambda file: ([-merit.of(file) for merit in merits], file.path))
    return Group(tuple(ranked), _reason(ranked, merits), tuple(pairs))


def _copies(records: Iterable[Record]) -> Iterable[Pair]:
    for record in records:
        for path in record.copies:
            yield Pair(record.path, path, ("copy",), 1.0, 1.0, None, None, _WHOLE)


def _pair(near: Near, paths: dict[str, str]) -> Pair:
    verdict = near.verdict
    assert verdict is not None
    reverse = verdict.made < 0
    one, other = (near.other, near.one) if reverse else (near.one, near.other)
    outline = verdict.outline(reverse=not reverse)
    return Pair(
        paths[one],
        paths[other],
        verdict.kinds,
        near.similarity,
        verdict.structure,
        verdict.exact,
        near.inliers,
        outline,
    )


def _merits(near: Sequence[Near]) -> list[_Merit]:
    made = {"bordered": set[str](), "cropped": set[str]()}
    for each in near:
        if each.verdict is not None and each.verdict.made:
            derived = each.other if each.verdict.made > 0 else each.one
            for kind, those in made.items():
                if kind in each.verdict.kinds:
                    those.add(derived)
    return [
        _Merit("without a border", lambda file: file.record.id not in made["bordered"]),
        _Merit("the whole picture", lambda file: file.record.id not in made["cropped"]),
        _Merit("the most pixels", lambda file: file.record.facts.width * file.record.facts.height),
        _Merit("what the camera wrote", lambda file: _known(file.record)),
        _Merit("the largest file", lambda file: file.record.bytes),
        _Merit("the plainest name", lambda file: not _MADE.search(text_path(file.path).stem)),
        _Merit("the shortest name", lambda file: -len(text_path(file.path).name)),
    ]


def _known(record: Record) -> int:
    facts = record.facts
    return sum(fact is not None for fact in (facts.taken, facts.camera, facts.latitude))


def _reason(ranked: Sequence[File], merits: Sequence[_Merit]) -> str:
    """The first merit by which the best file is before the second."""
    first, second = ranked[:2]
    return next((merit.says for merit in merits if merit.of(first) != merit.of(second)), "the first by name")
