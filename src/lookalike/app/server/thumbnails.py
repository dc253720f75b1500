"""Small pictures of the right size; those of a page are read from the collection together."""

from __future__ import annotations

import threading
from base64 import b64encode
from collections import OrderedDict
from collections.abc import Sequence
from http import HTTPStatus
from typing import TypeAlias

from lookalike.app.server.problems import Refused
from lookalike.collection.decode import THUMBNAIL, Picture
from lookalike.engine.collection import Collection

_KEPT_BYTES = 64 * 2**20
_EXPECTED = 15_000
"""Pictures whose pages are remembered."""

_Key: TypeAlias = tuple[str, str]
"""A collection's place and an id."""


class Thumbnails:
    """Gives small pictures.

    Reading many takes hardly longer than reading one: the first that is asked for of a page that was told brings
    the others, which are kept for a while.
    """

    def __init__(self) -> None:
        self._pages: OrderedDict[_Key, Sequence[str]] = OrderedDict()
        self._kept: OrderedDict[_Key, bytes] = OrderedDict()
        self._size = 0
        self._lock = threading.Lock()

    def expect(self, collection: Collection, ids: Sequence[str]) -> None:
        """A page was told, whose small pictures will be asked for."""
        with self._lock:
            for id in ids:
                self._pages[collection.uri, id] = ids
                self._pages.move_to_end((collection.uri, id))
            while len(self._pages) > _EXPECTED:
                self._pages.popitem(last=False)

    def kept(self, collection: Collection, id: str) -> bytes | None:
        """The stored small picture of an image, if it is at hand."""
        return self._kept.get((collection.uri, id))

    def small(self, collection: Collection, id: str, side: int) -> bytes:
        """A JPEG file of an image, whose longer side has at most so many pixels.

        :raises Refused: there is no such image.
        """
        found = self.kept(collection, id) or self._read(collection, id)
        if found is None:
            raise Refused(HTTPStatus.NOT_FOUND, "There is no such picture in the collection.")
        return found if side >= THUMBNAIL else Picture.open(found).thumbnail(side)

    def inlined(self, collection: Collection, ids: Sequence[str]) -> dict[str, str]:
        """Small pictures as data URLs by id, as far as they are there."""
        self._bring(collection, ids)
        found = {id: self.kept(collection, id) for id in ids}
        return {id: f"data:image/jpeg;base64,{b64encode(each).decode()}" for id, each in found.items() if each}

    def _read(self, collection: Collection, id: str) -> bytes | None:
        self._bring(collection, self._pages.get((collection.uri, id), (id,)))
        return self.kept(collection, id)

    def _bring(self, collection: Collection, ids: Sequence[str]) -> None:
        with self._lock:  # whoever asks for another of the page waits for the whole of it
            missing = [id for id in ids if self.kept(collection, id) is None]
            if missing:
                self._keep(collection.uri, collection.thumbnails(missing))

    def _keep(self, uri: str, pictures: dict[str, bytes]) -> None:
        for id, content in pictures.items():
            self._size += len(content) - len(self._kept.pop((uri, id), b""))
            self._kept[uri, id] = content
        while self._size > _KEPT_BYTES:
            self._size -= len(self._kept.popitem(last=False)[1])
