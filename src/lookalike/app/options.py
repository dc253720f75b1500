"""Options that several commands share, and the collection that they name."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal, TypeVar

import typer

if TYPE_CHECKING:
    from lookalike.engine.collection import Collection

_File = TypeVar("_File", str, Path)


def writable(named: _File | None) -> _File | None:
    """The file of an option, "-" for stdout, checked before there is an answer to be lost.

    :raises LookalikeError: it cannot be written where it is to be.
    """
    from lookalike.types import LookalikeError

    if named is None or str(named) == "-":
        return named
    file = Path(named)
    if not file.parent.is_dir():
        raise LookalikeError(f"Cannot write {file}: there is no folder {file.parent}; make it, or name another place.")
    if not os.access(file if file.exists() else file.parent, os.W_OK):
        raise LookalikeError(f"Cannot write {file}: you may not; name another place.")
    return named


NAMED = "LOOKALIKE_COLLECTION"
"""The variable that names a collection."""


Uri = Annotated[
    str | None,
    typer.Option(
        "--collection",
        "-c",
        metavar="URI",
        envvar=NAMED,
        show_default="your own",
        help="The collection: a folder that holds it, or any Lance URI.",
    ),
]
Json = Annotated[bool, typer.Option("--json", help="Print one JSON object instead of a text for people.")]
Html = Annotated[
    Path | None,
    typer.Option(
        "--html", metavar="FILE", dir_okay=False, callback=writable, help="Write a page with the pictures as well."
    ),
]
LearnOn = Annotated[
    list[Path] | None,
    typer.Option(
        metavar="FOLDER",
        show_default="the dataset's own database",
        help="Pictures that anything learnt is learnt from, here or under LOOKALIKE_DATA; may be repeated.",
    ),
]
Fuse = Annotated[
    Literal["sum", "zscore", "rrf"],
    typer.Option(
        "--fusion",
        help="How the parts make one score: weighted mean of similarities, of standard scores, or of reciprocal ranks.",
    ),
]

Rerank = Annotated[
    str | None,
    typer.Option(
        metavar="METHOD",
        show_default="none",
        help="Rank the first hits anew: auto goes by how they compare with each other, geometric looks for the picture "
        "in them by local features; or an expression such as 'aqe(n=3) >> geometric(depth=50)'.",
    ),
]


def location(uri: str | None) -> str:
    """``uri``, or else what the environment names, or else where the user's own collection is."""
    if uri or os.environ.get(NAMED):
        return uri or os.environ[NAMED]
    from platformdirs import user_data_path

    return str(user_data_path("lookalike", appauthor=False) / "default")


def opened(uri: str | None) -> Collection:
    """The collection at ``uri``.

    :raises LookalikeError: there is none.
    """
    from lookalike.engine.collection import Collection

    return Collection.open(location(uri))
