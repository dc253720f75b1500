"""Uploaded pictures, kept in memory as long as there is room."""

from __future__ import annotations

import threading
from collections import OrderedDict
from http import HTTPStatus

from lookalike.app.server.decoding import Decoded, Decoders
from lookalike.app.server.problems import Refused
from lookalike.collection.decode import content_id


class Uploads:
    """The pictures by the hash of their content; those asked for last stay.

    :param room: bytes.
    """

    def __init__(self, decoders: Decoders, room: int) -> None:
        self._decoders, self._room = decoders, room
        self._kept: OrderedDict[str, Decoded] = OrderedDict()
        self._lock = threading.Lock()

    def put(self, content: bytes) -> tuple[str, Decoded]:
        """Keep a picture, decoded and encoded anew.

        :raises LookalikeError: it cannot be read, or takes more than is allowed.
        """
        name = content_id(content)
        decoded = self._get(name)
        if decoded is None:
            decoded = self._decoders.decoded(content)
            self._keep(name, decoded)
        return name, decoded

    def __getitem__(self, name: str) -> Decoded:
        """A picture.

        :raises Refused: it is not there, or not any more.
        """
        decoded = self._get(name)
        if decoded is None:
            raise Refused(HTTPStatus.NOT_FOUND, "The uploaded picture is not kept any more: upload it again.")
        return decoded

    def _get(self, name: str) -> Decoded | None:
        with self._lock:
            if name in self._kept:
                self._kept.move_to_end(name)
            return self._kept.get(name)

    def _keep(self, name: str, decoded: Decoded) -> None:
        with self._lock:
            self._kept[name] = decoded
            while len(self._kept) > 1 and sum(len(each.content) for each in self._kept.values()) > self._room:
                self._kept.popitem(last=False)
