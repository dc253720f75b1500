"""Pairs of pictures that were made of each other, among those that the representation finds near."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from lookalike.engine.duplicates.judging import Small, Verdict, judged, simply
from lookalike.engine.duplicates.pictures import Pictures, Points
from lookalike.engine.offline.keeping import Archive
from lookalike.engine.online.anew import Likeness
from lookalike.engine.represent.parallel import in_parallel
from lookalike.rerank.alike.nearby import Neighbors, Places
from lookalike.rerank.geometry.laying import Plane, boxes
from lookalike.types import Bytes, Floats, Progress

NEIGHBORS = 8
"""So many of the nearest of each picture are looked at."""

_BLOCK = 1024


class Near:
    """Two images that may show the same; ``verdict`` and ``inliers`` are found out."""

    def __init__(self, one: str, other: str, similarity: float) -> None:
        self.one, self.other, self.similarity = one, other, similarity
        self.verdict: Verdict | None = None
        self.inliers: int | None = None


class Joined:
    """Which images belong to one group."""

    def __init__(self) -> None:
        self._above: dict[str, str] = {}

    def root(self, id: str) -> str:
        """What stands for the group of an image."""
        path = []
        while (above := self._above.get(id, id)) != id:
            path.append(id)
            id = above
        self._above.update(dict.fromkeys(path, id))
        return id

    def join(self, one: str, other: str) -> None:
        self._above[self.root(other)] = self.root(one)


def candidates(archive: Archive, ids: Sequence[str]) -> list[Near]:
    """Every image with its nearest ones among the given, the most alike first."""
    if len(ids) < 2:
        return []
    places, similarities = _nearest(archive, ids)
    pairs: dict[tuple[int, int], float] = {}
    for i, (row, scores) in enumerate(zip(places.tolist(), similarities.tolist(), strict=True)):
        near = [(j, score) for j, score in zip(row, scores, strict=True) if j >= 0][:NEIGHBORS]
        pairs |= {(min(i, j), max(i, j)): score for j, score in near}
    order = sorted(pairs.items(), key=lambda item: (-item[1], item[0]))
    return [Near(ids[i], ids[j], score) for (i, j), score in order]


def _nearest(archive: Archive, ids: Sequence[str]) -> tuple[Places, Floats]:
    kept = archive.graph.among(ids) if archive.graph.possible() else None
    if kept is not None:
        return kept
    found = Neighbors.of(Likeness(archive, ids).compare, len(ids), NEIGHBORS)
    return found.places, found.similarities


class Finder:
    """Looks at pairs: first at the whole pictures, then at what local features say."""

    def __init__(self, archive: Archive) -> None:
        self._pictures = Pictures(archive.store)
        self._joined = Joined()

    def found(self, pairs: Sequence[Near], progress: Progress) -> list[Near]:
        """Those that show the same, as many as connect each group."""
        proven: list[Near] = []
        open_: list[Near] = []
        done, total = 0, 2 * len(pairs)
        for block in _blocks(pairs):
            said = self._simply(block)
            proven += self._taken(said)
            open_ += [pair for pair in said if pair.verdict is None]
            done += len(block)
            progress(done, total)
        done += len(pairs) - len(open_)
        for block in _blocks(open_):
            proven += self._taken(self._by_features(block))
            done += len(block)
            progress(done, total)
        return proven

    def _apart(self, pairs: Sequence[Near]) -> list[Near]:
        return [pair for pair in pairs if self._joined.root(pair.one) != self._joined.root(pair.other)]

    def _taken(self, pairs: Sequence[Near]) -> Iterator[Near]:
        for pair in pairs:
            if pair.verdict is not None and self._joined.root(pair.one) != self._joined.root(pair.other):
                self._joined.join(pair.one, pair.other)
                yield pair

    def _simply(self, block: Sequence[Near]) -> list[Near]:
        apart = self._apart(block)
        small = self._pictures.small.of([id for pair in apart for id in (pair.one, pair.other)])
        verdicts = in_parallel(lambda pair: simply(small[pair.one], small[pair.other]), apart)
        for pair, verdict in zip(apart, verdicts, strict=True):
            pair.verdict = verdict
        return apart

    def _by_features(self, block: Sequence[Near]) -> list[Near]:
        apart = self._apart(block)
        ids = [id for pair in apart for id in (pair.one, pair.other)]
        small, points = self._pictures.small.of(ids), self._pictures.points.of(ids)
        sound = [pair for pair in apart if pair.one in points and pair.other in points]

        def work(pair: Near) -> tuple[Verdict, int] | None:
            return matched((small[pair.one], points[pair.one]), (small[pair.other], points[pair.other]))

        for pair, found in zip(sound, in_parallel(work, sound), strict=True):
            if found is not None:
                pair.verdict, pair.inliers = found
        return sound


def matched(one: tuple[Small, Points], other: tuple[Small, Points]) -> tuple[Verdict, int] | None:
    """Lay a picture over another, or its mirror image, as their local features say; and how many of these agree."""
    from lookalike.rerank.geometry.verify import best_of

    (our_small, our_points), (their_small, their_points) = one, other
    ours, theirs = _resized(our_small.pixels, our_points), _resized(their_small.pixels, their_points)
    for mirrored in (False, True):
        found = best_of(our_points.features(mirrored), their_points.features(), model="affinity")
        if found is None or not found.significant:
            continue
        back = _mirror(our_points.size[0]) if mirrored else np.eye(3)
        laid = theirs @ found.transform @ back @ np.linalg.inv(ours)
        verdict = judged(our_small, their_small, laid)
        if verdict is not None:
            return verdict, len(found.inliers)
    return None


def _mirror(width: int) -> Plane:
    return np.array([[-1.0, 0, width - 1], [0, 1, 0], [0, 0, 1]])


def _resized(small: Bytes, points: Points) -> Plane:
    """From pixels of the picture to those of its small one."""
    return boxes((0, 0, *points.size), (0, 0, small.shape[1], small.shape[0]))


def _blocks(pairs: Sequence[Near]) -> Iterator[Sequence[Near]]:
    for start in range(0, len(pairs), _BLOCK):
        yield pairs[start : start + _BLOCK]
