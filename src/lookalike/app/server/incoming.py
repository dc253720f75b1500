"""Where pictures that are sent to a collection lie: in a folder of its own beside its tables."""

from __future__ import annotations

import re
from pathlib import Path

from lookalike.collection.decode import content_id
from lookalike.collection.formats import HEAD, sniff
from lookalike.index.store import Store
from lookalike.types import LookalikeError

_LONGEST = 80
"""Characters of a name that are kept."""


def put(uri: str, content: bytes, name: str) -> Path:
    """Store a picture that is to be indexed.

    :param name: what its file was called elsewhere, of which what is harmless is kept.
    :return: the folder that it lies in until it is indexed.
    :raises LookalikeError: the collection lies elsewhere, or there is no room.
    """
    if not Store.is_local(uri):
        raise LookalikeError(
            "Pictures can be sent to collections on the server's own disk alone: index it where it lies."
        )
    folder = Path(uri) / "incoming"
    try:
        folder.mkdir(exist_ok=True)
        hidden = folder / f".{content_id(content)}"
        hidden.write_bytes(content)
        hidden.rename(folder / file_name(content, name))
    except OSError as error:
        raise LookalikeError(f"The picture cannot be stored: {error.strerror}.") from error
    return folder


def file_name(content: bytes, name: str) -> str:
    """A name that no other picture has and any disk can hold."""
    stem = re.sub(r"[^\w .()-]+", "_", re.split(r"[/\\]", name)[-1]).rpartition(".")[0].strip(" .")
    ending = (sniff(content[:HEAD]) or "picture").lower().replace("jpeg", "jpg")
    return f"{stem[:_LONGEST] or 'picture'} {content_id(content)[:8]}.{ending}"


def taken(folder: Path) -> list[Path]:
    """The pictures of the folder, moved to where they stay."""
    stays = folder.parent / "added"
    stays.mkdir(exist_ok=True)
    waiting = sorted(file for file in folder.iterdir() if not file.name.startswith("."))
    return [file.rename(stays / file.name) for file in waiting]
