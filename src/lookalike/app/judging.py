"""What a user says of hits, from one search to the next."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from lookalike.app.output import write
from lookalike.collection.paths import named_path, path_text
from lookalike.query.base import Query
from lookalike.query.example import Whole
from lookalike.query.language import Asked
from lookalike.query.session import Session
from lookalike.types import LookalikeError

if TYPE_CHECKING:
    from lookalike.engine.collection import Collection


@dataclass(frozen=True)
class Judging:
    """What a command says of hits.

    :param file: where the session is kept, if it is.
    """

    liked: Sequence[str]
    disliked: Sequence[str]
    file: Path | None

    @property
    def wanted(self) -> bool:
        """There is a session, however short."""
        return bool(self.liked or self.disliked or self.file)

    @property
    def begun(self) -> bool:
        """The session has its query already."""
        return self.file is not None and self.file.exists()

    def session(self, collection: Collection, asked: Asked) -> Session:
        """The session with one more round, if anything is said; kept in its file. A new condition replaces the old one.

        :raises LookalikeError: the file holds no session, or a picture cannot be read.
        """
        if self.begun:
            assert self.file is not None
            session = Session.load(self.file)
            if asked.query is not None:
                raise LookalikeError(f"{self.file} says what to look for: leave it out, or name another --session.")
        else:
            query = asked.query
            session = Session(None if query is None else query.mapped(lambda leaf: _kept(collection, leaf)))
        session = replace(session, where=asked.where or session.where)
        if self.liked or self.disliked:
            liked, disliked = ({_known(collection, n): n for n in side} for side in (self.liked, self.disliked))
            for id in liked.keys() & disliked.keys():
                raise LookalikeError(f"{disliked[id]} is both liked and disliked: leave it out on one side.")
            session = session.told(list(liked), list(disliked))
        session.refined()
        if self.file is not None:
            write(self.file, session.to_json())
        return session


def pairs_table(collection: Collection, session: Session) -> str:
    """What fine-tuning learns from, as CSV of the columns query, picture and liked."""
    lines = io.StringIO()
    table = csv.writer(lines, lineterminator="\n")
    table.writerow(("query", "picture", "liked"))
    table.writerows((query, picture, int(liked)) for query, picture, liked in collection.pairs(session))
    return lines.getvalue().rstrip("\n")


def _kept(collection: Collection, leaf: Query) -> Query:
    return Whole(_known(collection, str(leaf.picture))) if isinstance(leaf, Whole) else leaf


def _known(collection: Collection, name: str) -> str:
    """The id of a picture that the collection holds, or else its file.

    :raises LookalikeError: it is neither known nor a picture file.
    """
    id = collection.id_of(name)
    return id if id in collection else path_text(named_path(name))
