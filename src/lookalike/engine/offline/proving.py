"""The second look: local features that only prove, given to images that can be searched already.

They take several times the work of all else, and nothing but rerankers asks for them. Images are done in the order in
which they are stored; a run that is cut off has kept what it told of, and the next goes on.
"""

from __future__ import annotations

from lookalike.collection.decode import read_picture
from lookalike.collection.paths import text_path
from lookalike.engine.offline.batches import batches
from lookalike.engine.offline.keeping import Archive
from lookalike.engine.represent.describing import Pointer
from lookalike.engine.represent.parallel import in_parallel
from lookalike.types import Features, LookalikeError, Progress, Record


def prove(archive: Archive, pointer: Pointer, progress: Progress) -> int:
    """Give images of a store their proofs, from their files; those that cannot be read now are left for the next run.

    :param progress: is told of the images that were looked at.
    :return: how many were given any.
    """
    poll, waiting = archive.proof, archive.unproven()
    if poll is None or not waiting:
        return 0

    def looked_at(record: Record) -> tuple[str, Features | None]:
        try:
            return record.id, pointer.points(read_picture(text_path(record.path)))
        except LookalikeError:
            return record.id, None

    done = given = 0
    progress(done, len(waiting))
    for batch in batches(in_parallel(looked_at, archive.store.records(waiting))):
        found = {id: points for id, points in batch if points is not None}
        if found:
            poll.add(list(found), list(found.values()))
        given += len(found)
        done += len(batch)
        progress(done, len(waiting))
    poll.merge()
    return given
