"""Queries from their texts, as the server takes them: of images of the collection and uploads, never of paths."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

import sqlglot
from sqlglot import exp
from sqlglot.errors import SqlglotError

from lookalike.app.server.decoding import SIDE, Decoders
from lookalike.app.server.pictures import picture
from lookalike.app.server.problems import Refused
from lookalike.app.server.shelf import record, refuse_unknown
from lookalike.app.server.uploads import Uploads
from lookalike.engine.collection import Collection
from lookalike.parameters import literal
from lookalike.query.base import Query
from lookalike.query.colors import Colors
from lookalike.query.example import Region, Whole
from lookalike.query.feedback import Feedback
from lookalike.query.language import Asked, parse_query, split
from lookalike.query.pictures import Named
from lookalike.query.sketch import Sketch
from lookalike.types import LookalikeError

UPLOAD = "upload:"
_ID = re.compile(r"[0-9a-f]{32}")
_WRITTEN = re.compile(r"""["'(]""")


def read(text: str, characters: int, parts: int) -> Asked:
    """A query's text, read.

    Without quotes and parentheses it is words, as people type them, or the id of an image.

    :param characters, parts: of the longest query.
    :raises LookalikeError: it cannot be read, is too long, names something else than images and uploads, or asks for
        what the server does not tell.
    """
    if len(text) > characters:
        raise LookalikeError(f"The query is too long: at most {characters:,} characters are read.")
    words, where = split(text)
    if words and not _WRITTEN.search(words):
        words = f"image({literal(words)})" if _ID.fullmatch(words) else literal(words)
        text = f"{words} where {where}" if where else words
    asked = parse_query(text)
    refuse_paths(asked.where)
    if asked.query is not None:
        leaves = list(asked.query.leaves())
        if len(leaves) > parts:
            raise LookalikeError(f"The query has {len(leaves)} parts: at most {parts} are taken.")
        for leaf in leaves:
            for picture in named(leaf):
                _refuse_file(picture, uploads=not isinstance(leaf, Feedback))
    return asked


def named(leaf: Query) -> list[str]:
    """The pictures that a query of no others names."""
    match leaf:
        case Whole(picture) | Region(picture) | Sketch(picture):
            return [str(picture)]
        case Colors(canvas=str() as canvas) if canvas:
            return [canvas]
        case Feedback(liked, disliked):
            return [*liked, *disliked]
    return []


def _refuse_file(name: str, uploads: bool) -> None:
    upload = uploads and name.startswith(UPLOAD)
    if not _ID.fullmatch(name.removeprefix(UPLOAD) if upload else name):
        raise LookalikeError(
            "Pictures are named by their ids in the collection, or as upload:… after they are uploaded, not as files."
        )


def refuse_paths(where: str | None) -> None:
    """Refuse conditions on folders, which would tell where files lie.

    :raises LookalikeError: it is one.
    """
    try:
        tree = None if where is None else sqlglot.parse_one(where, into=exp.Condition)
    except (SqlglotError, RecursionError):
        return  # whoever reads the condition says what is wrong with it
    if tree is not None and any(column.name.lower() == "path" for column in tree.find_all(exp.Column)):
        raise LookalikeError("Where files lie is not told here: ask for a tag, as in tag = 'dog'.")


@dataclass(frozen=True)
class Asker:
    """Puts the pictures that queries name in the places of their names."""

    uploads: Uploads
    decoders: Decoders

    def filled(self, query: Query, collection: Collection) -> Query:
        """A query that was read, with the pictures themselves.

        :raises Refused: one of them is not there.
        """
        return query.mapped(lambda leaf: self._leaf(leaf, collection))

    def _leaf(self, leaf: Query, collection: Collection) -> Query:
        match leaf:
            case Whole(str() as picture) if picture.startswith(UPLOAD):
                return Whole(self._upload(picture))
            case Region(str() as picture):
                whole = self._upload(picture) if picture.startswith(UPLOAD) else self.picture(collection, picture)
                return replace(leaf, picture=whole)
            case Sketch(str() as picture):
                return Sketch(self._held(picture, collection))
            case Colors(canvas=str() as canvas) if canvas:
                return replace(leaf, canvas=self._held(canvas, collection))
        for id in named(leaf):
            refuse_unknown(collection, id)
        return leaf

    def picture(self, collection: Collection, id: str) -> Named:
        """An image of a collection as a file of moderate size; its thumbnail, where its own file is gone."""
        found = record(collection, id)
        try:
            content = picture(self.decoders, found, SIDE).content
        except (Refused, LookalikeError):
            content = collection.thumbnails([id])[id]
        return Named(content, id)

    def _held(self, name: str, collection: Collection) -> Named:
        return self._upload(name) if name.startswith(UPLOAD) else self.picture(collection, name)

    def _upload(self, name: str) -> Named:
        return Named(self.uploads[name.removeprefix(UPLOAD)].content, name)
