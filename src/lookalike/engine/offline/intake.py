"""Files to what the store keeps of them: read, decoded and described, whatever happens to the others."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

from lookalike.collection.captions import joined, read_note
from lookalike.collection.decode import Picture, Unopenable, Unreadable, read_picture
from lookalike.collection.paths import path_text
from lookalike.collection.scan import Found, tags_of
from lookalike.engine.offline.wording import text_of
from lookalike.engine.represent.describing import Described, HasPixels
from lookalike.types import LookalikeError

Describe = Callable[[Sequence[HasPixels]], list[Described]]
"""Says of some pictures what is to be kept; called from several threads."""

TRANSIENT = -1
"""A modification time that no file has: look at the file again next time."""

_SMALL_FILE = 1_000_000
_SMALL_PICTURE = 2_000_000
"""Bytes, and pixels, of the largest picture that is held in memory with others."""

_Opened: TypeAlias = tuple[Found, Picture | Exception]


@dataclass(frozen=True, eq=False)
class Taken:
    """A file that was read: its row in ``files``, and in ``images`` where it is new there."""

    file: dict[str, Any]
    image: dict[str, Any] | None = None
    said: Described | None = None


def take_in(some: Iterable[Found], describe: Describe, ids: set[str]) -> Iterator[Taken]:
    """Read and describe files: small pictures together, which keeps a network in the processor's caches.

    :param ids: images that are known and need no description.
    :raises LookalikeError: nothing can be described at all.
    """
    handful: list[_Opened] = []
    for found in some:
        if found.size > _SMALL_FILE:
            yield from _taken([_opened(found)], describe, ids)
        elif _is_small(opened := _opened(found)):
            handful.append(opened)
        else:
            yield from _taken([opened], describe, ids)
    yield from _taken(handful, describe, ids)


def _opened(found: Found) -> _Opened:
    try:
        return found, read_picture(found.path)
    except Exception as error:
        return found, error


def _is_small(opened: _Opened) -> bool:
    _, picture = opened
    return isinstance(picture, Exception) or math.prod(picture.size) <= _SMALL_PICTURE


def _taken(some: Sequence[_Opened], describe: Describe, ids: set[str]) -> Iterator[Taken]:
    fresh = [picture for _, picture in some if isinstance(picture, Picture) and picture.id not in ids]
    said = dict(zip(fresh, _described(fresh, describe), strict=True))
    for found, picture in some:
        yield _row(found, picture, None if isinstance(picture, Exception) else said.get(picture))


def _described(pictures: Sequence[Picture], describe: Describe) -> list[Described | Exception]:
    """Together; one by one where that fails, so that the fault of one is its own."""
    try:
        return [*describe(pictures)] if pictures else []
    except Exception as error:
        if len(pictures) == 1:
            return [error]
        return [said for picture in pictures for said in _described([picture], describe)]


def _row(found: Found, picture: Picture | Exception, said: Described | Exception | None) -> Taken:
    file: dict[str, Any] = {
        "path": path_text(found.path),
        "bytes": found.size,
        "mtime_ns": found.mtime_ns,
        "note_ns": found.note_ns,
        "tags": list(tags_of(found.path, found.root)),
        "caption": "",
        "id": None,
        "reason": None,
    }
    try:
        for fault in (picture, said):
            if isinstance(fault, Exception):
                raise fault
        assert isinstance(picture, Picture) and not isinstance(said, Exception)
        file["id"] = picture.id
        file["tags"] = list(dict.fromkeys([*file["tags"], *picture.told.keywords]))
        file["caption"] = joined([picture.told.caption, read_note(found.path) if found.note_ns else ""])
        if said is None:
            return Taken(file)
        facts = vars(picture.facts) | {"thumbnail": picture.thumbnail()}
        image = {"copies": [], **{name: file[name] for name in ("id", "path", "tags", "caption", "bytes")}} | facts
        return Taken(file, image | {"text": text_of(image)}, said)
    except Unreadable as error:
        mtime = TRANSIENT if isinstance(error, Unopenable) else found.mtime_ns
        return Taken(file | {"id": None, "mtime_ns": mtime, "reason": error.reason})
    except LookalikeError:
        raise
    except Exception as error:  # whatever one picture does to a method, the others go on
        reason = f"cannot be described ({type(error).__name__}: {' '.join(str(error).split())[:80]})"
        return Taken(file | {"id": None, "mtime_ns": TRANSIENT, "reason": reason})
