"""Online: what the local features that only prove say of examples."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from lookalike.engine.offline.keeping import Archive
from lookalike.engine.online.naming import is_id
from lookalike.engine.online.pictures import Pictures
from lookalike.engine.online.ranking import Example
from lookalike.engine.represent.describing import Describer, Pointer
from lookalike.index.polling import Ballot
from lookalike.query.base import Spoken
from lookalike.query.example import Region
from lookalike.types import Features


@dataclass(frozen=True, eq=False)
class Proofs:
    """What is asked of a collection that has proofs.

    :param points: the local features of every example.
    :param ballot: how much they speak for each image.
    """

    points: Sequence[Features]
    ballot: Ballot

    @classmethod
    def of(cls, archive: Archive, describer: Describer, wanted: Sequence[Example], pictures: Pictures) -> Proofs | None:
        """None where nothing can be proved: no image has proofs yet, or something is wanted that is no picture.

        :raises LookalikeError: an example cannot be read.
        """
        if archive.proof is None or not wanted or any(isinstance(example, Spoken) for example in wanted):
            return None
        snapshot = archive.proof.snapshot()
        if not len(snapshot):
            return None
        pointer = Pointer.of(describer.representation)
        points = [_points(archive, pointer, example, pictures) for example in wanted]
        return cls(points, Ballot(snapshot, points))


def _points(archive: Archive, pointer: Pointer, example: Example, pictures: Pictures) -> Features:
    if isinstance(example, Region):
        return pointer.points_of_part(pictures.of(example.picture), example.box, example.outline)
    assert not isinstance(example, Spoken)
    if isinstance(example, str) and is_id(example):
        assert archive.proof is not None
        return archive.proof.words_of(example)
    return pointer.points(pictures.of(example), asked=True)
