"""The collections that are served."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from contextlib import suppress
from http import HTTPStatus
from pathlib import PurePath

from lookalike.app.server.problems import Refused
from lookalike.engine.collection import Collection
from lookalike.query.words import Words
from lookalike.types import LookalikeError, Record

_ID = re.compile(r"[0-9a-f]{32}")


class Shelf:
    """Collections by name."""

    def __init__(self, collections: Mapping[str, Collection]) -> None:
        self._collections = dict(collections)

    def __iter__(self) -> Iterator[str]:
        return iter(self._collections)

    def __getitem__(self, name: str) -> Collection:
        """A collection.

        :raises Refused: there is none of that name.
        """
        if name not in self._collections:
            raise Refused(HTTPStatus.NOT_FOUND, "There is no such collection: /v1/collections lists what there is.")
        return self._collections[name]


def warm_up(collection: Collection) -> None:
    """Load what searches take, so that nobody waits for it."""
    with suppress(LookalikeError):
        for id in collection.catalog().ids[:1]:
            collection.search(id, k=1)
        if collection.schemes.seen:
            collection.search(Words("a picture"), k=1)


def record(collection: Collection, id: str) -> Record:
    """An image of a collection.

    :raises Refused: it is not there.
    """
    found = collection.records([id]) if _ID.fullmatch(id) else {}
    if id not in found:
        raise _unknown()
    return found[id]


def refuse_unknown(collection: Collection, id: str) -> None:
    """Refuse an id that no image of a collection has, which is quicker found out than all that is known of one.

    :raises Refused: it is one.
    """
    if not _ID.fullmatch(id) or id not in collection:
        raise _unknown()


def _unknown() -> Refused:
    return Refused(HTTPStatus.NOT_FOUND, "There is no such picture in the collection.")


def named(uris: list[str]) -> dict[str, str]:
    """Collections' places by names that tell them apart, as they stand in addresses.

    :raises LookalikeError: two are one.
    """
    names: dict[str, str] = {}
    for uri in uris:
        plain = re.sub(r"[^A-Za-z0-9_.-]+", "-", PurePath(uri.rstrip("/")).stem).strip("-.") or "collection"
        name = next(n for n in (plain, *(f"{plain}-{i}" for i in range(2, len(uris) + 2))) if n not in names)
        if uri in names.values():
            raise LookalikeError(f"{uri} is named twice: name each collection once.")
        names[name] = uri
    return names
