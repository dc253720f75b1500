"""Small pictures of the right size."""

from __future__ import annotations

from http import HTTPStatus

from lookalike.app.server.problems import Refused
from lookalike.collection.decode import THUMBNAIL, Picture
from lookalike.engine.collection import Collection


def small(collection: Collection, id: str, side: int) -> bytes:
    """A JPEG file of an image, whose longer side has at most so many pixels.

    :raises Refused: there is no such image.
    """
    found = collection.thumbnails([id]).get(id)
    if found is None:
        raise Refused(HTTPStatus.NOT_FOUND, "There is no such picture in the collection.")
    return found if side >= THUMBNAIL else Picture.open(found).thumbnail(side)
