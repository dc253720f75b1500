"""The files of a collection's pictures, decoded elsewhere."""

from __future__ import annotations

import os
import stat
from http import HTTPStatus

from lookalike.app.server.decoding import Decoded, Decoders
from lookalike.app.server.problems import Refused
from lookalike.collection.decode import content_id
from lookalike.collection.paths import text_path
from lookalike.types import Record


def picture(decoders: Decoders, record: Record, side: int) -> Decoded:
    """The picture of a file, whose longer side has at most so many pixels.

    :raises Refused: the file is gone, or another picture has taken its place.
    :raises LookalikeError: it cannot be decoded.
    """
    content = _content(record)
    if content is None or content_id(content) != record.id:
        raise Refused(HTTPStatus.GONE, f"{text_path(record.path).name} is gone or another now: index its folder again.")
    return decoders.decoded(content, side)


def _content(record: Record) -> bytes | None:
    """What one of the files of a picture holds; nothing but regular files is opened."""
    for path in (record.path, *record.copies):
        file = text_path(path)
        try:
            status = os.stat(file)
            if stat.S_ISREG(status.st_mode) and status.st_size == record.bytes:
                return file.read_bytes()
        except OSError:
            continue
    return None
