"""Online: what geometry finds of examples in the first hits."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from lookalike.collection.decode import read_picture
from lookalike.collection.paths import text_path
from lookalike.engine.offline.keeping import Archive
from lookalike.engine.online.naming import is_id
from lookalike.engine.online.pictures import Pictures
from lookalike.engine.online.ranking import Example
from lookalike.engine.represent.describing import Describer, HasPixels, Pixels, Pointer, Signer
from lookalike.engine.represent.parallel import in_parallel
from lookalike.query.base import Spoken
from lookalike.query.example import Region
from lookalike.rerank.geometric import Geometric
from lookalike.types import Features, Floats, Image, LookalikeError, Match

if TYPE_CHECKING:
    from lookalike.rerank.geometry.verify import Verified

_WHOLE = np.array([(0, 0), (1, 0), (1, 1), (0, 1)], np.float32)


@dataclass(frozen=True, eq=False)
class Sought:
    """An example, or its reflection, as geometry looks for it.

    :param points: its local features.
    :param outline: (P, 2) float64, its corners in pixels of the example.
    :param back: (3, 3) float64, from pixels of ``points`` to pixels of the example: a reflection, or nothing.
    """

    points: Features
    outline: npt.NDArray[np.float64]
    back: npt.NDArray[np.float64]


class Geometry:
    """Finds examples in images as a :class:`Geometric` reranker does."""

    def __init__(self, archive: Archive, describer: Describer, reranker: Geometric, pictures: Pictures) -> None:
        self._archive, self._describer, self._reranker, self._pictures = archive, describer, reranker, pictures

    def found(
        self, ids: Sequence[str], wanted: Sequence[Example], said: Sequence[Features | None]
    ) -> dict[str, tuple[Verified, Match | None]]:
        """What is found of the wanted examples in images, by their ids; and where, if that is beyond chance.

        An example counts where it is found best, if there are several.

        :param said: the examples' local features, as far as they are known.
        :raises LookalikeError: an example cannot be read, or there is no picture among them.
        """
        if not wanted:
            raise LookalikeError("Geometry looks for pictures, and the query wants none: leave out rerank.")
        sought = [each for example, points in zip(wanted, said, strict=True) for each in self._sought(example, points)]
        signer = Signer.of(self._describer.representation)
        points = self._points(ids) if signer is None else self._archive.polls[signer.place].points_of(ids)
        there = [id for id in ids if id in points]
        candidates = [points[id] for id in there]

        def descriptors(places: Sequence[int]) -> list[Features]:
            some = self._points([there[place] for place in places])
            return [some[there[place]] for place in places]

        def seen(points: Features) -> Sequence[Verified | None]:
            if signer is None:
                return self._reranker.verified(points, candidates)
            return self._reranker.narrowed(points, signer.encoder.encode_query(points), candidates, descriptors)

        verified = [seen(each.points) for each in sought]
        best = {id: _best(sought, each) for id, each in zip(there, zip(*verified, strict=True), strict=False)}
        return {id: (each[1], _match(*each, points[id])) for id, each in best.items() if each is not None}

    @cached_property
    def _pointer(self) -> Pointer:
        """What gives local features, as the stored ones were given where there are any."""
        return Pointer.of(self._describer.representation)

    def _sought(self, example: Example, points: Features | None) -> list[Sought]:
        if isinstance(example, Spoken):
            raise LookalikeError(f"Geometry looks for pictures, not for {example}: leave out rerank.")
        if isinstance(example, str) and is_id(example):
            return self._known(example, points)
        if isinstance(example, Region):
            return self._seen(self._pictures.of(example.picture), example, points)
        return self._seen(self._pictures.of(example), None, points)

    def _known(self, id: str, points: Features | None) -> list[Sought]:
        """An image of the collection, of which local features are stored, or whose file is there."""
        [record] = self._archive.store.records([id])
        if points is None:
            points = self._points([id]).get(id)
        size = record.facts.width, record.facts.height
        plain = [] if points is None else [_sought(points, size, _WHOLE)]
        if not self._reranker.mirrored:
            return plain
        return plain + self._seen(read_picture(text_path(record.path)), None, points)[1:]

    def _seen(self, picture: HasPixels, region: Region | None, points: Features | None) -> list[Sought]:
        outline = _WHOLE if region is None else region.outline
        if points is None:
            points = self._described(picture, region)
        found = [_sought(points, picture.size, outline)]
        if self._reranker.mirrored:
            flipped = Pixels(Image(np.ascontiguousarray(picture.image(None).pixels[:, ::-1])))
            points = self._described(flipped, None if region is None else _flipped(region))
            found.append(_sought(points, picture.size, outline, mirrored=True))
        return found

    def _described(self, picture: HasPixels, region: Region | None) -> Features:
        if region is None:
            return self._pointer.points(picture, asked=True)
        return self._pointer.points_of_part(picture, region.box, region.outline)

    def _points(self, ids: Sequence[str]) -> dict[str, Features]:
        """Stored local features, or those of the files, as far as they can be read, where none are stored."""
        representation = self._describer.representation
        stored = self._archive.points(ids)
        if stored or any(part.descriptor.local for part in representation.parts):
            return stored
        paths = {record.id: text_path(record.path) for record in self._archive.store.records(ids)}
        return {id: points for id, points in in_parallel(self._of_file, paths.items()) if points is not None}

    def _of_file(self, file: tuple[str, Path]) -> tuple[str, Features | None]:
        try:
            return file[0], self._pointer.points(read_picture(file[1]))
        except LookalikeError:
            return file[0], None


def _flipped(region: Region) -> Region:
    corners = tuple((1 - x, y) for x, y in region.corners)
    return Region(region.picture, 1 - region.left - region.width, region.top, region.width, region.height, corners)


def _sought(points: Features, size: tuple[int, int], outline: Floats, mirrored: bool = False) -> Sought:
    back = np.array([[-1.0, 0, size[0] - 1], [0, 1, 0], [0, 0, 1]]) if mirrored else np.eye(3)
    return Sought(points, np.asarray(outline * np.array(size) - 0.5, np.float64), back)


def _best(sought: Sequence[Sought], found: Sequence[Verified | None]) -> tuple[Sought, Verified] | None:
    """The example that is found best in a picture, and what is found of it, from its own pixels."""
    there = [(one, each) for one, each in zip(sought, found, strict=True) if each is not None]
    best = max(there, key=lambda each: (each[1].significant, each[1].score), default=None)
    return best and (best[0], replace(best[1], transform=best[1].transform @ best[0].back))


def _match(sought: Sought, verified: Verified, points: Features) -> Match | None:
    from lookalike.rerank.geometry.verify import polygon

    if not verified.significant:
        return None
    assert sought.points.frames is not None and points.frames is not None
    ones = np.ones((len(verified.inliers), 1))
    here = np.hstack([sought.points.frames[verified.inliers[:, 0], :2], ones]) @ sought.back.T
    there = points.frames[verified.inliers[:, 1], :2]
    try:
        outline = polygon(verified.transform, sought.outline)
    except LookalikeError:  # a part of the example would lie behind the viewer
        outline = np.empty((0, 2))
    pairs = np.stack([here[:, :2], there], axis=1).astype(np.float32)
    return Match(pairs, verified.transform / verified.transform[2, 2], outline.astype(np.float32))


def matched(query: Features, candidate: Features, size: tuple[int, int]) -> Match | None:
    """Where a picture of (width, height) is in another, by the local features of both; None where they do not agree.

    :raises LookalikeError: they have no frames, or are of different kinds.
    """
    [verified] = Geometric().verified(query, [candidate])
    return None if verified is None else _match(_sought(query, size, _WHOLE), verified, candidate)
