"""Paths as texts that any store can hold, and back."""

from __future__ import annotations

import os
from pathlib import Path
from urllib.parse import unquote_to_bytes

_URI = "file://"


def path_text(path: Path) -> str:
    """An absolute path's text; one that is not valid Unicode as a ``file://`` URI."""
    text = str(path)
    try:
        text.encode()
    except UnicodeEncodeError:
        return path.as_uri()
    return text


def named_path(name: str | Path) -> Path:
    """The absolute path that a user means: a path, ``~`` allowed, or a ``file://`` URI.

    :raises LookalikeError: the name is an empty text, which would mean the current folder, or of no user's home.
    """
    if not str(name):
        from lookalike.types import LookalikeError

        raise LookalikeError("A name is empty: name a file or a folder (the current one is ./).")
    path = text_path(name) if isinstance(name, str) else name
    try:
        return path.expanduser().absolute()
    except RuntimeError as error:
        from lookalike.types import LookalikeError

        raise LookalikeError(
            f"Cannot find {name}: there is no such user; write ./~ for a name that begins so."
        ) from error


def named_root(name: str | Path) -> Path:
    """What :func:`named_path` gives, without ``..``: as files that are known by it begin.

    :raises LookalikeError: as it does.
    """
    return Path(os.path.abspath(named_path(name)))


def text_path(text: str) -> Path:
    """The path of a text that :func:`path_text` made."""
    if text.startswith(_URI):
        return Path(os.fsdecode(unquote_to_bytes(text.removeprefix(_URI))))
    return Path(text)
